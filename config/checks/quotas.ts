import { type ConfigFinding, reporter } from "../problem";
import type { CacheMode, OriginPath, SiteConfig } from "../schema";

/** What an account's quotas allow of all sites together. */
export const quotaRules = {
  CACHE_POLICIES_MORE_THAN_20: {
    severity: "warning",
    rule: "CloudFront gives an account 20 custom cache policies until its quota is raised; a site has one for each way of caching that differs from its others.",
    mend: "Ask for a higher quota before deploying, or let more paths be cached alike.",
  },
  HEADERS_POLICIES_MORE_THAN_20: {
    severity: "warning",
    rule: "CloudFront gives an account 20 response headers policies until its quota is raised; each site has one.",
    mend: "Ask for a higher quota before deploying.",
  },
} as const;

const report = reporter(quotaRules);
const mostPolicies = 20;

/** What would be refused only while it is deployed, once the account is full (CloudFront guide, Quotas). */
export function quotaFindings(sites: readonly SiteConfig[]): ConfigFinding[] {
  const cachePolicies = sites.reduce((sum, site) => sum + cachePolicyCount(site), 0);
  return [
    ...(cachePolicies > mostPolicies
      ? [report("CACHE_POLICIES_MORE_THAN_20", ["sites"], `${cachePolicies} cache policies`)]
      : []),
    ...(sites.length > mostPolicies
      ? [report("HEADERS_POLICIES_MORE_THAN_20", ["sites"], `${sites.length} sites`)]
      : []),
  ];
}

/** How many cache policies a site is made of: paths that are cached alike share one. */
export function cachePolicyCount({ cache, paths }: Pick<SiteConfig, "cache" | "paths">): number {
  const servers = paths.flatMap((path) => (path.cache === false ? [] : kindOfServer(path.cache)));
  return new Set([...[cache.default, ...cache.paths].map(kindOf), ...servers]).size;
}

function kindOf(cache: CacheMode): string {
  const lifetime = cache.mode === "edge" ? cache.ttl : 0;
  const longest = cache.mode === "immutable" ? 0 : cache.maxTtl;
  const key = [cache.queryStrings, cache.headers, cache.cookies].map((names) => [...names].sort());
  return JSON.stringify([cache.mode, lifetime, longest, ...key]);
}

function kindOfServer({ ttl, maxTtl, ...names }: Exclude<OriginPath["cache"], false>): string {
  const key = [names.queryStrings, names.headers, names.cookies].map((list) =>
    list === "all" ? list : [...list].sort(),
  );
  return JSON.stringify(["server", ttl, maxTtl, ...key]);
}
