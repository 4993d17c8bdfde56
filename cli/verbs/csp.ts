import type { Command } from "commander";
import type { SiteConfig } from "../../config";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { headersPolicyLimits } from "../../facts/cloudfront/limits";
import type { BrowsedCsp } from "../../rehearsal/session/browser/browsed-csp";
import type { FolderCsp } from "../../release/csp/folder";
import { count, lasting } from "../options/arguments";
import { ending } from "../output/ending";

interface CspOptions {
  readonly site?: string;
  readonly json: boolean;
  readonly browser: boolean;
  readonly chromium?: string;
  readonly pages: number;
  /** Seconds. */
  readonly pageTimeout: number;
}

/** Adds `csp`. */
export function addCspVerb(program: Command): void {
  program
    .command("csp [folder]")
    .description("print the tightest Content-Security-Policy that the built site passes")
    .option("--site <name>", "which site, where the project has several")
    .option("--browser", "load the pages in a Chromium or Chrome too, cut off from the network", false)
    .option("--chromium <file>", "which browser; OUTLAST_CHROMIUM, PATH and the usual places by default")
    .option("--pages <number>", "how many pages a browser loads at most", count, 50)
    .addOption(lasting("--page-timeout", "time for one page in a browser", "10s"))
    .option("--json", "print for a machine", false)
    .action((folder: string | undefined, options: CspOptions) =>
      ending(() => csp(folder, options), options.json),
    );
}

/** Exit code 1 if CloudFront would not take the policy. */
async function csp(given: string | undefined, options: CspOptions): Promise<ExitCode> {
  const [{ chooseSite }, { tightestOfFolder }] = await Promise.all([
    import("../../project/sites"),
    import("../../release/csp/folder"),
  ]);
  const { json } = options;
  const site = chooseSite(options.site);
  const folder = given ?? site.content.folder;
  const read = await tightestOfFolder(folder, site);
  const tightest: FolderCsp & Partial<BrowsedCsp> = options.browser
    ? await browsed(site, folder, options)
    : read;
  const { pages: _, ...said } = tightest;
  console.log(json ? JSON.stringify(said, null, 2) : tightest.policy);
  if (!json) for (const line of tightest.unread) console.error(line);
  if (!json && tightest.hashesTravel)
    console.error(
      "without the hashes of what is inline in pages, which travel with each (headers.inlineHashes)",
    );
  if (!json && tightest.browser) for (const line of browsingLines(tightest.browser)) console.error(line);
  if (!tightest.tooLong) return exitCodes.done;
  const advice = tightest.hashesTravel
    ? "Name fewer hosts, or let a wildcard stand for several."
    : "Move inline scripts and styles into files: their hashes take most of it.";
  if (!json)
    console.error(
      `${tightest.length} characters; CloudFront takes ${headersPolicyLimits.contentSecurityPolicy}. ${advice}`,
    );
  return exitCodes.checkFailed;
}

/** What the pages do in a browser as well. */
async function browsed(config: SiteConfig, folder: string, options: CspOptions): Promise<BrowsedCsp> {
  const { browseSite } = await import("../../rehearsal/session/browser/browsing");
  const { chromium: program, json, pages, pageTimeout } = options;
  const warn = (text: string) => void process.stderr.write(text);
  return browseSite(config, folder, { json, pages, pageTimeout: pageTimeout * 1000, program, warn });
}

const shownAddresses = 10;

function browsingLines({ late, loaded, pages, refused }: BrowsedCsp["browser"]): string[] {
  const more = refused.length - shownAddresses;
  return [
    `${loaded} of ${pages} pages were loaded in a browser${loaded < pages ? `: --pages ${pages} loads all` : ""}`,
    ...late.map((key) => `${key} went on loading when its time was over: --page-timeout gives it more`),
    ...refused.slice(0, shownAddresses).map((url) => `not reached, since it is elsewhere: ${url}`),
    ...(more > 0 ? [`and ${more} more addresses`] : []),
  ];
}
