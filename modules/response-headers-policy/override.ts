import type { SiteConfig } from "../../config/schema";

/**
 * Lower-case names of the headers that Lambda@Edge sets before the policy is applied. The policy must leave these as
 * it finds them and only add them where they are missing; every other header it replaces. A viewer-response function
 * runs after the policy and needs no such room (CloudFront guide, Understanding response headers policies).
 */
export function headersSetByLambda({ headers }: Pick<SiteConfig, "headers">): ReadonlySet<string> {
  return headers.runtime === "lambda-at-edge" ? headersSetByRules(headers) : new Set();
}

/** Lower-case names of the headers that the conditional rules set, wherever they run. */
export function headersSetByRules({ rules }: Pick<SiteConfig["headers"], "rules">): ReadonlySet<string> {
  return new Set(rules.flatMap((rule) => Object.keys(rule.set).map((name) => name.toLowerCase())));
}
