import * as z from "zod";
import { OutlastError } from "../../errors/outlast-error";
import { recordKeys } from "../../facts/site/record-keys";
import { releaseError } from "../errors";
import { type Clock, type ObjectStore, StoreError, type Written, whenNotFound } from "../ports";
import { type BegunRelease, begunShape, holderOf } from "../record/begun";
import { moment, parseRecord } from "../record/manifest";
import { digestsOf } from "../scan/digest";

/** How long a lock stands without being renewed. Milliseconds. */
const term = 600_000;

/** What the lock says: it belongs to one release, whose id is nobody else's. */
export interface LockRecord {
  readonly release: BegunRelease;
  /** Milliseconds since the epoch. */
  readonly expires: number;
}

export interface LockOptions {
  readonly store: ObjectStore;
  readonly clock: Clock;
  readonly release: BegunRelease;
  /** Takes a lock over that has not expired. */
  readonly breakLock: boolean;
}

/**
 * The bucket's lock: an object that is written only if nobody else's is there (PutObject, If-None-Match), taken over
 * once it has expired (If-Match), and renewed by whoever holds it before each step of the work. No timer runs: a
 * process that stood still finds out at its next step.
 */
export class ReleaseLock {
  #written: Written;
  #expires: number;
  #renewal: Promise<void> | undefined;

  private constructor(
    private readonly options: LockOptions,
    written: Written,
    expires: number,
  ) {
    this.#written = written;
    this.#expires = expires;
  }

  /** @throws {OutlastError} when another release holds it, or the bucket is not one to release to */
  static async take(options: LockOptions): Promise<ReleaseLock> {
    const expires = options.clock.now() + term;
    const written =
      (await write(options, expires, { ifNoneMatch: "*" })) ?? (await takeOver(options, expires));
    const lock = new ReleaseLock(options, written, expires);
    if (written.versionId === undefined) {
      await lock.release();
      throw releaseError("RELEASE_UNVERSIONED", options.store.name);
    }
    return lock;
  }

  /** Renews the lock when half of its term is over. To be called before each write; nobody passes while it is renewed. */
  async keep(): Promise<void> {
    const { clock } = this.options;
    if (clock.now() >= this.#expires - term / 2) this.#renewal ??= this.#renew();
    await this.#renewal;
  }

  /** Deletes the lock, unless somebody has taken it over. */
  async release(store = this.options.store): Promise<void> {
    if (await ours(store, this.#written.etag)) await store.delete([recordKeys.lock]);
  }

  async #renew(): Promise<void> {
    const expires = this.options.clock.now() + term;
    const written = await write(this.options, expires, { ifMatch: this.#written.etag });
    if (written === undefined) throw releaseError("RELEASE_LOCK_LOST", holderOf(this.options.release));
    this.#written = written;
    this.#expires = expires;
    this.#renewal = undefined;
  }
}

async function takeOver(options: LockOptions, expires: number): Promise<Written> {
  const { clock, store, breakLock } = options;
  const found = await findLock(store);
  if (found === undefined)
    return (await write(options, expires, { ifNoneMatch: "*" })) ?? refuse("another one");
  const { etag, record } = found;
  if (!breakLock && record === undefined) return refuse("a lock that cannot be read");
  if (!breakLock && record && clock.now() < record.expires)
    return refuse(`${holderOf(record.release)}, until ${new Date(record.expires).toISOString()}`);
  return (await write(options, expires, { ifMatch: etag })) ?? refuse("another one that was faster");
}

/** The lock that is there, expired or not; none where what is there cannot be read. */
export async function readLock(store: ObjectStore): Promise<LockRecord | undefined> {
  return (await findLock(store))?.record;
}

const lockShape = z.looseObject({ expires: moment, release: begunShape });

/** What is in the lock's place; `record` is absent where no version that this one knows has written it. */
async function findLock(
  store: ObjectStore,
): Promise<{ readonly etag: string; readonly record?: LockRecord } | undefined> {
  const found = await store.get(recordKeys.lock).catch(whenNotFound);
  if (found === undefined) return undefined;
  const { etag } = found;
  try {
    return { etag, record: parseRecord(recordKeys.lock, new TextDecoder().decode(found.body), lockShape) };
  } catch (error) {
    if (error instanceof OutlastError) return { etag };
    throw error;
  }
}

function refuse(holder: string): never {
  throw releaseError("RELEASE_LOCKED", holder);
}

/** Writes the lock; undefined when the condition does not hold. */
async function write(
  { store, release }: LockOptions,
  expires: number,
  condition: { readonly ifNoneMatch: "*" } | { readonly ifMatch: string },
): Promise<Written | undefined> {
  const record: LockRecord = { release, expires };
  const bytes = new TextEncoder().encode(JSON.stringify(record));
  const headers = { contentType: "application/json", cacheControl: "no-store" };
  try {
    return await store.put(recordKeys.lock, { kind: "bytes", bytes }, { headers, ...condition });
  } catch (error) {
    if (!(error instanceof StoreError) || !["precondition-failed", "not-found"].includes(error.kind))
      throw error;
    return ours(store, digestsOf(bytes).md5);
  }
}

/** The lock, if it is the one that was written. A write that was tried again may find that its first try got through. */
async function ours(store: ObjectStore, etag: string): Promise<Written | undefined> {
  const found = await store.head(recordKeys.lock).catch(whenNotFound);
  return found?.etag === etag ? { etag, ...(found.versionId && { versionId: found.versionId }) } : undefined;
}
