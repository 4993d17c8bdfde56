import { compilePathPattern } from "../facts/cloudfront/path-pattern";
import type { CacheMode, SiteConfig } from "./schema";

/** How a path is cached, and the pattern of the config that says so; none where it is the default. */
export interface PathCache {
  readonly mode: CacheMode;
  readonly explicit?: string;
}

/** The way in which each path of the site's documents is cached: the first pattern that matches, else the default. */
export function cacheModes({ cache }: Pick<SiteConfig, "cache">): (path: string) => PathCache {
  const paths = cache.paths.map((mode) => ({ mode, matches: compilePathPattern(mode.path) }));
  return (path) => {
    const found = paths.find(({ matches }) => matches(path))?.mode;
    return found ? { mode: found, explicit: found.path } : { mode: cache.default };
  };
}
