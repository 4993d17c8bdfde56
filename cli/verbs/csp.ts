import type { SiteConfig } from "../../config";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { CliError } from "../../errors/outlast-error";
import { chooseSite } from "../../project/sites";
import { ReleaseError } from "../../release";
import { longestCsp, tightestCsp } from "../../release/csp";
import { originOf, readFolderPages } from "../../release/csp/folder";
import { reportingFailures } from "../output/release-errors";

export interface CspOptions {
  readonly site?: string;
  readonly json: boolean;
}

/** Prints the tightest policy that a built site passes; exit code 1 if CloudFront would not take it. */
export function csp(given: string | undefined, { json, site: name }: CspOptions): Promise<ExitCode> {
  return reportingFailures(json, async () => {
    const site = chooseSite(name);
    const origin = originOf(site);
    const folder = given ?? site.content.folder;
    const { pages, problems } = await readFolderPages(folder, origin);
    if (problems.length > 0) throw new ReleaseError(problems);
    if (pages.length === 0) throw noPages(folder);
    const tightest = tightestCsp(pages, { origin, ...frameAncestors(site) });
    if (json) console.log(JSON.stringify(tightest, null, 2));
    else console.log(tightest.policy);
    if (!tightest.tooLong) return exitCodes.done;
    const advice = "Move inline scripts and styles into files: their hashes take most of it.";
    if (!json) console.error(`${tightest.length} characters; CloudFront takes ${longestCsp}. ${advice}`);
    return exitCodes.checkFailed;
  });
}

/** A policy that lets nothing in would be true of it, and of no site. */
function noPages(folder: string): CliError {
  return new CliError(
    "CSP_NO_PAGES",
    `${folder} has no HTML page`,
    "Build the site first, or name its folder: outlast csp dist, for instance.",
  );
}

/** As strict as the X-Frame-Options of the same answers. */
function frameAncestors({ headers: { frameOptions } }: SiteConfig): { frameAncestors?: string } {
  if (frameOptions === false) return {};
  return { frameAncestors: frameOptions === "DENY" ? "'none'" : "'self'" };
}
