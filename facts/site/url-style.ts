import { forRestEndpoint } from "./object-path";
import { canonicalPath, isPlain } from "./path";

/** How paths become documents; `index` is the canonical path of the document behind "/", without its slash. */
export interface UrlStyle {
  readonly style: "directory" | "html-extension" | "spa" | "none";
  readonly index: string;
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
  if (urls.style === "none" || isExactName(path)) return path;
  if (path === "/") return `/${urls.index}`;
  if (EXTENSION.test(path.slice(path.lastIndexOf("/")))) return path;
  if (urls.style === "spa") return `/${urls.index}`;
  const stem = path.endsWith("/") ? path.slice(0, -1) : path;
  return urls.style === "directory" ? `${stem}/${urls.index}` : `${stem}.html`;
}

/** Names under /.well-known/ are given by others and often have no extension (RFC 8615). */
function isExactName(path: string): boolean {
  return path.startsWith("/.well-known/");
}
