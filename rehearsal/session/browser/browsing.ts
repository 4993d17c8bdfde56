import type { SiteConfig } from "../../../config";
import { type SourceTelling, withOwnSite } from "../sites/site-source";
import { type BrowsedCsp, type BrowsingOptions, browsedCsp, withFolder } from "./browsed-csp";
import { openBrowser } from "./open-browser";

export interface BrowsingSiteOptions extends BrowsingOptions, SourceTelling {
  /** A browser's program. @default - what is found on this machine */
  readonly program?: string | undefined;
}

/** The tightest policy of one of the project's own sites, with a folder as its content, seen in a browser of its own. @throws {OutlastError} */
export async function browseSite(
  config: SiteConfig,
  folder: string,
  { json, program, warn, ...browsing }: BrowsingSiteOptions,
): Promise<BrowsedCsp> {
  const browser = await openBrowser(program === undefined ? {} : { program });
  try {
    return await withOwnSite(config.name, { json, warn }, (site) =>
      browsedCsp(browser, withFolder(site, config, folder), browsing),
    );
  } finally {
    await browser.close();
  }
}
