import { readFile } from "node:fs/promises";
import type { SiteConfig } from "../../config";
import type { OutlastError } from "../../errors/outlast-error";
import { type ReleaseProblem, releaseErrors } from "..";
import { contentTypeOf, isDocumentType } from "../classes/content-type";
import { unreadable, walkFolder } from "../scan/walk";
import { type Blocked, checkCsp, readPages, type TightestCsp, tightestCsp } from "./";
import { cspError } from "./errors";
import { servedPolicies, siteOrigin } from "./site-policy";

/** The built pages of a folder and what they demand, and what of the folder cannot be read. */
async function readFolderPages(folder: string, origin: string) {
  const { files, problems } = await walkFolder(folder);
  const unread: ReleaseProblem[] = [...problems];
  const texts = new Map<string, string>();
  for (const { key, path } of files) {
    const type = contentTypeOf(key);
    if (!isDocumentType(type) && !type.startsWith("text/css")) continue;
    try {
      texts.set(key, await readFile(path, "utf8"));
    } catch (error) {
      unread.push(unreadable(key, error));
    }
  }
  const pages = [...texts].filter(([key]) => isDocumentType(contentTypeOf(key)));
  const demands = readPages({
    origin,
    pages: pages.map(([key, html]) => ({ key, html })),
    styleSheet: (key) => (contentTypeOf(key).startsWith("text/css") ? texts.get(key) : undefined),
  });
  return { pages: demands, problems: unread };
}

/**
 * The tightest policy that a built site passes, as strict as the X-Frame-Options of the same answers.
 *
 * @throws {OutlastError} for what of the folder cannot be read
 * @throws {OutlastError} `CSP_NO_PAGES`
 */
export async function tightestOfFolder(folder: string, site: SiteConfig): Promise<TightestCsp> {
  const origin = siteOrigin(site);
  const { pages, problems } = await readFolderPages(folder, origin);
  if (problems.length > 0) throw releaseErrors(problems);
  if (pages.length === 0) throw noPages(folder);
  return tightestCsp(pages, { origin, ...frameAncestors(site) });
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
  const policyOf = servedPolicies(site);
  return pages.flatMap((page) => checkCsp(policyOf(page.page), [page], origin));
}
