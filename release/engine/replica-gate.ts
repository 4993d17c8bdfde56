import { releaseError } from "../errors";
import { sameHeaders } from "../plan/changes";
import { pooled } from "../pool";
import {
  type Clock,
  type ObjectHead,
  type ObjectHeaders,
  type ObjectStore,
  type Progress,
  StoreError,
  type Written,
} from "../ports";
import { listing } from "../record/records";
import { asReleaseError, isPassing } from "./retrying-store";

/** What the replica has to show: an object, or none. */
export type Expectation = WrittenObject | { readonly key: string; readonly gone: true };

export interface WrittenObject extends Written {
  readonly key: string;
  readonly headers: ObjectHeaders;
  readonly bytesChanged: boolean;
}

export interface GateOptions {
  /** Neither of them tries again by itself: what a replica does not answer for, it is behind with. */
  readonly source: ObjectStore;
  readonly replica: ObjectStore;
  readonly clock: Clock;
  readonly progress: Progress;
  /** Milliseconds. */
  readonly timeout: number;
  /** Called between two looks. */
  readonly keepLock: () => Promise<void>;
}

const firstWait = 250;
const longestWait = 5000;
/** Above this many, a listing is cheaper than asking for each. */
const fewEnough = 100;
const width = 16;
/** How often a look asks for what it cannot do without: a page of a listing, the object that was written last. */
const tries = 5;

/**
 * Waits until the replica shows everything that is expected.
 *
 * @throws {OutlastError} when it does not in time, or S3 has given up on an object
 */
export async function passGate(expected: readonly Expectation[], options: GateOptions): Promise<void> {
  const { clock, progress, timeout, keepLock } = options;
  const start = clock.now();
  let missing = expected;
  for (let wait = firstWait; ; wait = Math.min(wait * 1.5, longestWait)) {
    missing = await whatIsMissing(missing, options);
    const [first] = missing;
    if (first === undefined) return;
    await refuseFailed(first.key, options.source);
    const waited = clock.now() - start;
    progress.report({ type: "waiting-for-replica", behind: missing.length, waited });
    if (waited >= timeout)
      throw releaseError(
        "RELEASE_REPLICA_BEHIND",
        `the replica is behind by ${missing.length} objects after ${Math.round(waited / 1000)} s, ${first.key} among them`,
      );
    await clock.sleep(Math.min(wait, timeout - waited));
    await keepLock();
  }
}

async function whatIsMissing(expected: readonly Expectation[], options: GateOptions) {
  const { replica } = options;
  try {
    const open = expected.length > fewEnough ? await notListed(expected, options) : expected;
    if (open.length > fewEnough) {
      if (open.some(isUnlisted)) return open;
      if (!(await again(() => isThere(lastOf(open), replica), options))) return open;
    }
    return await notSeen(open, replica);
  } catch (error) {
    if (isPassing(error)) return expected;
    throw asReleaseError(error);
  }
}

/**
 * What no HEAD shows to be there. What one has shown stays seen, whichever others fail: those are asked again at the next
 * look. So many failures in a row are a replica that is down; then the look ends, which would take for ever.
 */
async function notSeen(open: readonly Expectation[], replica: ObjectStore): Promise<Expectation[]> {
  let failures = 0;
  const seen = await pooled(open, width, async (item) => {
    if (failures >= width) return false;
    try {
      const there = await isThere(item, replica);
      failures = 0;
      return there;
    } catch (error) {
      if (!isPassing(error)) throw error;
      failures += 1;
      return false;
    }
  });
  return open.filter((_, index) => !seen[index]);
}

async function again<T>(request: () => Promise<T>, { clock }: GateOptions): Promise<T> {
  for (let left = tries - 1; ; left -= 1) {
    try {
      return await request();
    } catch (error) {
      if (left === 0 || !isPassing(error)) throw error;
      await clock.sleep(firstWait);
    }
  }
}

/** While what was written last is not there, asking for all the others would be in vain more often than not. */
function lastOf(expected: readonly Expectation[]): Expectation {
  return expected.at(-1) as Expectation;
}

function isUnlisted(item: Expectation): boolean {
  return "gone" in item || item.bytesChanged;
}

/** What a listing cannot show to be there: other bytes, no object, and everything of which the headers changed. */
async function notListed(expected: readonly Expectation[], options: GateOptions): Promise<Expectation[]> {
  const etags = new Map<string, string>();
  const pages = listing({ list: (page) => again(() => options.replica.list(page), options) });
  for await (const page of pages) for (const { key, etag } of page) etags.set(key, etag);
  return expected.filter((item) => {
    if ("gone" in item) return etags.has(item.key);
    return !item.bytesChanged || etags.get(item.key) !== item.etag;
  });
}

async function isThere(item: Expectation, replica: ObjectStore): Promise<boolean> {
  try {
    const head = await replica.head(item.key);
    return !("gone" in item) && isSame(item, head);
  } catch (error) {
    if (error instanceof StoreError && error.kind === "not-found") return "gone" in item;
    throw error;
  }
}

/**
 * A replica has its source's version id (S3 guide, Replication), which tells it from an older version of the same bytes;
 * what was brought by other means is compared by what visitors get.
 */
function isSame(item: WrittenObject, head: ObjectHead): boolean {
  if (head.replicationStatus === "REPLICA") return head.versionId === item.versionId;
  return head.etag === item.etag && sameHeaders(item.headers, head);
}

/** S3 never retries what it has marked as failed, so waiting would be in vain. */
async function refuseFailed(key: string, source: ObjectStore): Promise<void> {
  try {
    const { replicationStatus } = await source.head(key);
    if (replicationStatus === "FAILED") throw releaseError("RELEASE_REPLICATION_FAILED", key);
  } catch (error) {
    if (error instanceof StoreError && (error.kind === "not-found" || isPassing(error))) return;
    throw asReleaseError(error);
  }
}
