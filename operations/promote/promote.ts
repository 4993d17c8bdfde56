import type { SiteConfig } from "../../config";
import { recordKeys } from "../../facts/site/record-keys";
import type { Side } from "../../facts/site/switch";
import { untilThrown } from "../../facts/site/switch-record";
import { type ObjectStore, StoreError } from "../../release";
import { isPassing, retryingStore } from "../../release/engine/retrying-store";
import type { Clock } from "../../release/ports";
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
 * Makes the replica the one that counts, since the primary's region is lost: visitors are sent to it and stay there, and
 * releases go to it. Each step may be the last of a run that is killed: the next run goes on from what it finds.
 *
 * @returns whether it was promoted now; false where it had been, and for a dry run
 * @throws {OutlastError} PROMOTE_ANSWERS where the primary's bucket answers, PROMOTE_NOTHING, or as `throwSwitch` does
 */
export async function promote(options: PromoteOptions): Promise<boolean> {
  const { clock, confirm, dryRun, outputs, reason, stores, told, unbroken } = options;
  const replica = retryingStore(stores.replica, { clock, random: Math.random });
  const [answer, losses, before] = await Promise.all([
    primarysAnswer(stores.primary),
    lossesOf(replica),
    readPromotion(replica),
  ]);
  if (answer !== undefined) throw operationsError("PROMOTE_ANSWERS", `${stores.primary.name} ${answer}`);
  told(losses);
  if (dryRun) return false;
  const thrown = await throwSwitch({
    ...{ outputs, reason, confirm, unbroken, side: "replica", hold: untilThrown, anyway: true },
  });
  if (before !== undefined) return false;
  const { at = new Date(clock.now()).toISOString(), by = "unknown" } = thrown;
  await unbroken(() => writePromotion(replica, { at, by, reason, release: losses.release }));
  return true;
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
