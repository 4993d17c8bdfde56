import { type CacheControl, parseCacheControl } from "../../facts/http/cache-control";
import { HeaderMap } from "../../facts/http/header-map";

/**
 * Whether an edge may answer with what it holds without asking S3 first, by the Cache-Control that S3 sent (CloudFront
 * guide, Manage how long content stays in the cache): s-maxage before max-age, a stale window on top; without any of
 * them, the cache policy's own TTL. Every behaviour has a minimum TTL of 0, so `no-store` and its like are obeyed. What
 * can be read in several ways may be held by an edge that reads it in another.
 */
export function mayAnswerUnasked(cacheControl: string | undefined): boolean {
  if (cacheControl === undefined) return true;
  const { isUncertain, maxAge, noCache, noStore, sMaxAge, staleWhileRevalidate = 0 } = parse(cacheControl);
  if (isUncertain) return true;
  if (noStore || noCache) return false;
  const lifetime = sMaxAge ?? maxAge;
  return lifetime === undefined || lifetime > 0 || staleWhileRevalidate > 0;
}

/** Whether it was sent for names that change with their bytes. */
export function isImmutable(cacheControl: string | undefined): boolean {
  return cacheControl !== undefined && parse(cacheControl).immutable;
}

function parse(cacheControl: string): CacheControl {
  return parseCacheControl(new HeaderMap({ "cache-control": cacheControl }), 0);
}
