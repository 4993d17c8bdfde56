import { flatRatePlans, type PlanRules } from "../facts/cloudfront/flat-rate-plans";
import { managedHsts, managedSecurityHeaders } from "../facts/cloudfront/managed-security-headers";
import { isSamePattern } from "../facts/cloudfront/path-pattern";
import { errorPagePaths, errorPagePatterns } from "./error-page-patterns";
import { policyHeaders } from "./policy-headers";
import type { HeaderRule, SiteConfig } from "./schema";

const managedHeaders = managedSecurityHeaders.map(({ name, value }) => [name.toLowerCase(), value] as const);

/** The rules of the plan that a site is to join. */
export function flatRatePlanOf({
  distribution: { pricing },
}: Pick<SiteConfig, "distribution">): PlanRules | undefined {
  return pricing && flatRatePlans[pricing];
}

/** Whether a site may have policies of its own: without a plan, and on the plans that take them. */
export function hasOwnPolicies(site: Pick<SiteConfig, "distribution">): boolean {
  return flatRatePlanOf(site)?.ownPolicies !== false;
}

/** What answers have that the site's function does not see; names in lower case. */
export function floorHeaders(site: Pick<SiteConfig, "distribution" | "headers">) {
  return hasManagedHeaders(site) ? managedHeaders : [];
}

/**
 * Whether AWS's policy of security headers is below the site's function, for redirects and errors, which it does not see.
 * Not where browsers would keep its HSTS for longer than the site has it: they would for a year.
 */
export function hasManagedHeaders(site: Pick<SiteConfig, "distribution" | "headers">): boolean {
  const { hsts, remove } = site.headers;
  const removed = new Set(remove.map((name) => name.toLowerCase()));
  if (hasOwnPolicies(site) || !hsts || hsts.maxAge < managedHsts.maxAge) return false;
  return !managedHeaders.some(([name]) => removed.has(name));
}

/** The rules that the function at the viewer's response has: the site's, below them all that a policy of its own would do. */
export function responseRules(site: Pick<SiteConfig, "distribution" | "headers">): readonly HeaderRule[] {
  const { headers } = site;
  if (hasOwnPolicies(site)) return headers.rules;
  const set = Object.fromEntries(policyHeaders(headers));
  const unwanted = floorHeaders(site).map(([name]) => name);
  const remove = [...unwanted.filter((name) => set[name] === undefined), ...headers.remove];
  const isEmpty = Object.keys(set).length + remove.length === 0;
  return isEmpty ? headers.rules : [{ set, remove }, ...headers.rules];
}

/** Patterns of `cache.paths` with behaviours of their own: with AWS's policies alone all are cached as the default is. */
export function cachedPaths(site: Pick<SiteConfig, "cache" | "distribution" | "errorPages">) {
  if (!hasOwnPolicies(site)) return [];
  const patterns = errorPagePatterns(site);
  return site.cache.paths.filter(({ path }) => !patterns.some((pattern) => isSamePattern(pattern, path)));
}

/** How many behaviours a distribution has: the default one, the two of the health checks, and these. */
export function behaviourCount(
  site: Pick<SiteConfig, "cache" | "distribution" | "errorPages" | "paths">,
): number {
  return 3 + errorPagePaths(site).length + site.paths.length + cachedPaths(site).length;
}
