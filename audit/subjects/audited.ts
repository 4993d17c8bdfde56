import { existsSync, readdirSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import type { LoadedSite } from "../../rehearsal/terraform";
import type { NamedSite } from "../run/audit-all";

/** What an audit is asked to look at. */
export interface AuditedOptions {
  readonly var: readonly string[];
  readonly varFile: readonly string[];
  readonly live: boolean;
  readonly distribution?: string;
}

/** One thing that an audit looks at: how its resources are read, and how it is rehearsed. */
export interface Audited extends NamedSite {
  /** The folder that files of findings are in, relative to the working folder. */
  readonly folder: string;
  load(): Promise<LoadedSite>;
}

/**
 * A running site, what a path leads to, or, in a project of outlast that has no Terraform of its own beside its config,
 * every stack that it synthesizes.
 * @throws {OutlastError} AUDIT_LIVE, AUDIT_UNREADABLE
 */
export async function auditedBy(
  path: string | undefined,
  options: AuditedOptions,
): Promise<readonly Audited[]> {
  if (options.live || options.distribution !== undefined) return [await running(path, options)];
  const project = path === undefined ? await ownStacks() : undefined;
  return project ?? [await written(path ?? ".", options)];
}

/** Whose policy `--permissions` prints, and what `--live` reads. @throws {OutlastError} AUDIT_LIVE */
export async function distributionNamed(
  path: string | undefined,
  { distribution, live }: AuditedOptions,
): Promise<string> {
  const { auditError } = await import("../run/errors");
  const wrong = [
    ...(live ? [] : [`--distribution ${distribution ?? ""} without --live`.trim()]),
    ...(path === undefined ? [] : [`${path} beside --live`]),
    ...(distribution === undefined ? ["--live without --distribution"] : []),
    ...(distribution !== undefined && !/^[A-Z0-9]{1,64}$/.test(distribution)
      ? [`${JSON.stringify(distribution)} is no id of a distribution`]
      : []),
  ];
  if (wrong.length > 0 || distribution === undefined) throw auditError("AUDIT_LIVE", wrong.join("; "));
  return distribution;
}

async function running(path: string | undefined, options: AuditedOptions): Promise<Audited> {
  const id = await distributionNamed(path, options);
  const [{ identifyCaller }, { readLive }, { loadResources }] = await Promise.all([
    import("../../operations/caller"),
    import("../live/read-live"),
    import("../../rehearsal/terraform"),
  ]);
  await identifyCaller("us-east-1");
  const { rehearsed, ...read } = await readLive(id);
  return { folder: ".", read, load: async () => loadResources(id, rehearsed) };
}

async function written(path: string, { var: vars, varFile: varFiles }: AuditedOptions): Promise<Audited> {
  const [{ readAuditedSite }, { isHclFile }, { loadTerraformAt }] = await Promise.all([
    import("../run/read"),
    import("../../terraform/hcl/folder"),
    import("../../rehearsal/terraform"),
  ]);
  const read = await readAuditedSite(path, { vars, varFiles });
  const folder = relative(process.cwd(), isHclFile(path) ? dirname(resolve(path)) : resolve(path));
  return { folder, read, load: () => loadTerraformAt(path, { vars, varFiles }) };
}

/** Undefined where the working folder is no project's, or has Terraform of its own. */
async function ownStacks(): Promise<readonly Audited[] | undefined> {
  const { cacheFolder, configFile } = await import("../../config/project-root");
  const config = configFile();
  const { isTerraform } = await import("../../terraform/hcl/folder");
  const own = readdirSync(".").some(isTerraform);
  if (own || config === undefined || dirname(config) !== process.cwd() || !existsSync(config))
    return undefined;
  const [{ ownProject }, { synthesize }] = await Promise.all([
    import("../../project/own-project"),
    import("../../stacks/synthesize"),
  ]);
  // What was written for Terraform stays as it is: it may be HCL, or older than the config.
  const stacks = synthesize(ownProject(), { outdir: join(cacheFolder(), "audited") });
  const none = { var: [], varFile: [], live: false };
  return Promise.all(
    stacks.map(async ({ file, name }) => {
      const audited = await written(file, none);
      return { ...audited, ...(stacks.length > 1 && { name }) };
    }),
  );
}
