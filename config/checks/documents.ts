import type { SiteConfig } from "../schema";

/**
 * Every path by which visitors reach a document, its own included: with `urls: "directory"`, `docs/index.html` is
 * also `/docs/` and `/docs`. A redirect between paths of one document leaves the document within reach.
 */
export function pathsOfDocument(document: string, site: Pick<SiteConfig, "content" | "urls">): string[] {
  const { indexDocument } = site.content;
  const own = `/${document}`;
  if (document === indexDocument) return [own, "/"];
  if (site.urls === "directory" && document.endsWith(`/${indexDocument}`)) {
    const folder = own.slice(0, -indexDocument.length);
    return [own, folder, folder.slice(0, -1)];
  }
  if (site.urls === "html-extension" && own.endsWith(".html")) return [own, own.slice(0, -".html".length)];
  return [own];
}
