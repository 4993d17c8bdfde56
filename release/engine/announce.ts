import { resettledKeys } from "../plan/changes";
import type { ReleasePlan } from "../plan/plan";
import type { BegunRelease } from "../record/begun";
import { type BucketState, writePointer } from "../record/records";
import type { Run } from "./context";

/**
 * Before anything is overwritten, `.outlast/current` gets what could not be found out again after a crash: that this
 * release has begun; the paths that it is going to invalidate (an edge may hold the new bytes although the bucket has the
 * old ones again); and the keys whose headers change (a listing of the bucket shows no headers). What an earlier release
 * left there when it crashed is carried over.
 */
export async function announce(
  { target }: Run,
  begun: BegunRelease,
  { changes, invalidation: { paths } }: ReleasePlan,
  state: BucketState,
): Promise<void> {
  const { current, unsettled } = state;
  const resettled = new Set([...unsettled, ...resettledKeys(changes, state)]);
  await writePointer(target, {
    ...(current && { release: current.id }),
    begun,
    ...(paths.length > 0 && { overdue: paths }),
    ...(resettled.size > 0 && { unsettled: [...resettled] }),
  });
}
