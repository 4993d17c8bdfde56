import { decodePath } from "../../facts/site/path";
import type { Demand, DocumentDemands, PageDemands } from "./demand";
import { cssDemands } from "./read-css";
import { readHtml } from "./read-html";
import { keyAddress } from "./site-policy";

/** A built site, as far as a policy depends on it. */
export interface BuiltSite {
  /** "https://www.example.org" */
  readonly origin: string;
  readonly pages: readonly { readonly key: string; readonly html: string }[];
  /** Text of one of the site's own style sheets; undefined if there is none of that key. */
  styleSheet(key: string): string | undefined;
}

/** What every page demands, through its own style sheets as well: those load under the page's policy. */
export function readPages(site: BuiltSite): PageDemands[] {
  const sheets = new Map<string, readonly Demand[]>();
  const sheetDemands = (url: string): readonly Demand[] => {
    const key = ownKey(url, site.origin);
    const css = key === undefined ? undefined : site.styleSheet(key);
    if (css === undefined) return [];
    const known = sheets.get(url);
    if (known) return known;
    const demands = cssDemands(css, url);
    sheets.set(url, demands);
    return demands;
  };
  return site.pages.map(({ key, html }) => {
    const documents = readHtml(html, keyAddress(key, site.origin));
    return { page: key, documents: documents.map((document) => withSheets(document, sheetDemands)) };
  });
}

/** Follows style sheets, and those that they import, each once. What they load is asked for when they are there. */
export function withSheets(
  { demands, policies }: DocumentDemands,
  sheetDemands: (url: string) => readonly Demand[],
): DocumentDemands {
  const all = [...demands];
  const seen = new Set<string>();
  for (const demand of all) {
    if (demand.kind !== "url" || demand.directive !== "style-src-elem" || seen.has(demand.url)) continue;
    seen.add(demand.url);
    all.push(...sheetDemands(demand.url));
  }
  return { demands: all, policies };
}

/** The key that a URL of the site itself stands for. */
export function ownKey(url: string, origin: string): string | undefined {
  const { origin: of, pathname } = new URL(url);
  if (of !== origin) return undefined;
  return decodePath(pathname.slice(1));
}
