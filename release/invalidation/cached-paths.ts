import type { SiteConfig } from "../../config";
import { compilePathPattern } from "../../facts/cloudfront/path-pattern";

/** Paths under which edges may hold an object, encoded as visitors' browsers send them. */
export type CachedPaths = (key: string) => readonly string[];

/**
 * Edges hold an object under the path that the viewer-request function made of the visitor's; the guide asks for both
 * (CloudFront guide, Specify the objects to invalidate). A path whose behaviour has query strings in its cache key ends
 * with `*`, since each query is an object of its own; so does what is left of a path before a `~`, which no
 * invalidation can contain.
 */
export function cachedPathsOf(site: Pick<SiteConfig, "urls" | "content" | "cache">): CachedPaths {
  const behaviours = site.cache.paths.map((mode) => ({ mode, matches: compilePathPattern(mode.path) }));
  const hasQueries = (path: string) =>
    (behaviours.find(({ matches }) => matches(path))?.mode ?? site.cache.default).queryStrings.length > 0;
  return (key) => {
    const paths = visitorPaths(key, site).map((path) => withinReach(encodePath(path), hasQueries(path)));
    return [...new Set(paths)];
  };
}

/** Every path that stands for a key, the key's own first. Not encoded. */
function visitorPaths(key: string, { urls, content }: Pick<SiteConfig, "urls" | "content">): string[] {
  const path = `/${key}`;
  if (key === content.indexDocument) return [path, "/"];
  if (key.startsWith(".well-known/")) return [path];
  const folder = suffixCut(path, `/${content.indexDocument}`);
  if (urls === "directory" && folder !== undefined) return [path, `${folder}/`, folder];
  const stem = suffixCut(path, ".html");
  if (urls === "html-extension" && stem !== undefined) return [path, stem, `${stem}/`];
  return [path];
}

function suffixCut(path: string, suffix: string): string | undefined {
  return path.endsWith(suffix) ? path.slice(0, -suffix.length) : undefined;
}

/** As browsers do: what RFC 1738 calls unsafe and all that is not ASCII, nothing else. */
function encodePath(path: string): string {
  return encodeURI(path).replaceAll("?", "%3F").replaceAll("#", "%23");
}

function withinReach(path: string, everyQuery: boolean): string {
  const tilde = path.indexOf("~");
  if (tilde >= 0) return `${path.slice(0, tilde)}*`;
  return everyQuery && !path.endsWith("*") ? `${path}*` : path;
}
