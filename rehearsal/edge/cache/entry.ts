import type { HeaderMap } from "../../../facts/http/header-map";
import type { KeptCopy } from "../ports";
import type { Sized } from "./lru-store";

/** Memory of an entry besides its texts and body; a rough figure. */
const OVERHEAD = 512;

interface EntryBase extends Sized, KeptCopy {
  readonly distributionId: string;
  /** Path, and query where it is part of the key: what an invalidation names. */
  readonly path: string;
  readonly status: number;
  readonly statusText: string;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
  readonly originStatus: number | undefined;
}

/** A successful response. */
export interface ObjectEntry extends EntryBase {
  readonly type: "object";
  /** Headers as the origin sent them, before compression weakened the ETag: what revalidation needs. */
  readonly validators: HeaderMap;
  /** Milliseconds since the epoch; so are all times here. */
  readonly receivedAt: number;
  readonly revalidateAlways: boolean;
  /** Seconds after `expiresAt`, capped by the policy's max TTL. */
  readonly staleWhileRevalidate: number;
  /** Likewise. */
  readonly staleIfError: number;
  readonly saysStaleIfError: boolean;
  /** While an origin that failed is left alone. */
  heldUntil: number;
}

/** An error, held for a while so that a failing origin is not asked by everybody. */
export interface ErrorEntry extends EntryBase {
  readonly type: "error";
  readonly reason: string | undefined;
}

export type CacheEntry = ObjectEntry | ErrorEntry;

/** Bytes that an entry stands for in the cache's limit. */
export function entrySize(path: string, headers: HeaderMap, body: Uint8Array): number {
  return OVERHEAD + path.length + headers.size + body.length;
}
