import { hstsValue } from "./header-values";

/** For a year. Seconds. */
export const managedHsts = { maxAge: 31_536_000, includeSubDomains: false, preload: false };

/**
 * What Managed-SecurityHeadersPolicy puts on answers; what is overridden also where an origin has said something else
 * (CloudFront guide, Use managed response headers policies).
 */
export const managedSecurityHeaders = [
  {
    name: "Strict-Transport-Security",
    value: hstsValue(managedHsts),
    override: false,
  },
  { name: "X-Content-Type-Options", value: "nosniff", override: true },
  { name: "X-Frame-Options", value: "SAMEORIGIN", override: false },
  { name: "Referrer-Policy", value: "strict-origin-when-cross-origin", override: false },
  { name: "X-XSS-Protection", value: "1; mode=block", override: false },
] as const;
