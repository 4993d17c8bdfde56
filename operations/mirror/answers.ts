import type { SiteConfig } from "../../config";
import { fileHeaderRules } from "../../config/header-settings";
import { inlineHashesSettings } from "../../config/inline-hashes";
import { policyHeaders } from "../../config/policy-headers";
import { depthsOf, redirectRules } from "../../config/redirect-rules";
import { urlStyleOf } from "../../config/url-style";
import { changesWithHashes } from "../../facts/site/inline-hashes";
import { objectPath } from "../../facts/site/object-path";
import { pageUrl } from "../../facts/site/page-url";
import { encodeUnsafe } from "../../facts/site/path";
import { findRedirect, type RedirectRules } from "../../facts/site/redirects";
import { pathsOf } from "../../facts/site/visitor-path";
import type { ObjectHeaders } from "../../release";

/** Names in lower case. */
export type MirrorHeaders = Readonly<Record<string, string>>;

/** What one path of a visitor's leads to, percent-encoded as browsers send it. */
export type MirrorAnswer = { readonly path: string } & (
  | { readonly key: string; readonly headers: MirrorHeaders }
  | { readonly status: number; readonly to: string; readonly isPage: boolean }
);

/** All that another host has to know to answer as the site does. */
export interface MirroredSite {
  /** The headers that every answer has, errors and redirects too. */
  readonly floor: MirrorHeaders;
  readonly answers: readonly MirrorAnswer[];
  /** The document of 404, if there is one; with the headers that it has then. */
  readonly missing?: { readonly key: string; readonly headers: MirrorHeaders };
  /** The document of every route of a single-page application. */
  readonly everyRoute?: { readonly key: string; readonly headers: MirrorHeaders };
  /** Redirects, as the viewer-request function looks them up. */
  readonly rules: RedirectRules;
}

interface MirroredFile {
  readonly key: string;
  readonly headers: ObjectHeaders;
}

/** What CloudFront would answer for each path that leads to a file of a release, or to a redirect, by the site's own functions. */
export function mirroredSite(site: SiteConfig, files: readonly MirroredFile[]): MirroredSite {
  const urls = urlStyleOf(site);
  const rules = redirectRules(site.redirects, urls);
  const depths = depthsOf(rules);
  const headersOf = headerMaker(site);
  const answers = new Map<string, MirrorAnswer>();
  const redirect = (path: string) => {
    const match = findRedirect(rules, depths, pageUrl(urls, path), path);
    if (match === undefined) return false;
    answers.set(path, { path, status: match.status, to: encodeUnsafe(match.target), isPage: false });
    return true;
  };
  for (const file of files)
    for (const path of pathsOf(file.key, urls)) {
      if (redirect(path)) continue;
      const url = pageUrl(urls, path);
      if (url !== path) answers.set(path, { path, status: 301, to: url, isPage: true });
      else answers.set(path, { path, key: file.key, headers: headersOf(file) });
    }
  for (const rule of Object.keys(rules))
    if (!rule.startsWith(">"))
      for (const path of spellings(rule, urls.index)) if (pageUrl(urls, path) === rule) redirect(path);
  const found = (path: string) => files.find(({ key }) => objectPath(key) === path);
  const { notFound } = site.errorPages;
  const missing = notFound === false ? undefined : found(notFound);
  const root = urls.style === "spa" ? found(`/${urls.index}`) : undefined;
  return {
    floor: withoutRemoved(Object.fromEntries(policyHeaders(site.headers)), site),
    answers: [...answers.values()],
    ...(missing && {
      missing: { key: missing.key, headers: headersOf(missing, site.headers.runtime === "lambda-at-edge") },
    }),
    ...(root && { everyRoute: { key: root.key, headers: headersOf(root) } }),
    rules,
  };
}

/** Other forms of a page's URL, which lead to its redirect too. */
function spellings(url: string, index: string): string[] {
  const stem = url.replace(/\/$/, "");
  return [url, stem, `${stem}/`, `${stem}.html`, `${stem}/${index}`].filter((path) => path !== "");
}

/**
 * Of the page for 404, the function at the origin sees the document that CloudFront asks for, with 200; the one at the viewer
 * sees no error (CloudFront guide, Restrictions on edge functions).
 */
function headerMaker(site: SiteConfig): (file: MirroredFile, seesFile?: boolean) => MirrorHeaders {
  const changesOf = fileHeaderRules(site.headers.rules);
  const hashes = inlineHashesSettings(site);
  const floor = policyHeaders(site.headers);
  return (
    { key, headers: { cacheControl, contentEncoding, contentType, inlineHashes = "" } },
    seesFile = true,
  ) => {
    const own = seesFile ? changesOf({ key, contentType }) : [];
    const hashed = seesFile && hashes !== undefined;
    const changes = hashed ? changesWithHashes(own, hashes, 200, inlineHashes) : own;
    const all: Record<string, string> = {
      "content-type": contentType,
      "cache-control": cacheControl,
      ...(contentEncoding !== undefined && { "content-encoding": contentEncoding }),
      ...Object.fromEntries(floor),
    };
    for (const { name, value } of changes) {
      if (value === undefined) delete all[name.toLowerCase()];
      else all[name.toLowerCase()] = value;
    }
    return withoutRemoved(all, site);
  };
}

function withoutRemoved(all: MirrorHeaders, { headers }: SiteConfig): MirrorHeaders {
  const removed = new Set(headers.remove.map((name) => name.toLowerCase()));
  return Object.fromEntries(Object.entries(all).filter(([name]) => !removed.has(name)));
}
