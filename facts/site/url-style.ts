import { canonicalPath, isPlain } from "./path";

/** How paths become documents; `index` is the document behind "/", without a leading slash. */
export interface UrlStyle {
  readonly style: "directory" | "html-extension" | "spa" | "none";
  readonly index: string;
}

/** A dot and letters or digits, a letter among them: "app.js" and "song.mp3" have one, "v1.2" has not. */
const EXTENSION = /\.[0-9]*[A-Za-z][A-Za-z0-9]*$/;

/**
 * The document that a path stands for, which is the path itself if it names a file. A second application changes
 * nothing, so that it does not matter which of the two an event shows.
 */
export function documentPath(urls: UrlStyle, uri: string): string {
  const path = canonicalPath(uri);
  return isPlain(path) ? plainDocumentPath(urls, uri, path) : uri;
}

/** `documentPath` for a URI whose canonical path is known, and plain. */
export function plainDocumentPath(urls: UrlStyle, uri: string, path: string): string {
  if (urls.style === "none" || isExactName(path)) return uri;
  if (path === "/") return `/${urls.index}`;
  if (EXTENSION.test(path.slice(path.lastIndexOf("/")))) return uri;
  if (urls.style === "spa") return `/${urls.index}`;
  const stem = path.endsWith("/") ? uri.slice(0, -1) : uri;
  return urls.style === "directory" ? `${stem}/${urls.index}` : `${stem}.html`;
}

/** Names under /.well-known/ are given by others and often have no extension (RFC 8615). */
function isExactName(path: string): boolean {
  return path.startsWith("/.well-known/");
}
