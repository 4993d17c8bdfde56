import { objectPath } from "./object-path";
import { pageUrl } from "./page-url";
import { decodePath, encodePath } from "./path";
import { documentPath, type UrlStyle } from "./url-style";

/**
 * Every path under which visitors reach a key, encoded as browsers send it, at once or by a redirect to the first:
 * `docs/index.html` is `/docs/`, `/docs` and `/docs/index.html`. The first is its URL, the one to link to; there is none
 * where the viewer-request function takes the name, which has no extension, for a page's. Other spellings of these paths
 * reach it too.
 */
export function pathsOf(key: string, urls: UrlStyle): readonly string[] {
  const paths = candidates(encodePath(`/${key}`), urls).filter((path) => keyAt(path, urls) === key);
  // Nothing is to be put in order, of most keys.
  if (paths.length < 2) return paths;
  const canonical = { ...urls, canonical: true };
  const isUrl = (path: string) => pageUrl(canonical, path) === path;
  return [...paths.filter(isUrl), ...paths.filter((path) => !isUrl(path))];
}

function candidates(own: string, { index, style }: UrlStyle): string[] {
  const folder = cut(own, `/${index}`);
  if (style === "directory" && folder) return [`${folder}/`, folder, own];
  const stem = cut(own, ".html");
  if (style === "both") {
    const forms = stem === undefined ? [own] : [stem, own];
    return folder === undefined ? forms : [`${folder}/`, ...forms];
  }
  const root = own === `/${index}` ? ["/"] : [];
  // Relative links of a page are not meant for the path with the slash.
  return style === "html-extension" && stem ? [...root, stem, own, `${stem}/`] : [...root, own];
}

function cut(path: string, suffix: string): string | undefined {
  return path.endsWith(suffix) ? path.slice(0, -suffix.length) : undefined;
}

/** The path under which visitors ask for a key in the first place, whether they can reach it or not. */
export function visitorPath(key: string, urls: UrlStyle): string {
  return pathsOf(key, urls)[0] ?? encodePath(`/${key}`);
}

/** Whether visitors can ask for a key at all. */
export function isReachable(key: string, urls: UrlStyle): boolean {
  return pathsOf(key, urls).length > 0;
}

/** The key of the document behind a visitor's path; undefined for a path that can be nobody's. */
export function keyAt(path: string, urls: UrlStyle): string | undefined {
  return decodePath(documentPath(urls, path).slice(1));
}

/** Which paths have the query string in their cache key. */
export interface QueryKeys {
  /** Whether any path of the site has. */
  readonly any: boolean;
  readonly has: (path: string) => boolean;
}

/**
 * What an invalidation has to name, so that no edge keeps what it had of a key. Edges hold it under the path that the
 * viewer-request function made of the visitor's, which comes first; the guide asks for both (CloudFront guide, Specify
 * the objects to invalidate). Where the query is in the cache key, each is an object of its own, and the path a wildcard;
 * so is what is left of a path before a `~`, which no invalidation can contain.
 */
export function invalidationPaths(key: string, urls: UrlStyle, queries: QueryKeys): readonly string[] {
  const paths = pathsOf(key, urls);
  const object = objectPath(key);
  // A single-page application's document is behind every path that has no extension.
  const isEverywhere = urls.style === "spa" && object === `/${urls.index}`;
  // What is redirected is held by no edge.
  const others = paths.filter((path) => path !== object && pageUrl(urls, path) === path);
  const named = [
    withinReach(object, isEverywhere ? queries.any : paths.some(queries.has)),
    ...others.map((path) => withinReach(path, queries.has(path))),
  ];
  return [...new Set(named)];
}

function withinReach(path: string, everyQuery: boolean): string {
  const tilde = path.indexOf("~");
  if (tilde >= 0) return `${path.slice(0, tilde)}*`;
  return everyQuery && !path.endsWith("*") ? `${path}*` : path;
}
