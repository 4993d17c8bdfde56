import { parseCacheControl } from "../../../facts/http/cache-control";
import type { HeaderMap } from "../../../facts/http/header-map";
import type { CachePolicy, CustomErrorResponse } from "../model";
import { isCachingDisabled } from "./freshness";

/** Kept whatever the origin says, at least for the minimum TTL of errors. */
const CACHED = new Set([404, 414, 500, 501, 502, 503, 504]);
/** Kept only if the answer has a max-age or s-maxage. */
const CACHED_WITH_MAX_AGE = new Set([400, 403, 405, 412, 415]);
/** Not kept where the answer says no-store. */
const HONOURS_NO_STORE = new Set([404, 410, 414, 501]);
/** Seconds: the minimum TTL of errors where the distribution gives none. */
const DEFAULT_MINIMUM = 10;

/**
 * Seconds for which an error answer is kept; 0 is not at all. CloudFront guide, "How CloudFront processes HTTP
 * 4xx and 5xx status codes" (which are kept) and "Control how long CloudFront caches errors" (for how long).
 *
 * @param rule the distribution's custom error response for this status, if any
 * @param now milliseconds since the epoch
 * @param alsoHeld codes that are held without max-age besides those that the guide lists
 */
export function errorLifetime(
  status: number,
  headers: HeaderMap,
  rule: CustomErrorResponse | undefined,
  policy: CachePolicy,
  isS3Origin: boolean,
  now: number,
  alsoHeld: readonly number[] = [],
): number {
  if (isCachingDisabled(policy)) return 0;
  const control = parseCacheControl(headers, now);
  const maxAge = control.sMaxAge ?? control.maxAge;
  const isHeld = CACHED.has(status) || alsoHeld.includes(status);
  if (!isHeld && !(CACHED_WITH_MAX_AGE.has(status) && maxAge !== undefined)) return 0;
  const minimum = minimumSeconds(rule, isS3Origin);
  if (control.noStore || control.noCache) return HONOURS_NO_STORE.has(status) ? 0 : minimum;
  return Math.max(minimum, Math.min(maxAge ?? control.expiresIn ?? 0, policy.maxTtl));
}

/** With an S3 origin a minimum of 0 acts as one second; with a custom origin it is 0. */
function minimumSeconds(rule: CustomErrorResponse | undefined, isS3Origin: boolean): number {
  const minimum = rule?.errorCachingMinTtl ?? DEFAULT_MINIMUM;
  return isS3Origin ? Math.max(1, minimum) : minimum;
}
