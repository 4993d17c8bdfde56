import { hstsValue } from "../facts/cloudfront/header-values";
import type { SiteConfig } from "./schema";

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
