import type { SiteConfig } from "../../config";
import { replicationPromise } from "../../facts/s3/limits";
import { recordKeys } from "../../facts/site/record-keys";
import type { Side } from "../../facts/site/switch";
import { untilThrown } from "../../facts/site/switch-record";
import {
  compareRegions,
  type ObjectStore,
  type ReleaseContext,
  type ReleaseResult,
  reconcile,
  StoreError,
} from "../../release";
import { isPassing, retryingStore } from "../../release/engine/retrying-store";
import { type Clock, whenRefused } from "../../release/ports";
import { readPromotion, writePromotion } from "../../release/record/promotion";
import { readPointer } from "../../release/record/records";
import { operationsError } from "../errors";
import { type ThrowSwitchOptions, throwSwitch } from "../switch/throw-switch";
import { type Losses, lossesOf } from "./losses";

export interface PromoteOptions
  extends Pick<ThrowSwitchOptions, "outputs" | "reason" | "confirm" | "unbroken"> {
  readonly site: SiteConfig;
  readonly stores: Readonly<Record<Side, ObjectStore>>;
  readonly clock: Clock;
  /** Hears what is lost before anything is asked or done. */
  readonly told: (losses: Losses) => void;
  /** Says what it would do, and does nothing. */
  readonly dryRun: boolean;
}

/**
 * How far a promotion is: it was made now, or would be; it had been made; or the survivor is deployed as the primary, and
 * the new replica is yet to be filled.
 */
export type PromotionStage = "promoted" | "unchanged" | "deployed";

/**
 * Makes the replica the one that counts, since the primary's region is lost: visitors are sent to it and stay there, and
 * releases go to it. Each step may be the last of a run that is killed: the next run goes on from what it finds.
 *
 * @throws {OutlastError} PROMOTE_ANSWERS where the primary's bucket answers, PROMOTE_NOTHING, or as `throwSwitch` does
 */
export async function promote(options: PromoteOptions): Promise<PromotionStage> {
  const { clock, confirm, dryRun, outputs, reason, stores, told, unbroken } = options;
  const replica = retryingStore(stores.replica, { clock, random: Math.random });
  const answer = await primarysAnswer(stores.primary);
  if (answer !== undefined && (await isDeployed(stores))) return "deployed";
  const [losses, before] = await Promise.all([lossesOf(replica), readPromotion(replica)]);
  // One that was promoted goes on whether or not the region has come back: the two have one writer.
  if (before === undefined && answer !== undefined)
    throw operationsError("PROMOTE_ANSWERS", `${stores.primary.name} ${answer}`);
  told(losses);
  if (dryRun) return before === undefined ? "promoted" : "unchanged";
  const thrown = await throwSwitch({
    ...{ outputs, reason, confirm, unbroken, side: "replica", hold: untilThrown, anyway: true },
  });
  if (before !== undefined) return "unchanged";
  const { at = new Date(clock.now()).toISOString(), by = "unknown" } = thrown;
  const promotion = { at, by, reason, release: losses.release, region: replica.region };
  await unbroken(() => writePromotion(replica, promotion));
  return "promoted";
}

/** Whether the bucket that was promoted is the primary's by now; one that refuses to say is no survivor. */
async function isDeployed({ primary }: PromoteOptions["stores"]): Promise<boolean> {
  return (await readPromotion(primary).catch(whenRefused))?.region === primary.region;
}

/** How often it is looked for copies while S3 still keeps its promise. Milliseconds. */
const between = 5_000;

/**
 * Fills the new replica of a survivor that is deployed as the primary: what the replica has not got is written once more
 * where it is, by S3 itself, in the order and through the gates of a release, and replicated. Killed anywhere, the next run
 * goes on with what is still missing.
 *
 * @throws {OutlastError} PROMOTE_UNEVEN where the two differ still, and as `reconcile` does
 */
export async function fillReplica(
  context: ReleaseContext,
  options: { readonly user: string; readonly breakLock: boolean },
): Promise<ReleaseResult> {
  // Until it was deployed, what was written here may have been on its way to the region that is lost.
  const result = await reconcile("replica", context, { ...options, newReplica: true });
  // With replication both ways it may be in either.
  for (const store of Object.values(context.stores))
    await writePromotion(retryingStore(store, context), undefined);
  const { clock, progress } = context;
  for (let waited = 0; ; waited += between) {
    const { differences } = await compareRegions(context);
    const [first] = differences;
    if (first === undefined) return result;
    // The records are written last, and are on their way for as long as anything else.
    if (waited >= replicationPromise * 1_000)
      throw operationsError("PROMOTE_UNEVEN", `${differences.length} objects differ, ${first.key} for one`);
    progress.report({ type: "waiting-for-replica", behind: differences.length, waited });
    await clock.sleep(between);
  }
}

export type DemoteOptions = Pick<PromoteOptions, "site" | "stores" | "clock" | "confirm">;

/**
 * The primary's region is back: releases go to it again. It holds what the replica held by then; the switch stays where it
 * is until a person returns.
 *
 * @throws {OutlastError} PROMOTE_NOTHING, PROMOTE_BEHIND
 */
export async function demote({ clock, confirm, site, stores }: DemoteOptions): Promise<void> {
  const open = (side: Side) => retryingStore(stores[side], { clock, random: Math.random });
  const replica = open("replica");
  const { places } = site.regions;
  if (places?.primary.bucket === stores.replica.bucket || (await isDeployed(stores)))
    throw operationsError("PROMOTE_REWRITTEN", `${stores.replica.bucket} is the primary of the config`);
  if ((await readPromotion(replica)) === undefined)
    throw operationsError("PROMOTE_NOTHING", `${stores.replica.name} was not promoted`);
  const [first, second] = await Promise.all([readPointer(open("primary")), readPointer(replica)]);
  // What was brought over is a release of its own, and newer.
  if (first.begun !== undefined || (first.release ?? "") < (second.release ?? ""))
    throw operationsError(
      "PROMOTE_BEHIND",
      `the primary has ${first.release ?? "no release"}, and the replica ${second.release ?? "none"}`,
    );
  await confirm(`Releases of ${site.name} will go to the primary again.`, site.name);
  await writePromotion(replica, undefined);
}

/** What the primary's bucket says, were it a refusal; undefined for silence, and for errors of the region's own. */
async function primarysAnswer(primary: ObjectStore): Promise<string | undefined> {
  try {
    await primary.head(recordKeys.current);
    return "answers";
  } catch (error) {
    if (isPassing(error)) return undefined;
    if (error instanceof StoreError) return `answers: ${error.value}`;
    throw error;
  }
}
