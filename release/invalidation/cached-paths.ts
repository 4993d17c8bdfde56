import type { CacheMode, SiteConfig } from "../../config";
import { cacheModes } from "../../config/cache-mode";
import { urlStyleOf } from "../../config/url-style";
import { invalidationPaths } from "../../facts/site/visitor-path";

/** What an invalidation of a key has to name, the path under which edges hold it first. */
export type CachedPaths = (key: string) => readonly string[];

/** The paths of a site's keys, with a wildcard where the query is in the cache key of any path that leads there. */
export function cachedPathsOf(site: Pick<SiteConfig, "urls" | "content" | "cache">): CachedPaths {
  const urls = urlStyleOf(site);
  const cacheOf = cacheModes(site);
  const hasQueries = ({ queryStrings }: Pick<CacheMode, "queryStrings">) => queryStrings.length > 0;
  const queries = {
    any: [site.cache.default, ...site.cache.paths].some(hasQueries),
    has: (path: string) => hasQueries(cacheOf(path).mode),
  };
  return (key) => invalidationPaths(key, urls, queries);
}
