import { hasExtension, isExactName, plainDocumentPath, type UrlStyle } from "./url-style";

/**
 * The one URL of the page behind a path that is canonical, and plain; the path itself where it is that one, or no
 * page's. It leads to the same document, and is its own: whoever follows it is there.
 */
export function pageUrl(urls: UrlStyle, path: string): string {
  if (isExactName(path)) return path;
  return slashed(urls, urls.canonical ? withoutFile(urls, path) : path);
}

/** `/docs/index.html` as `/docs/`, or `/docs.html` as `/docs`, where that leads to the same document. */
function withoutFile(urls: UrlStyle, path: string): string {
  const document = plainDocumentPath(urls, path);
  const named = `/${urls.index}`;
  // Every route of a single-page application has the document of its root.
  if (
    urls.style === "spa" ? path === named || path === `${named}/` : document === plainDocumentPath(urls, "/")
  )
    return "/";
  const short = shortForm(urls, path, named);
  return plainDocumentPath(urls, short) === document ? short : path;
}

function shortForm(urls: UrlStyle, path: string, named: string): string {
  const style = urls.style;
  const both = style === "both";
  // `/docs/index` is one more form of `/docs/` where both are.
  const file = both && !path.endsWith("/") && !hasExtension(path) ? `${path}.html` : path;
  if ((both || style === "directory") && file.endsWith(named)) return file.slice(0, 1 - named.length);
  return (both || style === "html-extension") && path.endsWith(".html")
    ? path.slice(0, -".html".length)
    : path;
}

/** With the slash that the site's pages have, or without it. */
function slashed(urls: UrlStyle, path: string): string {
  if (urls.slash === "keep" || urls.style === "none" || urls.style === "both" || path === "/") return path;
  if (urls.style === "directory" && urls.slash === "redirect")
    return path.endsWith("/") || hasExtension(path) ? path : `${path}/`;
  if (!path.endsWith("/")) return path;
  const stem = path.slice(0, -1);
  if (!hasExtension(stem)) return stem;
  // Without its slash it would be a file's; the page of that name has one URL more.
  return urls.style === "html-extension" ? `${stem}.html` : path;
}

/**
 * Whether relative links of a page mean the same at both of two paths. Where they do, a script's own request needs no
 * redirect; and a service worker could not answer a visitor with a redirected answer (Fetch standard, HTTP fetch).
 */
export function haveSameBase(path: string, other: string): boolean {
  return path.slice(0, path.lastIndexOf("/")) === other.slice(0, other.lastIndexOf("/"));
}
