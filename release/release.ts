import { type ReleaseContext, type ReleaseOptions, startRun } from "./engine/context";
import { foreseeRegions } from "./engine/other-region";
import { type DesiredSite, planNow } from "./engine/planning";
import { refuseWrongRegion } from "./engine/promoted";
import { publish, type ReleaseResult } from "./engine/publish";
import { classifyScan, type ReleasePlan } from "./plan/plan";
import { scanFolder } from "./scan/scan";

/**
 * Publishes the built site in a folder.
 *
 * @throws {OutlastError} for whatever keeps it from being released; the site that is live stays whole
 */
export async function release(
  folder: string,
  context: ReleaseContext,
  options: ReleaseOptions = {},
): Promise<ReleaseResult> {
  const run = startRun(context, options);
  return publish(run, await desiredSite(folder, context), { kind: "release" });
}

/** What `release` would do now; changes nothing. */
export async function planOf(
  folder: string,
  context: ReleaseContext,
  options: ReleaseOptions = {},
): Promise<ReleasePlan> {
  const run = startRun(context, options);
  const desired = await desiredSite(folder, context);
  const state = await foreseeRegions(run);
  refuseWrongRegion(run, state, "release");
  return planNow(run, desired, state);
}

async function desiredSite(folder: string, { progress, site }: ReleaseContext): Promise<DesiredSite> {
  const scan = await scanFolder(folder, site, progress);
  return (state) => classifyScan(scan, site, state);
}
