import { resettledKeys } from "../plan/changes";
import type { ReleasePlan } from "../plan/plan";
import { type BucketState, writePointer } from "../record/records";
import type { Run } from "./context";

/**
 * Before anything is overwritten that an edge may have cached, `.outlast/current` gets what could not be found out again
 * after a crash: the paths that this release is going to invalidate (an edge may hold the new bytes although the bucket
 * has the old ones again), and the keys whose headers change (a listing of the bucket shows no headers). What an earlier
 * release left there when it crashed is carried over. Without a record nothing is written: every file then counts as
 * changed.
 */
export async function announce(
  { target }: Run,
  { changes, invalidation: { paths } }: ReleasePlan,
  state: BucketState,
): Promise<void> {
  const { current, overdue, unsettled } = state;
  const resettled = new Set([...unsettled, ...resettledKeys(changes, state)]);
  if (current === undefined || (isSame(new Set(paths), new Set(overdue)) && isSame(resettled, unsettled)))
    return;
  await writePointer(target, { release: current.id, overdue: paths, unsettled: [...resettled] });
}

function isSame(one: ReadonlySet<string>, other: ReadonlySet<string>): boolean {
  return one.size === other.size && [...one].every((item) => other.has(item));
}
