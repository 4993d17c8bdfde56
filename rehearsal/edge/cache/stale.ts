import type { CachePolicy } from "../model";
import type { ObjectEntry } from "./entry";

/** Whether an expired copy is served at once, and refreshed behind the viewer's back. */
export function isWithinRevalidateWindow(entry: ObjectEntry, now: number): boolean {
  return now < entry.expiresAt + entry.staleWhileRevalidate * 1000;
}

/**
 * Whether an expired copy may stand in for a 5xx or for silence. Without stale-if-error CloudFront allows it
 * as long as the copy is there and caching is on; `stale-if-error=0` forbids it (CloudFront guide, Expiration).
 */
export function canReplaceError(entry: ObjectEntry, policy: CachePolicy, now: number): boolean {
  if (entry.staleIfError === undefined) return policy.minTtl > 0 || policy.maxTtl > 0;
  return entry.staleIfError > 0 && now < entry.expiresAt + entry.staleIfError * 1000;
}
