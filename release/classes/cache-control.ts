import type { CacheMode } from "../../config";

/** A year, and no question asked even when the page is reloaded: for names that change with the bytes. */
export const immutableCacheControl = "public, max-age=31536000, immutable";

/** Health documents: CloudFront's behaviours do not cache them, nobody else may. */
export const uncachedCacheControl = "no-store";

/**
 * Service workers and their lists: an old one beside new pages, or the other way round, stays with whoever gets it. Not
 * even in an outage is an expired one better than none, since pages do without it.
 */
export const workerCacheControl = "max-age=0, s-maxage=0, stale-if-error=0";

/** How long a browser keeps what is no page and has no hash in its name. Seconds. */
const assetMaxAge = 60;

/**
 * Cache-Control of a page, or of an asset without a hash in its name. CloudFront goes by s-maxage before max-age, up to
 * the max TTL of the cache policy; browsers go by max-age; both stale windows are CloudFront's to use as well
 * (CloudFront guide, Manage how long content stays in the cache). With 0, CloudFront asks S3 each time and S3 answers
 * 304. A stale-if-error of 0 is written out: it is what turns CloudFront's own serving of expired objects off.
 */
export function revalidatedCacheControl(mode: CacheMode, document: boolean): string {
  const parts = [`max-age=${document ? 0 : assetMaxAge}`, `s-maxage=${mode.mode === "edge" ? mode.ttl : 0}`];
  if (mode.mode === "immutable") return parts.join(", ");
  if (mode.staleWhileRevalidate > 0) parts.push(`stale-while-revalidate=${mode.staleWhileRevalidate}`);
  parts.push(`stale-if-error=${mode.staleIfError}`);
  return parts.join(", ");
}
