import { resolve } from "node:path";
import type { Browser } from "playwright-core";
import type { SiteConfig } from "../../../config";
import { urlStyleOf } from "../../../config/url-style";
import { visitorPath } from "../../../facts/site/visitor-path";
import type { PageDemands } from "../../../release/csp/demand";
import { type FolderCsp, tightestOfFolder } from "../../../release/csp/folder";
import type { RehearsedSite } from "../../content/rehearsed-site";
import type { HeaderMap } from "../../edge";
import { GivenOrigins } from "../sites/origins";
import { ServedSites } from "../sites/served-sites";
import { Violations } from "./violations";
import { Visitor } from "./visitor";

export interface BrowsingOptions {
  /** Pages that are loaded at most, the index document first. */
  readonly pages: number;
  /** Time for one page. Milliseconds. */
  readonly pageTimeout: number;
}

/** A policy made of what the files say and of what pages did in a browser. */
export interface BrowsedCsp extends FolderCsp {
  readonly browser: {
    /** Pages that were loaded. */
    readonly loaded: number;
    readonly pages: number;
    /** Keys of pages that were not there in time. */
    readonly late: readonly string[];
    /** Addresses of other hosts that pages asked for: none of them was reached. */
    readonly refused: readonly string[];
  };
}

/** One of the project's own sites. */
export type BrowsedSite = RehearsedSite & { readonly config: SiteConfig };

/** A project's own site, with another folder as its content. */
export function withFolder(site: RehearsedSite, config: SiteConfig, folder: string): BrowsedSite {
  return { ...site, config: { ...config, content: { ...config.content, folder: resolve(folder) } } };
}

/**
 * The tightest policy of a site, after its pages have run in a browser under what its files ask for, reported and not
 * enforced. Nothing but the rehearsal answers them.
 */
export async function browsedCsp(
  browser: Browser,
  site: BrowsedSite,
  { pages, pageTimeout }: BrowsingOptions,
): Promise<BrowsedCsp> {
  const { config } = site;
  const { folder } = config.content;
  const served = new ServedSites([site], {
    ...{ origins: new GivenOrigins([]), readings: {} },
    ...{ onUnreachableOrigin: () => {}, onFunctionLog: () => {} },
  });
  try {
    const { rehearsal } = served;
    rehearsal.replicationLag = 0;
    await served.load();
    const origin = `https://${served.hosts.canonical("localhost")}`;
    // What is inline is to be reported only where scripts have put it there.
    const withHashes = { ...config, headers: { ...config.headers, inlineHashes: false } };
    const { pages: found, policy } = await tightestOfFolder(folder, withHashes, { origin });
    const visitor = await Visitor.at(browser, {
      origin,
      answer: (request) => rehearsal.edge.handle(request),
      headers: (headers) => reportOnly(headers, policy),
    });
    const keys = inOrder(found, config.content.indexDocument);
    const late: string[] = [];
    const seen: PageDemands[] = [];
    for (const key of keys.slice(0, pages)) {
      const url = origin + visitorPath(key, urlStyleOf(config));
      const { demands, inTime } = await visited(visitor, url, pageTimeout);
      if (!inTime) late.push(key);
      seen.push({ page: key, documents: [{ demands, policies: [] }] });
    }
    await visitor.close();
    const browsed = await tightestOfFolder(folder, config, { origin, seen });
    const loaded = Math.min(pages, keys.length);
    return {
      ...browsed,
      browser: { loaded, pages: keys.length, late, refused: [...visitor.refused].sort() },
    };
  } finally {
    await served.rehearsal.close();
  }
}

/** Nothing is blocked, so that everything is asked for, and said. */
function reportOnly(headers: HeaderMap, policy: string): void {
  for (const name of ["content-security-policy", "x-frame-options"]) headers.delete(name);
  headers.set("content-security-policy-report-only", policy);
}

/** The index document first. */
function inOrder(pages: readonly string[], index: string): string[] {
  return [...pages].sort((a, b) => Number(b === index) - Number(a === index) || (a < b ? -1 : 1));
}

/** Loads a page, and goes to its end: what is far below is loaded when it comes into view. */
async function visited(visitor: Visitor, url: string, timeout: number) {
  const page = await visitor.newPage();
  page.setDefaultTimeout(timeout);
  const violations = await Violations.of(page);
  let inTime = true;
  try {
    await page.goto(url, { waitUntil: "load" });
    await page.evaluate("scrollTo(0, document.documentElement.scrollHeight)");
    await page.waitForLoadState("networkidle");
  } catch {
    inTime = false;
  }
  const demands = violations.demands(url);
  await page.close();
  return { demands, inTime };
}
