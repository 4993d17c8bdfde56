import { readFile } from "node:fs/promises";
import type { SiteConfig } from "../../config";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { OutlastError } from "../../errors/outlast-error";
import { type ReleaseProblem, releaseErrors } from "..";
import { decodedText } from "../classes/charset";
import {
  contentTypeOf,
  isDocumentType,
  isPackedByName,
  isScriptType,
  readableBytes,
  servedAs,
} from "../classes/content-type";
import { type FileSetting, fileSettings, servedWith } from "../classes/file-settings";
import { largestScript } from "../links/references";
import { readHead } from "../scan/digest";
import { type FoundFile, unreadable, walkFolder } from "../scan/walk";
import { type Blocked, checkCsp, readPages, type TightestCsp, tightestCsp } from "./";
import { withFewHashes } from "./beside-pages";
import type { Demand, PageDemands } from "./demand";
import { cspError } from "./errors";
import { pageHashes, siteOrigin } from "./site-policy";
import { Unread } from "./unread";

/** A tightest policy, and what the files of the site do not tell. */
export interface FolderCsp extends TightestCsp {
  /** A line for each kind. */
  readonly unread: readonly string[];
  /** Keys of its pages. */
  readonly pages: readonly string[];
  /** Whether the hashes of what is inline in pages are left out: each travels with its page. */
  readonly hashesTravel: boolean;
}

/** What pages were seen to demand while they ran. */
export interface SeenDemands {
  /** Where they ran. @default - the site's main host name */
  readonly origin?: string;
  readonly seen?: readonly PageDemands[];
}

/** What is a picture, a film or a font by its name is none of what is read. */
const neverRead = /^(image\/(?!svg)|audio\/|video\/(?!mp2t)|font\/)/;

/** A page, style sheet, script or image of markup, as visitors get it, without a text where it cannot be unpacked. */
async function readForPolicy({ key, path }: FoundFile, setting: FileSetting | undefined) {
  if (setting === undefined && neverRead.test(contentTypeOf(key))) return undefined;
  const own = servedAs(key, await readHead(path), false).served;
  const type = servedWith(own, setting).contentType;
  if (!isDocumentType(type) && !isScriptType(type) && !/^(text\/css|image\/svg\+xml)/.test(type))
    return undefined;
  const bytes = readableBytes(key, own, await readFile(path));
  if (bytes === undefined && isPackedByName(key)) return undefined;
  return { type, text: bytes && decodedText(type, bytes) };
}

/** The built pages and scripts of a folder and what they demand, and what of the folder cannot be read. */
async function readFolderPages(folder: string, site: SiteConfig, origin: string) {
  const { files, problems } = await walkFolder(folder);
  const settingOf = fileSettings(site);
  const failed: ReleaseProblem[] = [...problems];
  const unread = new Unread();
  const texts = new Map<string, { readonly type: string; readonly text: string }>();
  for (const file of files) {
    try {
      const read = await readForPolicy(file, settingOf(file.key));
      if (read === undefined) continue;
      const { text, type } = read;
      if (text === undefined) unread.add("packed", file.key);
      else texts.set(file.key, { type, text });
    } catch (error) {
      failed.push(unreadable(file.key, error));
    }
  }
  const ofType = (is: (type: string) => boolean) =>
    [...texts].flatMap(([key, { text, type }]) => (is(type) ? [[key, text] as const] : []));
  const textOf = (key: string, type: RegExp) => {
    const found = texts.get(key);
    return found !== undefined && type.test(found.type) ? found.text : undefined;
  };
  const scripts = ofType(isScriptType).map(([key, code]) => ({ key, code }));
  for (const { code, key } of scripts) if (code.length > largestScript) unread.add("unparsed", key);
  const built = {
    origin,
    pages: ofType(isDocumentType).map(([key, html]) => ({ key, html })),
    styleSheet: (key: string) => textOf(key, /^text\/css/),
    image: (key: string) => textOf(key, /^image\/svg\+xml/),
    scripts: scripts.filter(({ code }) => code.length <= largestScript),
  };
  const keys = built.pages.map(({ key }) => key);
  return { pages: readPages(built, unread), keys, unread, failed };
}

/**
 * The tightest policy that a built site passes, as strict as the X-Frame-Options of the same answers.
 *
 * @throws {OutlastError} for what of the folder cannot be read
 * @throws {OutlastError} `CSP_NO_PAGES`
 */
export async function tightestOfFolder(
  folder: string,
  site: SiteConfig,
  { origin = siteOrigin(site), seen = [] }: SeenDemands = {},
): Promise<FolderCsp> {
  const { failed, keys, pages, unread } = await readFolderPages(folder, site, origin);
  if (failed.length > 0) throw releaseErrors(failed);
  if (keys.length === 0) throw noPages(folder);
  const hashesTravel = inlineHashesSettings(site) !== undefined;
  const few = withFewHashes(pages, unread);
  const tightest = tightestCsp([...(hashesTravel ? few.map(withoutHashes) : few), ...seen], {
    origin,
    ...frameAncestors(site),
  });
  return { ...tightest, unread: unread.lines, pages: keys, hashesTravel };
}

/** Of what is inline, a policy says then only that there is some: hashes have no effect beside 'none'. */
function withoutHashes({ documents, page }: PageDemands): PageDemands {
  return {
    page,
    documents: documents.map((document) => {
      if (document.isBesidePage) return document;
      const demands = document.demands.map((demand): Demand => {
        const { directive, kind } = demand;
        if (kind !== "inline" && kind !== "attribute") return demand;
        return { kind: "word", directive, word: "'self'", what: "what is inline" };
      });
      return { ...document, demands };
    }),
  };
}

/** A policy that lets nothing in would be true of it, and of no site. */
function noPages(folder: string): OutlastError {
  return cspError("CSP_NO_PAGES", `${folder} has no HTML page`);
}

function frameAncestors({ headers: { frameOptions } }: SiteConfig): { frameAncestors?: string } {
  if (frameOptions === false) return {};
  return { frameAncestors: frameOptions === "DENY" ? "'none'" : "'self'" };
}

/**
 * What the configured policy, and those of the pages themselves, would block in a built site, as far as it can be read:
 * the release says what cannot.
 */
export async function checkFolder(folder: string, site: SiteConfig): Promise<Blocked[]> {
  const origin = siteOrigin(site);
  const { keys, pages } = await readFolderPages(folder, site, origin);
  const documents = new Set(keys);
  const hashesOf = pageHashes(site);
  // A script runs under the policy of the page that loads it.
  const documentOf = (key: string) => (documents.has(key) ? key : site.content.indexDocument);
  return pages.flatMap((page) => {
    const carried = page.documents.filter(({ isBesidePage }) => !isBesidePage);
    return checkCsp(hashesOf(documentOf(page.page), carried).policy, [page], origin);
  });
}
