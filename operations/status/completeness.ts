import type { Clock, ObjectStore } from "../../release";
import { describeUnfinished, unfinishedRelease } from "../../release/unfinished";
import type { StatusCheck } from "./check";

/** Whether the last release has got to its end. One that may still be at work is not wrong. */
export async function completenessCheck(
  primary: ObjectStore,
  clock: Pick<Clock, "now">,
): Promise<Omit<StatusCheck, "name">> {
  const unfinished = await unfinishedRelease(primary, clock);
  if (unfinished === undefined) return { ok: true, detail: "the last release is complete" };
  return { ok: unfinished.lockedUntil !== undefined, detail: describeUnfinished(unfinished) };
}
