import type { ObjectEntry } from "./entry";

/** Whether an expired copy is served at once, and refreshed behind the viewer's back. */
export function isWithinRevalidateWindow(entry: ObjectEntry, now: number): boolean {
  return now < entry.expiresAt + entry.staleWhileRevalidate * 1000;
}

/**
 * Whether an expired copy may stand in for a 5xx or for silence: until its window after the expiry is over, which max
 * TTL ends, and which `stale-if-error=0` makes none (CloudFront guide, Expiration).
 */
export function canReplaceError(entry: ObjectEntry, now: number): boolean {
  return now < entry.expiresAt + entry.staleIfError * 1000;
}
