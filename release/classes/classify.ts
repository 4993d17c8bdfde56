import type { CacheMode, SiteConfig } from "../../config";
import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import { visitorPath } from "../../facts/site/visitor-path";
import { type ReleaseProblem, releaseProblem } from "../errors";
import type { ObjectHeaders } from "../ports";
import type { FileKind } from "../site-file";
import { immutableCacheControl, revalidatedCacheControl } from "./cache-control";
import { couldBeHashed, looksHashed } from "./content-hash";
import { contentTypeOf, isDocumentType } from "./content-type";
import { listsPages } from "./page-lists";

/** How one file is served. */
export interface FileClass {
  readonly kind: FileKind;
  readonly headers: ObjectHeaders;
  readonly problem?: ReleaseProblem;
}

/** True when the name has carried other bytes than these (MD5), as far as records go back. */
export type HasCarriedOthers = (key: string, md5: string) => boolean;

/** A classifier for the files of one site. */
export function classifier(site: SiteConfig, hasCarriedOthers: HasCarriedOthers) {
  const paths = site.cache.paths.map((mode) => ({ mode, matches: compilePathPattern(mode.path) }));
  const entries = entryKeys(site);
  return (key: string, md5: string): FileClass => {
    const contentType = contentTypeOf(key);
    const document = isDocumentType(contentType);
    const last = entries.has(key) || listsPages(key, contentType);
    const kind = last ? "entry" : document ? "document" : "asset";
    const path = visitorPath(key, site);
    const mode = paths.find(({ matches }) => matches(path))?.mode ?? site.cache.default;
    const short = { contentType, cacheControl: revalidatedCacheControl(mode, document) };
    if (document) return { kind, headers: short };
    if (!claimsHash(key, mode)) {
      if (mode.mode !== "immutable") return { kind, headers: short };
      return { kind, headers: short, problem: releaseProblem("RELEASE_NOT_HASHED", key) };
    }
    if (hasCarriedOthers(key, md5))
      return { kind, headers: short, problem: releaseProblem("RELEASE_NAME_REUSED", key) };
    return { kind, headers: { contentType, cacheControl: immutableCacheControl } };
  };
}

/** The documents behind `/` and behind errors, which go up last. */
export function entryKeys(site: Pick<SiteConfig, "content" | "errorPages">): ReadonlySet<string> {
  const { notFound, maintenance } = site.errorPages;
  const pages = [notFound, maintenance]
    .filter((page) => page !== false)
    .map((page) => page.replace(/^\//, ""));
  return new Set([site.content.indexDocument, ...pages]);
}

function claimsHash(key: string, mode: CacheMode): boolean {
  return looksHashed(key) || (mode.mode === "immutable" && couldBeHashed(key));
}
