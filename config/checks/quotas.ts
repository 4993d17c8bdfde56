import { accountQuotas } from "../../facts/cloudfront/limits";
import { hasOwnPolicies } from "../flat-rate";
import { forwardingOf } from "../origin-forwarding";
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
    rule: "CloudFront gives an account 20 response headers policies until its quota is raised; each site has one, and a second for servers beside its buckets.",
    mend: "Ask for a higher quota before deploying.",
  },
  FORWARD_POLICIES_MORE_THAN_20: {
    severity: "warning",
    rule: "CloudFront gives an account 20 custom origin request policies until its quota is raised; a site has one for each list of what its servers see.",
    mend: "Ask for a higher quota before deploying, or let more paths forward alike.",
  },
  KEY_VALUE_STORES_MORE_THAN_50: {
    severity: "warning",
    rule: "CloudFront gives an account 50 KeyValueStores until its quota is raised; each site has one. From here on 100 functions and as many origin access controls may be too few as well.",
    mend: "Ask for higher quotas before deploying; outlast doctor counts what the account has.",
  },
} as const;

const report = reporter(quotaRules);

/** What would be refused only while it is deployed, once the account is full (CloudFront guide, Quotas). */
export function quotaFindings(sites: readonly SiteConfig[]): ConfigFinding[] {
  const owners = sites.filter(hasOwnPolicies);
  const cachePolicies = owners.reduce((sum, site) => sum + cachePolicyCount(site), 0);
  const headersPolicies = owners.reduce((sum, { paths }) => sum + (paths.some(hasHeaders) ? 2 : 1), 0);
  const forwardPolicies = sites.reduce((sum, { paths }) => sum + forwardPolicyCount(paths), 0);
  return [
    ...(cachePolicies > accountQuotas.cachePolicies
      ? [report("CACHE_POLICIES_MORE_THAN_20", ["sites"], `${cachePolicies} cache policies`)]
      : []),
    ...(headersPolicies > accountQuotas.headersPolicies
      ? [report("HEADERS_POLICIES_MORE_THAN_20", ["sites"], `${headersPolicies} policies`)]
      : []),
    ...(forwardPolicies > accountQuotas.forwardPolicies
      ? [report("FORWARD_POLICIES_MORE_THAN_20", ["sites"], `${forwardPolicies} policies`)]
      : []),
    ...(sites.length > accountQuotas.keyValueStores
      ? [report("KEY_VALUE_STORES_MORE_THAN_50", ["sites"], `${sites.length} stores`)]
      : []),
  ];
}

function hasHeaders({ securityHeaders }: OriginPath): boolean {
  return securityHeaders;
}

function forwardPolicyCount(paths: readonly OriginPath[]): number {
  const lists = paths.map(forwardingOf).filter((forwarding) => typeof forwarding === "object");
  return new Set(lists.map((list) => JSON.stringify(list))).size;
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
