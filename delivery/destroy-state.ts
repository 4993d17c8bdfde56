import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import type { Project } from "../config";
import { countVersions, deleteBucket, emptyBucket } from "../operations/content/empty-bucket";
import { projectRoot } from "../project/own-project";
import { synthesizedStacks } from "../project/stacks";
import { stateStackId } from "../stacks/synthesize";
import type { DeployOptions } from "./deploy";
import { deliveryError } from "./errors";
import type { Ports } from "./ports";
import { initialized } from "./stack-runs";

export interface DestroyOptions extends DeployOptions {
  /** Whether what lies in the buckets goes too. */
  readonly deleteContent: boolean;
}

/**
 * Takes the state stack away, once no site has anything in it: its state moves to a file on this machine, since the bucket
 * that it lies in goes; the roles are destroyed; the bucket, which Terraform is forbidden to destroy, is emptied and deleted.
 * Stopped anywhere, it is run again.
 *
 * @throws {OutlastError} `DESTROY_STATE_IN_USE`, `DESTROY_CONTENT`
 */
export async function destroyState(
  project: Project,
  { deleteContent, ...options }: DestroyOptions,
  ports: Ports,
): Promise<void> {
  const { deployment } = project;
  if (!deployment) throw deliveryError("BOOTSTRAP_NO_DEPLOYMENT", "site.config.ts exports no deployment");
  const isInBucket = deployment.bootstrapped && !isMoved(project);
  if (isInBucket) await refuseInUse(project, options, ports);
  const local = { ...project, deployment: { ...deployment, bootstrapped: false } };
  const stacks = synthesizedStacks(isInBucket ? project : local, [stateStackId]);
  for await (const { state, say } of initialized(stacks, { ...options, ports })) {
    const { addresses, attributes } = await state.content();
    const [bucket] = attributes("aws_s3_bucket");
    const versions = bucket === undefined ? 0 : (await countVersions(placeOf(bucket))).versions;
    if (addresses.size === 0) return say("there is nothing to destroy");
    say("the roles of CI and the bucket of the states go; the state itself moves to a file here");
    if (bucket) say(`  ${bucket.bucket}: ${versions} versions of states`);
    if (versions > 0 && !deleteContent) throw deliveryError("DESTROY_CONTENT", String(bucket?.bucket));
    await ports.confirm("Whatever has been deployed from here will have no state any more.", stateStackId);
  }
  for await (const { state, terraform, note, say } of initialized(synthesizedStacks(local, [stateStackId]), {
    ...options,
    ports,
    migrateState: isInBucket,
  })) {
    // From here on the state lies here, whatever becomes of this run.
    if (deployment.bootstrapped) ports.say(noteInConfig(join(projectRoot(), "site.config.ts")));
    const [bucket] = await state.attributes("aws_s3_bucket");
    if (bucket) {
      const place = placeOf(bucket);
      await emptyBucket(place, "all", (count) => note(`${place.name}: ${count} versions deleted`));
      await deleteBucket(place);
      await state.forget("aws_s3_bucket");
    }
    await terraform.destroy();
    say("destroyed");
  }
}

/**
 * Whether an earlier run that was stopped has moved the state here, and perhaps deleted the bucket, or all of it. What a
 * bootstrap from this machine has left in the same place is no such state: Terraform notes in the stack's folder where it
 * was last.
 */
function isMoved(project: Project): boolean {
  const file = resolve(`terraform.${stateStackId}.tfstate`);
  if (!existsSync(file)) return false;
  const [stack] = synthesizedStacks(project, [stateStackId]);
  const last = stack && backendIn(join(stack.folder, ".terraform/terraform.tfstate"));
  return last === "local" || (last !== "s3" && hasResources(file));
}

/** The kind of the backend that Terraform has last worked with in a folder. */
function backendIn(file: string): unknown {
  if (!existsSync(file)) return undefined;
  const { backend }: { backend?: { readonly type?: unknown } } = JSON.parse(
    readFileSync(file, "utf8") || "{}",
  );
  return backend?.type;
}

/** Whether the state in a file has anything. */
function hasResources(file: string): boolean {
  const { resources = [] }: { resources?: readonly unknown[] } = JSON.parse(
    readFileSync(file, "utf8") || "{}",
  );
  return resources.length > 0;
}

/** A bucket that holds the state of what is still there is nothing to delete. */
async function refuseInUse(
  project: Project,
  options: Pick<DestroyOptions, "lockTimeout">,
  ports: Ports,
): Promise<void> {
  const sites: string[] = [];
  for await (const { name, state } of initialized(synthesizedStacks(project), { ...options, ports }))
    if ((await state.addresses()).size > 0) sites.push(name);
  if (sites.length > 0) throw deliveryError("DESTROY_STATE_IN_USE", sites.join(", "));
}

function placeOf({ bucket, region }: Readonly<Record<string, unknown>>) {
  return { name: String(bucket), region: String(region) };
}

const already = /\bbootstrapped:\s*true\b/g;

/** Writes `bootstrapped: false` where the config says true in one place, and says so; asks for it otherwise. */
function noteInConfig(path: string): string {
  const text = existsSync(path) ? readFileSync(path, "utf8") : "";
  if (text.match(already)?.length !== 1)
    return "site.config.ts: set bootstrapped to false and commit it, before anything else is planned";
  writeFileSync(path, text.replace(already, "bootstrapped: false"));
  return "site.config.ts: bootstrapped is false now; commit it";
}
