import { exitCodes } from "../errors/exit-codes";
import { OutlastError } from "../errors/outlast-error";
import type { Served } from "./classes/content-type";
import { releaseProblem } from "./errors";
/** What a release asks of the world. Adapters are elsewhere: AWS's clients in `aws/`, the local regions in the CLI. */

/** An object as a listing shows it. */
export interface ListedObject {
  readonly key: string;
  /** Without quotes. */
  readonly etag: string;
  /** Bytes. */
  readonly size: number;
  /** Milliseconds since the epoch; S3 gives whole seconds. A replica has its source's. */
  readonly lastModified: number;
}

export interface ListPage {
  readonly objects: readonly ListedObject[];
  /** Continues the listing; absent on the last page. */
  readonly next?: string;
}

/** The headers that S3 keeps with an object. */
export interface ObjectHeaders extends Served {
  readonly cacheControl: string;
}

export interface ObjectHead extends Partial<ObjectHeaders> {
  /** Without quotes. */
  readonly etag: string;
  readonly size: number;
  /** Absent where the bucket is not versioned. */
  readonly versionId?: string;
  /** Absent where no replication rule covers the object. */
  readonly replicationStatus?: "PENDING" | "COMPLETED" | "FAILED" | "REPLICA";
}

export interface StoredObject extends ObjectHead {
  readonly body: Uint8Array;
}

/** Bytes in memory, or a file that the store streams. */
export type ObjectBody =
  | { readonly kind: "bytes"; readonly bytes: Uint8Array }
  | { readonly kind: "file"; readonly path: string; readonly size: number };

/** Hexadecimal digests of a body. */
export interface Digests {
  /** The ETag of a single-part upload under SSE-S3 (S3 API, Object). */
  readonly md5: string;
  readonly sha256: string;
}

export interface PutOptions {
  readonly headers: ObjectHeaders;
  /** The store refuses a body of another digest ("checksum"), and keeps nothing of it. */
  readonly digests?: Digests;
  /** Only if there is no object (PutObject, If-None-Match). */
  readonly ifNoneMatch?: "*";
  /** Only over an object of this ETag (PutObject, If-Match). */
  readonly ifMatch?: string;
}

/** What a write made. */
export interface Written {
  /** Without quotes. */
  readonly etag: string;
  readonly versionId?: string;
}

/** The most that one request deletes (S3 API, DeleteObjects). */
export const keysPerDelete = 1000;

/** Which version a copy takes its bytes from. */
export interface CopySource {
  /** @default - the bucket that is written to */
  readonly bucket?: string;
  readonly key: string;
  /** @default - the current version */
  readonly versionId?: string;
}

/**
 * A bucket of one region. Every method is one request, and none retries.
 * Throws StoreError and nothing else for what a service or a network can do.
 */
export interface ObjectStore {
  /** For messages: the bucket's name and region. */
  readonly name: string;
  readonly bucket: string;
  readonly region: string;
  list(options?: { readonly prefix?: string; readonly token?: string }): Promise<ListPage>;
  head(key: string): Promise<ObjectHead>;
  get(key: string, versionId?: string): Promise<StoredObject>;
  /** One part, whatever the size that S3 takes in one (5 GB), so that both regions have the same ETag. */
  put(key: string, body: ObjectBody, options: PutOptions): Promise<Written>;
  /** Server side, with new headers (CopyObject, MetadataDirective REPLACE). */
  copyVersion(key: string, source: CopySource, headers: ObjectHeaders): Promise<Written>;
  /** Writes delete markers; versions stay. At most `keysPerDelete`. */
  delete(keys: readonly string[]): Promise<void>;
}

export type StoreErrorKind =
  | "not-found"
  | "bucket-not-found"
  | "precondition-failed"
  | "denied"
  | "credentials"
  | "checksum"
  | "throttled"
  | "unavailable"
  | "connection-lost"
  | "refused";

/** Why a request to S3 came to nothing. The value names the request and the bucket. */
export class StoreError extends OutlastError {
  override readonly name = "StoreError";
  /** Of a deletion that was done in part: the keys that are left. */
  readonly left?: readonly string[];

  constructor(
    readonly kind: StoreErrorKind,
    value: string,
    options?: ErrorOptions & { readonly left?: readonly string[] },
  ) {
    const problem = { ...releaseProblem("RELEASE_STORE_FAILED", value), mend: "Run it again." };
    super([problem], { ...options, exitCode: exitCodes.toolFailed });
    if (options?.left !== undefined) this.left = options.left;
  }
}

/** To be caught with: what a store does not say, whyever, is undefined. */
export function whenRefused(error: unknown): undefined {
  if (error instanceof StoreError) return undefined;
  throw error;
}

/** To be caught with: an object that is not there is undefined, and no error. */
export function whenNotFound(error: unknown): undefined {
  if (error instanceof StoreError && error.kind === "not-found") return undefined;
  throw error;
}

/** A started invalidation. */
export interface StartedInvalidation {
  readonly id: string;
  /** Until every edge has dropped the paths; false when it takes longer than the adapter waits. `between` looks, it does this. */
  wait(between?: () => Promise<void>): Promise<boolean>;
}

export interface Invalidator {
  /** The same reference with the same paths is the same invalidation, however often it is asked for. */
  invalidate(paths: readonly string[], reference: string): Promise<StartedInvalidation>;
}

/** Milliseconds since the epoch. */
export interface Clock {
  now(): number;
  sleep(ms: number): Promise<void>;
}

/** One object that a release changes, as far as caches are concerned. */
export interface ContentChange {
  readonly key: string;
  readonly kind: "added" | "changed" | "metadata" | "removed";
  readonly document: boolean;
  /** What it has been served with; absent when added or not known. */
  readonly oldCacheControl?: string;
  /** What it is served with from now on; absent when removed. */
  readonly newCacheControl?: string;
}

/** What to invalidate, and what that costs. */
export interface InvalidationPlan {
  /** Encoded as CloudFront wants them. */
  readonly paths: readonly string[];
  /** Paths that count against the 1,000 of a month that are free, and US dollars once those are used up. */
  readonly cost: { readonly paths: number; readonly dollars: number };
}

/** An object that a release leaves as it is, and that a wildcard should not throw out for nothing. */
export interface UnchangedObject {
  readonly key: string;
  readonly cacheControl: string;
}

/** `overdue` are paths that an earlier release still owes, encoded; they are part of the plan. */
export type PlanInvalidation = (
  changes: readonly ContentChange[],
  unchanged: readonly UnchangedObject[],
  overdue?: readonly string[],
) => InvalidationPlan;

/** What happens, as it happens. Bytes and milliseconds. */
export type ProgressEvent =
  | { readonly type: "scanned"; readonly files: number; readonly bytes: number }
  /** A rollback begins; nothing is written yet. */
  | { readonly type: "returning"; readonly to: string; readonly from?: string; readonly undoes?: string }
  /** A release ends before it has written anything. */
  | { readonly type: "nothing-written"; readonly release: string }
  | { readonly type: "phase"; readonly phase: number; readonly of: number; readonly files: number }
  | { readonly type: "written"; readonly key: string; readonly bytes: number }
  | { readonly type: "waiting-for-replica"; readonly behind: number; readonly waited: number }
  | { readonly type: "retry"; readonly reason: string; readonly delay: number }
  | { readonly type: "invalidating"; readonly paths: readonly string[] }
  | { readonly type: "retired"; readonly files: number }
  | { readonly type: "recorded"; readonly release: string }
  | { readonly type: "waiting-for-invalidation"; readonly id: string };

export interface Progress {
  report(event: ProgressEvent): void;
}
