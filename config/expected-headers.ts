import { hstsValue } from "../facts/cloudfront/header-values";
import type { SiteConfig } from ".";

/** A header of every answer, and its value where that is the same everywhere. */
export interface ExpectedHeader {
  readonly name: string;
  /** Undefined where a rule of the site gives some answers another value. */
  readonly value?: string;
}

/** The security headers that the site's response headers policy sets on pages, errors and redirects. */
export function expectedHeaders({ headers }: SiteConfig): ExpectedHeader[] {
  // No rule takes one of these away: the config refuses that.
  const byRule = new Set(
    headers.rules.flatMap(({ set }) => Object.keys(set).map((name) => name.toLowerCase())),
  );
  return policyHeaders(headers).map(([name, value]) => (byRule.has(name) ? { name } : { name, value }));
}

/** What the policy sets wherever no rule of the site says otherwise; names in lower case. */
export function policyHeaders(headers: SiteConfig["headers"]): [name: string, value: string][] {
  const { contentSecurityPolicy, contentTypeOptions, frameOptions, hsts, permissionsPolicy, referrerPolicy } =
    headers;
  const policy: readonly (readonly [string, string | false])[] = [
    ["strict-transport-security", hsts && hstsValue(hsts)],
    ["x-content-type-options", contentTypeOptions && "nosniff"],
    ["x-frame-options", frameOptions],
    ["referrer-policy", referrerPolicy],
    ["content-security-policy", contentSecurityPolicy],
    ["permissions-policy", permissionsPolicy],
    ...Object.entries(headers.custom).map(([name, value]) => [name.toLowerCase(), value] as const),
  ];
  return policy.flatMap(([name, value]) => (value === false ? [] : [[name, value]]));
}
