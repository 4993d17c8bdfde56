import { releaseErrors } from "../errors";
import { type DesiredFiles, planRelease, type ReleasePlan } from "../plan/plan";
import type { BucketState } from "../record/records";
import type { Run } from "./context";

/** The site that is to be live, as the state of the bucket decides its classes or its sources. */
export type DesiredSite = (state: BucketState) => DesiredFiles;

/** What a release would do now. Reads, and takes no lock. */
export async function planNow(run: Run, desired: DesiredSite, state: BucketState): Promise<ReleasePlan> {
  const { clock, options, planInvalidation, site } = run;
  return planRelease(desired(state), site, state, {
    retention: options.retention,
    removeAtMost: options.yes ? 1 : options.removeAtMost,
    now: clock.now(),
    planInvalidation,
  });
}

/** @throws {OutlastError} for what the plan is to be stopped for */
export function refuseStopped({ stops }: ReleasePlan): void {
  if (stops.length > 0) throw releaseErrors(stops);
}
