import { readLock } from "./engine/lock";
import type { Clock, ObjectStore } from "./ports";
import type { BegunRelease } from "./record/begun";
import { type Pointer, readPointer } from "./record/records";
import { releaseTime } from "./record/release-id";

/** A release that has begun since the last complete one. */
export interface UnfinishedRelease extends BegunRelease {
  /** When it began. Milliseconds since the epoch. */
  readonly time: number;
  /** Until when it may still be at work; absent when its lock is gone or has expired. Milliseconds since the epoch. */
  readonly lockedUntil?: number;
}

/**
 * What the pointer says, and the lock of a release that was killed before it had written anything: whoever started it may
 * not know.
 */
export async function unfinishedRelease(
  store: ObjectStore,
  clock: Pick<Clock, "now">,
  pointer?: Pointer,
): Promise<UnfinishedRelease | undefined> {
  const { begun, release: current = "" } = pointer ?? (await readPointer(store));
  const lock = await readLock(store);
  const locking = lock && lock.release.id > current ? lock : undefined;
  const release = locking?.release ?? begun;
  if (release === undefined) return undefined;
  const held = locking !== undefined && locking.expires > clock.now();
  return { ...release, time: releaseTime(release.id), ...(held && { lockedUntil: locking.expires }) };
}

/** It in a line, with what to do. */
export function describeUnfinished({
  id,
  kind,
  lockedUntil,
  rollbackTo,
  time,
  user,
}: UnfinishedRelease): string {
  const what = `${kind} ${id}${rollbackTo === undefined ? "" : `, back to ${rollbackTo},`} by ${user}`;
  if (lockedUntil !== undefined)
    return `${what} is under way, or was killed: its lock expires at ${new Date(lockedUntil).toISOString()}`;
  const mends = {
    release: "outlast release goes on, outlast rollback undoes it",
    rollback: "outlast rollback goes on with it",
    reconcile: "outlast reconcile goes on with it",
  };
  return `${what}, begun at ${new Date(time).toISOString()}, has not got to its end: ${mends[kind]}`;
}
