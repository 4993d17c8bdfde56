import { forRestEndpoint } from "./object-path";
import { canonicalPath, isPlain } from "./path";

/** How paths become documents, and which of a page's URLs are answered and not redirected. */
export interface UrlStyle {
  readonly style: "directory" | "html-extension" | "both" | "spa" | "none";
  /** The canonical path of the document behind "/", without its slash. */
  readonly index: string;
  /** To the form that relative links of the page are written for, to the one without a slash, or to neither. */
  readonly slash: "redirect" | "strip" | "keep";
  /** Whether `/docs/index.html` and `/docs.html` lead to the page's URL. */
  readonly canonical: boolean;
}

/** A dot and letters or digits, a letter among them: "app.js" and "song.mp3" have one, "v1.2" has not. */
const EXTENSION = /\.[0-9]*[A-Za-z][A-Za-z0-9]*$/;

/**
 * The path that S3 is asked for the document behind a visitor's: one for each key, whatever spelling leads to it, so
 * that an edge has one copy of it. A second application changes nothing: it does not matter which of the two an event
 * shows. A path that can be nobody's document stays as it is.
 */
export function documentPath(urls: UrlStyle, uri: string): string {
  const path = canonicalPath(uri);
  return isPlain(path) ? plainDocumentPath(urls, path) : uri;
}

/** `documentPath` of a path that is canonical, and plain. */
export function plainDocumentPath(urls: UrlStyle, path: string): string {
  return forRestEndpoint(styled(urls, path));
}

function styled(urls: UrlStyle, path: string): string {
  // The distribution has no default root object: whether functions see it is not documented.
  if (path === "/") return `/${urls.index}`;
  if (urls.style === "none" || isExactName(path) || hasExtension(path)) return path;
  if (urls.style === "spa") return `/${urls.index}`;
  const slash = path.endsWith("/");
  const stem = slash ? path.slice(0, -1) : path;
  return urls.style === "directory" || (slash && urls.style === "both")
    ? `${stem}/${urls.index}`
    : `${stem}.html`;
}

/** Names under /.well-known/ are given by others and often have no extension (RFC 8615). */
export function isExactName(path: string): boolean {
  return /^\/\.well-known(?:\/|$)/.test(path);
}

/** Whether the last segment of a path names a file. */
export function hasExtension(path: string): boolean {
  return EXTENSION.test(path.slice(path.lastIndexOf("/")));
}
