import { readFile } from "node:fs/promises";
import type { SiteConfig } from "../../config";
import { inlineHashesSettings } from "../../config/inline-hashes";
import type { OutlastError } from "../../errors/outlast-error";
import { type ReleaseProblem, releaseErrors } from "..";
import { contentTypeOf, isDocumentType, isScriptType } from "../classes/content-type";
import { largestScript } from "../links/references";
import { unreadable, walkFolder } from "../scan/walk";
import { type Blocked, checkCsp, readPages, type TightestCsp, tightestCsp } from "./";
import type { Demand, PageDemands } from "./demand";
import { cspError } from "./errors";
import { pageHashes, siteOrigin } from "./site-policy";
import { Unread } from "./unread";

/** A tightest policy, and what the files of the site do not tell. */
export interface FolderCsp extends TightestCsp {
  /** A line for each kind. */
  readonly unread: readonly string[];
  /** Whether the hashes of what is inline in pages are left out: each travels with its page. */
  readonly hashesTravel: boolean;
}

/** What pages were seen to demand while they ran. */
export interface SeenDemands {
  /** Where they ran. @default - the site's main host name */
  readonly origin?: string;
  readonly seen?: readonly PageDemands[];
}

/** The built pages and scripts of a folder and what they demand, and what of the folder cannot be read. */
async function readFolderPages(folder: string, origin: string) {
  const { files, problems } = await walkFolder(folder);
  const failed: ReleaseProblem[] = [...problems];
  const unread = new Unread();
  const texts = new Map<string, string>();
  for (const { key, path } of files) {
    const type = contentTypeOf(key);
    const isScript = isScriptType(type);
    if (!isDocumentType(type) && !type.startsWith("text/css") && !isScript) continue;
    try {
      texts.set(key, await readFile(path, "utf8"));
    } catch (error) {
      failed.push(unreadable(key, error));
    }
  }
  const ofType = (is: (type: string) => boolean) => [...texts].filter(([key]) => is(contentTypeOf(key)));
  const scripts = ofType(isScriptType).map(([key, code]) => ({ key, code }));
  for (const { code, key } of scripts) if (code.length > largestScript) unread.add("unparsed", key);
  const site = {
    origin,
    pages: ofType(isDocumentType).map(([key, html]) => ({ key, html })),
    styleSheet: (key: string) => (contentTypeOf(key).startsWith("text/css") ? texts.get(key) : undefined),
    scripts: scripts.filter(({ code }) => code.length <= largestScript),
  };
  return { pages: readPages(site, unread), hasPages: site.pages.length > 0, unread, failed };
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
  const { failed, hasPages, pages, unread } = await readFolderPages(folder, origin);
  if (failed.length > 0) throw releaseErrors(failed);
  if (!hasPages) throw noPages(folder);
  const hashesTravel = inlineHashesSettings(site) !== undefined;
  const tightest = tightestCsp([...(hashesTravel ? pages.map(withoutHashes) : pages), ...seen], {
    origin,
    ...frameAncestors(site),
  });
  return { ...tightest, unread: unread.lines, hashesTravel };
}

/** Of what is inline, a policy says then only that there is some: hashes have no effect beside 'none'. */
function withoutHashes({ documents, page }: PageDemands): PageDemands {
  return {
    page,
    documents: documents.map((document) => ({
      ...document,
      demands: document.demands.map((demand): Demand => {
        const { directive, kind } = demand;
        if (kind !== "inline" && kind !== "attribute") return demand;
        return { kind: "word", directive, word: "'self'", what: "what is inline" };
      }),
    })),
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
  const { pages } = await readFolderPages(folder, origin);
  const hashesOf = pageHashes(site);
  // A script runs under the policy of the page that loads it.
  const documentOf = (key: string) => (isDocumentType(contentTypeOf(key)) ? key : site.content.indexDocument);
  return pages.flatMap((page) =>
    checkCsp(hashesOf(documentOf(page.page), page.documents).policy, [page], origin),
  );
}
