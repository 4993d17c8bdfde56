import { inlineHashesSettings } from "../../config/inline-hashes";
import type { SiteConfig } from "../../config/schema";

/**
 * Lower-case names of the headers that Lambda@Edge sets before the policy is applied. The policy must leave these as
 * it finds them and only add them where they are missing; every other header it replaces. A viewer-response function
 * runs after the policy and needs no such room (CloudFront guide, Understanding response headers policies).
 */
export function headersSetByLambda({ headers }: Pick<SiteConfig, "headers">): ReadonlySet<string> {
  return headers.runtime === "lambda-at-edge" ? headersSetByFunction(headers) : new Set();
}

/** Lower-case names of the headers that rules or the hashes of pages set, wherever they run. */
export function headersSetByFunction(headers: SiteConfig["headers"]): ReadonlySet<string> {
  const byRules = headers.rules.flatMap(({ set }) => Object.keys(set).map((name) => name.toLowerCase()));
  return new Set([
    ...byRules,
    ...(inlineHashesSettings({ headers }) === undefined ? [] : ["content-security-policy"]),
  ]);
}
