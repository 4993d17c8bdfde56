import { randomBytes } from "node:crypto";
import type { SiteConfig } from "../../config";
import { addSummary } from "../../delivery/github/runner";
import { stackRunners } from "../../delivery/terraform/runner";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError } from "../../errors/outlast-error";
import { readSiteOutputs } from "../../operations/outputs";
import { networkAsk } from "../../operations/verify/ask";
import { expectedFromFolder, expectedFromManifest } from "../../operations/verify/expected";
import {
  holds,
  renderVerification,
  type Verification,
  verificationsToJson,
} from "../../operations/verify/report";
import { verifySite } from "../../operations/verify/verify-site";
import { ownProject } from "../../project/own-project";
import { synthesizedStacks } from "../../project/stacks";

export interface VerifyOptions {
  /** Whose settings are expected, where the project has several sites. */
  readonly site?: string;
  /** The built site; the site's own content folder by default. */
  readonly folder?: string;
  /** The record of a release, in place of a folder. */
  readonly manifest?: string;
  /** Requests at a time. */
  readonly concurrency: number;
  /** Seconds for one request. */
  readonly timeout: number;
  readonly json: boolean;
}

/** Asks a site, or without an address each deployed site, whether visitors get what was released. */
export async function verify(url: string | undefined, options: VerifyOptions): Promise<ExitCode> {
  const targets = await targetsOf(url, options);
  const verifications: Verification[] = [];
  for (const target of targets) {
    const { folder, manifest } = options;
    const { content } = target.site;
    const files =
      manifest === undefined
        ? await expectedFromFolder(folder ?? content.folder, target.site)
        : expectedFromManifest(manifest, target.site);
    const subject = { ...target, ask: networkAsk(options.timeout) };
    const unknownName = `outlast-verify-${randomBytes(6).toString("hex")}`;
    const { concurrency } = options;
    verifications.push(
      await verifySite(subject, files, { concurrency, unknownName, now: () => performance.now() }),
    );
  }
  const text = verifications.map(renderVerification).join("\n");
  process.stdout.write(options.json ? verificationsToJson(verifications) : text);
  addSummary(`\`\`\`text\n${text}\`\`\``);
  return verifications.every(holds) ? exitCodes.done : exitCodes.checkFailed;
}

interface Target {
  readonly origin: string;
  readonly site: SiteConfig;
}

async function targetsOf(url: string | undefined, { site }: VerifyOptions): Promise<Target[]> {
  const { sites } = ownProject();
  const chosen = sites.filter(({ name }) => site === undefined || name === site);
  if (chosen.length === 0) {
    throw new CliError(
      "VERIFY_NO_SITE",
      `there is no site "${site}"`,
      `Choose one of ${sites.map(({ name }) => name).join(", ")}.`,
    );
  }
  if (url === undefined) return Promise.all(chosen.map(deployed));
  const [only, ...others] = chosen;
  if (!only || others.length > 0) {
    throw new CliError("VERIFY_WHICH_SITE", "the project has several sites", "Say which one with --site.");
  }
  return [{ origin: originOf(url), site: only }];
}

function originOf(url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed && /^https?:$/.test(parsed.protocol) && parsed.pathname === "/" && !parsed.search)
    return parsed.origin;
  throw new CliError(
    "VERIFY_URL",
    `"${url}" is not the address of a site`,
    "Write it as https://www.example.com.",
  );
}

/** Where a site is, from the outputs of its stack. */
async function deployed(site: SiteConfig): Promise<Target> {
  const [stack] = synthesizedStacks(ownProject(), [site.name]);
  if (!stack) throw new Error(`no stack for ${site.name}`);
  await (await stackRunners(0))(stack).terraform.init();
  const { url } = await readSiteOutputs({ site: site.name });
  return { origin: new URL(url).origin, site };
}
