import { ReleaseError, type ReleaseProblem } from "../errors";
import { planRelease, type ReleasePlan } from "../plan/plan";
import { type BucketState, readState } from "../record/records";
import type { SiteFile } from "../site-file";
import type { Run } from "./context";

/** The site that is to be live, as the state of the bucket decides its classes or its sources. */
export type DesiredSite = (state: BucketState) => {
  readonly files: readonly SiteFile[];
  readonly warnings: readonly ReleaseProblem[];
};

/** What a release would do now. Reads, and takes no lock. */
export async function planNow(run: Run, desired: DesiredSite, state?: BucketState): Promise<ReleasePlan> {
  const { clock, options, planInvalidation, site, target } = run;
  const known = state ?? (await readState(target));
  const { files, warnings } = desired(known);
  return planRelease(files, warnings, site, known, {
    retention: options.retention,
    now: clock.now(),
    planInvalidation,
  });
}

/** @throws ReleaseError when more than the given share of the names would leave, and nobody has confirmed that */
export function guard({ removal: { leaving, share } }: ReleasePlan, { options }: Run): void {
  if (share <= options.removeAtMost || options.yes) return;
  const percent = (part: number) => `${Math.round(part * 100)}%`;
  throw ReleaseError.of(
    "RELEASE_REMOVES_MUCH",
    `${leaving.length} files would leave, ${percent(share)} of the names without a hash, over ${percent(options.removeAtMost)}`,
  );
}
