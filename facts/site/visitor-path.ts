import type { SiteConfig } from "../../config";
import { documentPath } from "./url-style";

type UrlRules = Pick<SiteConfig, "urls" | "content">;

/** The path under which visitors ask for a file in the first place: `docs/index.html` is `/docs/`. Not encoded. */
export function visitorPath(key: string, site: UrlRules): string {
  return pathTo(key, site) ?? `/${key}`;
}

/**
 * Whether visitors can ask for a file at all: in every style of URLs but "none", the viewer-request function takes a
 * name without an extension for a page's, and asks S3 for that page.
 */
export function isReachable(key: string, site: UrlRules): boolean {
  return pathTo(key, site) !== undefined;
}

function pathTo(key: string, site: UrlRules): string | undefined {
  const urls = { style: site.urls, index: site.content.indexDocument };
  return [shortPath(key, site), `/${key}`].find(
    (path) => documentPath(urls, encodePath(path)) === encodePath(`/${key}`),
  );
}

function shortPath(key: string, { urls, content: { indexDocument } }: UrlRules): string {
  const path = `/${key}`;
  if (key === indexDocument) return "/";
  if (urls === "directory" && path.endsWith(`/${indexDocument}`)) return path.slice(0, -indexDocument.length);
  return urls === "html-extension" ? path.replace(/\.html$/, "") : path;
}

function encodePath(path: string): string {
  return path.split("/").map(encodeURIComponent).join("/");
}
