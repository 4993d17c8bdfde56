import type { SiteConfig } from "../config";
import { longestCsp, tightestCsp } from "../release/csp";
import { originOf, readFolderPages } from "./csp-check";
import { type ExitCode, exitCodes } from "./exit-codes";
import { reportingFailures } from "./release-errors";
import { chooseSite } from "./sites";

export interface CspOptions {
  readonly site?: string;
  readonly json: boolean;
}

/** Prints the tightest policy that a built site passes; exit code 1 if CloudFront would not take it. */
export async function csp(given: string | undefined, { json, site: name }: CspOptions): Promise<ExitCode> {
  const site = chooseSite(name);
  return reportingFailures(json, async () => {
    const origin = originOf(site);
    const pages = await readFolderPages(given ?? site.content.folder, origin);
    const tightest = tightestCsp(pages, { origin, ...frameAncestors(site) });
    if (json) console.log(JSON.stringify(tightest, null, 2));
    else console.log(tightest.policy);
    if (!tightest.tooLong) return exitCodes.done;
    const advice = "Move inline scripts and styles into files: their hashes take most of it.";
    if (!json) console.error(`${tightest.length} characters; CloudFront takes ${longestCsp}. ${advice}`);
    return exitCodes.checkFailed;
  });
}

/** As strict as the X-Frame-Options of the same answers. */
function frameAncestors({ headers: { frameOptions } }: SiteConfig): { frameAncestors?: string } {
  if (frameOptions === false) return {};
  return { frameAncestors: frameOptions === "DENY" ? "'none'" : "'self'" };
}
