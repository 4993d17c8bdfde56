/** An HTTP field name (RFC 9110, token). `*` and `?` would be one too, but read as wildcards to CloudFront. */
export function isHeaderName(name: string): boolean {
  return /^[!#$%&'+\-.^_`|~0-9A-Za-z]+$/.test(name);
}

/** Visible ASCII, spaces and tabs: no line break or other control character may reach a response. */
export function isHeaderValue(value: string): boolean {
  return /^[\t\x20-\x7e]*$/.test(value);
}

/** A test for header names, in any case; entries that end in `*` are prefixes. */
export function headerMatcher(names: readonly string[]): (name: string) => boolean {
  const exact = new Set(names.filter((name) => !name.endsWith("*")));
  const prefixes = names.filter((name) => name.endsWith("*")).map((name) => name.slice(0, -1));
  return (name) => {
    const lower = name.toLowerCase();
    return exact.has(lower) || prefixes.some((prefix) => lower.startsWith(prefix));
  };
}

const disallowed = [
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "trailer",
  "upgrade",
  "x-accel-*",
  "x-amz-cf-*",
  "x-amzn-auth",
  "x-amzn-cf-billing",
  "x-amzn-cf-id",
  "x-amzn-cf-xff",
  "x-amzn-errortype",
  "x-amzn-fle-profile",
  "x-amzn-header-count",
  "x-amzn-header-order",
  "x-amzn-lambda-integration-tag",
  "x-amzn-requestid",
  "x-cache",
  "x-edge-*",
  "x-forwarded-proto",
  "x-real-ip",
];

/** Headers that a function may not touch: CloudFront answers 502 (CloudFront guide, Restrictions on edge functions). */
export const isForbiddenToFunction = {
  /** Lambda@Edge on origin-response. */
  "lambda-at-edge": headerMatcher([...disallowed, "transfer-encoding", "via"]),
  /** CloudFront Functions on viewer-response. */
  "cloudfront-function": headerMatcher([...disallowed, "transfer-encoding", "via", "warning"]),
} as const;

/** Headers that a response headers policy can neither set nor take away (CloudFront guide, Response headers policies). */
export const isForbiddenToPolicy = headerMatcher([
  "connection",
  "content-encoding",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-*",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "warning",
  "x-accel-*",
  "x-amz-cf-*",
  "x-amzn-*",
  "x-cache",
  "x-edge-*",
  "x-forwarded-proto",
  "x-real-ip",
]);
