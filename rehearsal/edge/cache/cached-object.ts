import type { LifetimeRule } from "../ports";
import type { CacheEntry } from "./entry";

/** A cached object or error, as a person would want to see it. */
export interface CachedObject {
  readonly distributionId: string;
  /** With the query where it is part of the cache key. */
  readonly path: string;
  readonly status: number;
  /** Bytes in the cache. */
  readonly size: number;
  /** Milliseconds since the epoch. */
  readonly storedAt: number;
  readonly expiresAt: number;
  readonly isExpired: boolean;
  /** What decided how long it is kept. */
  readonly keptBy: LifetimeRule;
  /** Cache-Control, "" if none. */
  readonly cacheControl: string;
  /** Content-Encoding, "" if none. */
  readonly encoding: string;
}

export function cachedObject(entry: CacheEntry, now: number): CachedObject {
  const { distributionId, path, status, size, storedAt, expiresAt, keptBy } = entry;
  return {
    ...{ distributionId, path, status, size, storedAt, expiresAt, keptBy },
    isExpired: now >= expiresAt,
    cacheControl: entry.headers.get("cache-control") ?? "",
    encoding: entry.headers.get("content-encoding") ?? "",
  };
}
