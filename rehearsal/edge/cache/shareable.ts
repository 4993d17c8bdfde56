import { parseCacheControl } from "../../../facts/http/cache-control";
import type { HeaderMap } from "../../../facts/http/header-map";
import type { CachePolicy } from "../model";

/**
 * Whether those who waited for a response may have it: not when it says that it is for one viewer, or for now
 * only, and the minimum TTL does not overrule it (CloudFront guide, Simultaneous requests for the same object).
 */
export function isShareable(policy: CachePolicy, headers: HeaderMap): boolean {
  if (policy.minTtl > 0) return true;
  const { noStore, noCache, maxAge, sMaxAge } = parseCacheControl(headers, 0);
  return !noStore && !noCache && maxAge !== 0 && sMaxAge !== 0;
}
