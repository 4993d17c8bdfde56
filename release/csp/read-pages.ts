import { decodePath } from "../../facts/site/path";
import { releaseErrors } from "../errors";
import { unreadable } from "../scan/walk";
import type { Demand, DocumentDemands, PageDemands } from "./demand";
import { foreignSheetDemands } from "./foreign-sheets";
import { cssDemands } from "./read-css";
import { readHtml } from "./read-html";
import { readScript } from "./read-script";
import { keyAddress } from "./site-policy";
import { Unread } from "./unread";

/** A built site, as far as a policy depends on it. */
export interface BuiltSite {
  /** "https://www.example.org" */
  readonly origin: string;
  readonly pages: readonly { readonly key: string; readonly html: string }[];
  /** Text of one of the site's own style sheets; undefined if there is none of that key. */
  styleSheet(key: string): string | undefined;
  /** Text of one of its own images of markup: framed, it is a document under the policy that it is served with. @default - none is read */
  image?(key: string): string | undefined;
  /** Its script files. @default - none is read */
  readonly scripts?: readonly { readonly key: string; readonly code: string }[];
}

/**
 * What every page demands, through its own style sheets and inline scripts as well: those load under the page's policy.
 * Script files come last, each as what it demands of any page that loads it.
 */
export function readPages(site: BuiltSite, unread = new Unread()): PageDemands[] {
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
  const pages = site.pages.map(({ key, html }) => {
    const documents = readDocuments(key, html, keyAddress(key, site.origin)).flatMap((document) => {
      const { demands, policies } = withSheets(document, sheetDemands);
      const scripts = inlineDemands(key, document, unread);
      if (policies.length > 0) unread.add("ownPolicy", key);
      const governing = policies.map(({ text }) => ({ text, from: 0 }));
      return [{ demands, policies }, besidePage(scripts, governing)];
    });
    return { page: key, documents };
  });
  const framed = framedKeys(pages, site.origin).flatMap((key): PageDemands[] => {
    const text = site.image?.(key);
    if (text === undefined) return [];
    const documents = readDocuments(key, text, keyAddress(key, site.origin)).map((document) =>
      besidePage([...withSheets(document, sheetDemands).demands, ...inlineDemands(key, document, unread)]),
    );
    return [{ page: key, documents }];
  });
  const scripts = (site.scripts ?? []).map(({ code, key }) => {
    const demands = scriptDemands(key, code, keyAddress(key, site.origin), unread);
    return { page: key, documents: [besidePage(demands)] };
  });
  const all = [...pages, ...framed, ...scripts];
  addForeign(all, site.origin, unread);
  return all;
}

function besidePage(demands: readonly Demand[], policies: DocumentDemands["policies"] = []): DocumentDemands {
  return { demands, policies, isBesidePage: true };
}

/** Keys of what pages show in frames and objects. */
function framedKeys(pages: readonly PageDemands[], origin: string): string[] {
  const keys = pages
    .flatMap(({ documents }) => documents.flatMap(({ demands }) => demands))
    .map((demand) =>
      demand.kind === "url" && /^(frame|object)-src$/.test(demand.directive)
        ? ownKey(demand.url, origin)
        : undefined,
    );
  return [...new Set(keys.filter((key) => key !== undefined))];
}

/** @throws {OutlastError} `RELEASE_PAGE_TOO_DEEP` */
function readDocuments(key: string, html: string, url: string): DocumentDemands[] {
  try {
    return readHtml(html, url);
  } catch (error) {
    throw releaseErrors([unreadable(key, error)]);
  }
}

/** What a document's inline scripts ask for once they run. */
function inlineDemands(key: string, { scripts = [] }: DocumentDemands, unread: Unread): Demand[] {
  return scripts.flatMap(({ base, text }) => scriptDemands(`${key} (inline)`, text, base, unread));
}

function scriptDemands(name: string, code: string, base: string, unread: Unread): readonly Demand[] {
  const { buildsAddresses, demands, isUnread, makesCode, makesHandlers } = readScript(code, base);
  if (isUnread) unread.add("unparsed", name);
  if (buildsAddresses) unread.add("addresses", name);
  if (makesCode) unread.add("code", name);
  if (makesHandlers) unread.add("handlers", name);
  if (demands.some((demand) => demand.kind === "word" && demand.word === "'unsafe-inline'"))
    unread.add("styles", name);
  return demands;
}

/** Files of other hosts, which are not there to be read. */
function addForeign(pages: readonly PageDemands[], origin: string, unread: Unread): void {
  for (const demand of pages.flatMap(({ documents }) => documents.flatMap(({ demands }) => demands))) {
    if (demand.kind !== "url" || !/^https?:/.test(demand.url) || ownKey(demand.url, origin) !== undefined)
      continue;
    if (demand.directive === "script-src-elem") unread.add("foreignScript", demand.url);
    if (demand.directive === "style-src-elem" && foreignSheetDemands(demand.url) === undefined)
      unread.add("foreignSheet", demand.url);
  }
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
    for (const one of sheetDemands(demand.url)) all.push(one);
    for (const one of foreignSheetDemands(demand.url) ?? []) all.push(one);
  }
  return { demands: all, policies };
}

/** The key that a URL of the site itself stands for. */
export function ownKey(url: string, origin: string): string | undefined {
  const { origin: of, pathname } = new URL(url);
  if (of !== origin) return undefined;
  return decodePath(pathname.slice(1));
}
