import type { SiteConfig } from "../../config";
import { invalidationQuotas } from "../../facts/cloudfront/limits";
import type { ContentChange, InvalidationPlan, PlanInvalidation, UnchangedObject } from "../ports";
import { cachedPathsOf } from "./cached-paths";
import { collapse } from "./collapse";
import { isImmutable, mayAnswerUnasked } from "./edge-lifetime";

/** Paths of a month that cost nothing, and US dollars for each one after (CloudFront guide, Pay for file invalidation). */
const pricing = { freePaths: 1000, dollarsPerPath: 0.005 } as const;

/** A plan keeps to the older quotas: whether an account has newer ones, it does not say. */
const quotas = { maxPaths: invalidationQuotas.paths, maxWildcards: invalidationQuotas.wildcards } as const;

/** What throwing out an object for nothing counts as, in paths: a fetch by every edge that is asked for it again. */
const waste = { revalidated: 1 / 50, immutable: 1 / 10 } as const;

/** How long a cached 404 may hide a new name before that is worth a path. Seconds. */
const tolerableNotFound = 60;

/** A planner for the invalidations of one site. */
export function invalidationPlanner(
  site: Pick<SiteConfig, "urls" | "content" | "cache" | "errorPages">,
): PlanInvalidation {
  const cachedPaths = cachedPathsOf(site);
  const hidesNewNames = site.errorPages.notFoundTtl > tolerableNotFound;
  return (changes, unchanged, overdue = []) => {
    const concerned = changes.filter((change) => isHeldByEdges(change, hidesNewNames));
    const names = [...new Set([...overdue, ...concerned.flatMap(({ key }) => cachedPaths(key))])];
    if (names.length === 0) return priced([]);
    return priced(
      collapse(names, { ...quotas, waste: wasteOf(unchanged, (key) => cachedPaths(key)[0] as string) }),
    );
  };
}

/** An invalidation with what it costs. */
export function priced(paths: readonly string[]): InvalidationPlan {
  return { paths, cost: { paths: paths.length, dollars: paths.length * pricing.dollarsPerPath } };
}

/**
 * Whether visitors could get the old object, or its old headers, from an edge that does not ask S3 for the new ones.
 * Headers that change alone count even where edges ask: the ETag is the same, so S3 answers 304 and they keep what they
 * have. A new name can only be held as a 404, for the time that the config gives errors. A hashed name that is gone is
 * asked for by nobody.
 */
function isHeldByEdges({ kind, oldCacheControl }: ContentChange, hidesNewNames: boolean): boolean {
  if (kind === "added") return hidesNewNames;
  if (kind === "removed" && isImmutable(oldCacheControl)) return false;
  return kind === "metadata" || mayAnswerUnasked(oldCacheControl);
}

/** What all objects with a prefix that need not go are worth together. */
function wasteOf(
  unchanged: readonly UnchangedObject[],
  pathOf: (key: string) => string,
): (prefix: string) => number {
  const counterOf = (objects: readonly UnchangedObject[]) =>
    prefixCounter(objects.map(({ key }) => pathOf(key)));
  const immutable = counterOf(unchanged.filter(({ cacheControl }) => isImmutable(cacheControl)));
  const all = counterOf(unchanged);
  return (prefix) => {
    const hashed = immutable(prefix);
    return hashed * waste.immutable + (all(prefix) - hashed) * waste.revalidated;
  };
}

/** Counts the texts that begin with a prefix. */
function prefixCounter(texts: readonly string[]): (prefix: string) => number {
  const sorted = [...texts].sort((a, b) => (a < b ? -1 : 1));
  const firstFrom = (bound: string) => {
    let low = 0;
    let high = sorted.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((sorted[middle] as string) < bound) low = middle + 1;
      else high = middle;
    }
    return low;
  };
  return (prefix) => firstFrom(`${prefix}\uffff`) - firstFrom(prefix);
}
