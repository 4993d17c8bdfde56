import type { CacheMode, SiteConfig } from "../../config";
import { urlStyleOf } from "../../config/url-style";
import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import { invalidationPaths } from "../../facts/site/visitor-path";

/** What an invalidation of a key has to name, the path under which edges hold it first. */
export type CachedPaths = (key: string) => readonly string[];

/** The paths of a site's keys, with a wildcard where the query is in the cache key of any path that leads there. */
export function cachedPathsOf(site: Pick<SiteConfig, "urls" | "content" | "cache">): CachedPaths {
  const urls = urlStyleOf(site);
  const behaviours = site.cache.paths.map((mode) => ({ mode, matches: compilePathPattern(mode.path) }));
  const modeOf = (path: string) =>
    behaviours.find(({ matches }) => matches(path))?.mode ?? site.cache.default;
  const hasQueries = ({ queryStrings }: Pick<CacheMode, "queryStrings">) => queryStrings.length > 0;
  const queries = {
    any: [site.cache.default, ...site.cache.paths].some(hasQueries),
    has: (path: string) => hasQueries(modeOf(path)),
  };
  return (key) => invalidationPaths(key, urls, queries);
}
