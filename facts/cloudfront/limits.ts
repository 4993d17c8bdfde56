/** Answers of an origin on which a group can ask its second one (API, StatusCodes of OriginGroupFailoverCriteria). */
export const failoverCodes: readonly number[] = [400, 403, 404, 416, 429, 500, 502, 503, 504];

/** Those of a site that says nothing of it: whatever an outage of S3 looks like from outside, and no page that is not there. */
export const usualFailoverCodes = [403, 500, 502, 503, 504] as const;

/** Statuses that may have an error page of the site's (API, CustomErrorResponse). */
export const errorPageCodes: readonly number[] = [400, 403, 404, 405, 414, 416, 500, 501, 502, 503, 504];

/** Methods that a behaviour may allow, sorted; of the first two it may cache the answers (API, AllowedMethods). */
export const methodSets = [
  ["GET", "HEAD"],
  ["GET", "HEAD", "OPTIONS"],
  ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"],
] as const satisfies readonly (readonly string[])[];

/** What CloudFront may speak with a server, the oldest first (API, OriginSslProtocols). */
export const originTlsVersions: readonly string[] = ["SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2"];

/** Most bytes of a function's code; not adjustable (CloudFront guide, Quotas, "Quotas on CloudFront Functions"). */
export const FUNCTION_BYTES = 10_240;

/** What a distribution's invalidations on their way may name at once, by the older quotas (CloudFront guide, Quotas). */
export const invalidationQuotas = { paths: 3000, wildcards: 15 } as const;

/**
 * What an account has room for until a quota is raised (CloudFront guide, Quotas). Accounts from before 2024 may have
 * 200 distributions.
 */
export const accountQuotas = {
  distributions: 500,
  cachePolicies: 20,
  headersPolicies: 20,
  forwardPolicies: 20,
  originAccessControls: 100,
  functions: 100,
  keyValueStores: 50,
} as const;

/** What a response headers policy has room for: headers, and characters of its CSP (CloudFront guide, Quotas). */
export const headersPolicyLimits = { custom: 10, removed: 10, contentSecurityPolicy: 1783 } as const;

/** Characters of a custom header, of an origin or a policy, and of all of one together (CloudFront guide, Quotas on headers). */
export const headerLengths = { name: 256, value: 1783, all: 10_240 } as const;

/** What a KeyValueStore has room for, in bytes, and the keys of one update (CloudFront guide, Quotas on key value stores). */
export const keyValueStoreLimits = { key: 512, value: 1_024, store: 5 * 1_024 * 1_024, keys: 50 } as const;

/** Whether CloudFront may ask an origin of the site's own there (API, CustomOriginConfig, HTTPPort). */
export function isOriginPort(port: number): boolean {
  return port === 80 || port === 443 || (Number.isInteger(port) && port >= 1_024 && port <= 65_535);
}
