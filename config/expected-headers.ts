import type { SiteConfig } from ".";
import { floorHeaders, hasOwnPolicies } from "./flat-rate";
import { policyHeaders } from "./policy-headers";

/** A header of every answer, and its value where that is the same everywhere. */
export interface ExpectedHeader {
  readonly name: string;
  /** Undefined where a rule of the site gives some answers another value. */
  readonly value?: string;
}

/**
 * The security headers of answers with a status. On a plan without policies of the site's own, what no function sees has
 * AWS's: redirects and errors.
 */
export function expectedHeaders(site: SiteConfig, status = 200): ExpectedHeader[] {
  const { headers } = site;
  if (!hasOwnPolicies(site) && status >= 300)
    return floorHeaders(site).map(([name, value]) => ({ name, value }));
  // No rule takes one of these away: the config refuses that.
  const byRule = new Set(
    headers.rules.flatMap(({ set }) => Object.keys(set).map((name) => name.toLowerCase())),
  );
  return policyHeaders(headers).map(([name, value]) => (byRule.has(name) ? { name } : { name, value }));
}
