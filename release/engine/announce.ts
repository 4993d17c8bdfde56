import { resettledKeys } from "../plan/changes";
import type { ReleasePlan } from "../plan/plan";
import { type BucketState, writePointer } from "../record/records";
import type { Run } from "./context";

/**
 * Writes down, before anything is put over what edges hold, what the next release could not see if this one ended on
 * its way: the paths that are going to be invalidated, since edges may have looked in between even where the bucket is
 * again as the record says, and the keys that get other headers, since no listing shows those. What an earlier release
 * has left of both is part of it. Without a record, everything counts as changed anyway.
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
