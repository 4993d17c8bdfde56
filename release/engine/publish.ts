import { recordKeys } from "../../facts/site/record-keys";
import { releaseError } from "../errors";
import { isUnchanged, type ReleasePlan } from "../plan/plan";
import { type StartedInvalidation, whenNotFound } from "../ports";
import type { BegunRelease } from "../record/begun";
import { type BucketState, isUnreadable, readManifest, readPointer, readState } from "../record/records";
import { createReleaseId } from "../record/release-id";
import { announce } from "./announce";
import type { Run } from "./context";
import { areWritten, healthDocuments } from "./health-documents";
import {
  completeInvalidation,
  type InvalidationResult,
  startInvalidation,
  watchInvalidation,
} from "./invalidate";
import { ReleaseLock } from "./lock";
import { readRegions, refuseUnknown } from "./other-region";
import { type DesiredSite, planNow, refuseStopped } from "./planning";
import { refuseUnlistedPromotion, refuseWrongRegion } from "./promoted";
import { Publication } from "./publication";
import { manifestOf, record } from "./recording";
import { asReleaseError, isPassing, retryingStore } from "./retrying-store";

export interface ReleaseResult {
  /** Id of the release that is live now. */
  readonly release: string;
  /** False when there was nothing to do. */
  readonly changed: boolean;
  /** The release that a rollback returned to. */
  readonly rollbackTo?: string;
  readonly plan: ReleasePlan;
  /** Absent when there was nothing to invalidate. */
  readonly invalidation?: InvalidationResult;
}

/**
 * Makes a site live. Whatever stops it, the site that visitors see is whole: the next release goes on from what the
 * bucket holds, since only the record at the very end says that this one is complete.
 */
export async function publish(
  run: Run,
  desired: DesiredSite,
  kind: Pick<BegunRelease, "kind" | "rollbackTo">,
): Promise<ReleaseResult> {
  const state = await readRegions(run);
  refuseWrongRegion(run, state, kind.kind);
  const plan = await planNow(run, desired, state);
  const { rollbackTo } = kind;
  const returned = rollbackTo === undefined ? {} : { rollbackTo };
  if (
    state.current &&
    !state.begun &&
    !state.locked &&
    isUnchanged(plan) &&
    areWritten(healthDocuments(state.current.id, run.site.regions), state)
  ) {
    refuseUnknown(run, state);
    return { release: state.current.id, changed: false, ...returned, plan };
  }
  refuseStopped(plan);

  const id = createReleaseId(run.clock.now(), run.random, state.current?.id);
  const begun = { id, ...kind, user: run.options.user };
  const done = await whileLocked(run, begun, (lock) =>
    publishLocked(run, desired, begun, lock, { state, plan }),
  );
  const invalidation = done.started && (await watchInvalidation(run, done.started));
  return { release: id, changed: true, ...returned, plan: done.plan, ...(invalidation && { invalidation }) };
}

/** How long a release that has failed tries to give its lock back: it may have failed for want of answers. Milliseconds. */
const givingBack = 10_000;

async function whileLocked<T>(
  run: Run,
  release: BegunRelease,
  work: (lock: ReleaseLock) => Promise<T>,
): Promise<T> {
  const { clock, options, stores, target } = run;
  const { breakLock } = options;
  const lock = await ReleaseLock.take({ store: target, clock, release, breakLock });
  try {
    const result = await work(lock);
    await lock.release();
    return result;
  } catch (error) {
    // The error that counts is the first one; a lock that stays expires.
    const impatient = retryingStore(stores[options.to], { ...run, budget: givingBack });
    await lock.release(impatient).catch(() => undefined);
    throw error;
  }
}

/** What a bucket holds, and what is to be done about it. */
interface Look {
  readonly state: BucketState;
  readonly plan: ReleasePlan;
}

async function publishLocked(
  run: Run,
  desired: DesiredSite,
  begun: BegunRelease,
  lock: ReleaseLock,
  first: Look,
): Promise<{ readonly plan: ReleasePlan; readonly started: StartedInvalidation | undefined }> {
  const { plan, state } = await lookAgain(run, desired, begun, first).catch((error: unknown) => {
    // It leaves no trace, so who goes back next goes back further than behind this one.
    run.progress.report({ type: "nothing-written", release: begun.id });
    throw error;
  });
  const commit = await run.options.commit?.();
  const made = { ...begun, ...(commit !== undefined && { commit }) };
  await announce(run, begun, plan, state);
  const publication = new Publication(run, lock);
  await publication.refresh(plan.unevenness);
  await publication.upload(plan, { workers: false });
  await publication.writeHealthDocuments(begun.id);
  await publication.retire(plan.removal.deletions);
  const started = await startInvalidation(run, plan.invalidation, begun.id);
  if (plan.workerInvalidation) {
    if (started) await completeInvalidation(run, started, lock);
    await publication.upload(plan, { workers: true });
    await startInvalidation(run, plan.workerInvalidation, `${begun.id}-workers`);
  }
  await lock.keep();
  await record(run, manifestOf(run, made, state, plan, publication), state, plan.unevenness);
  return { plan, started };
}

/**
 * Another release may have written between the first look and the lock: then the pointer, which each one writes before
 * anything else and again at its end, is another one, and everything is looked at anew.
 */
async function lookAgain(run: Run, desired: DesiredSite, { kind }: BegunRelease, first: Look): Promise<Look> {
  const look = (await isAsBefore(run, first.state)) ? first : await lookAnew(run, desired, first.state);
  if (kind === "reconcile") return look;
  await refuseUnlistedPromotion(run);
  await refuseWhileBehind(run, look.state);
  return look;
}

async function isAsBefore({ target }: Run, { listed, locked }: BucketState): Promise<boolean> {
  if (locked) return false;
  const pointer = await target.head(recordKeys.current).catch(whenNotFound);
  return pointer?.etag === listed.get(recordKeys.current)?.etag;
}

async function lookAnew(run: Run, desired: DesiredSite, { other }: BucketState): Promise<Look> {
  const state = { ...(await readState(run.target)), ...(other && { other }) };
  const plan = await planNow(run, desired, state);
  refuseStopped(plan);
  return { state, plan };
}

/**
 * With replication both ways, an emergency release may still be on its way from the replica. One whose record is gone there
 * is none: nothing could bring the primary level with it.
 */
async function refuseWhileBehind({ options, site, stores }: Run, { current }: BucketState): Promise<void> {
  if (options.to === "replica" || !site.replication.twoWay) return;
  const { replica } = stores;
  const latest = (await readPointer(replica).catch(unknownOnly))?.release;
  if (latest === undefined || latest <= (current?.id ?? "")) return;
  if ((await readManifest(replica, latest).catch(whenNotFound).catch(unknownOnly)) !== undefined)
    throw releaseError("RELEASE_REPLICA_AHEAD", `the replica has ${latest}`);
}

/** A replica that does not answer, or whose record cannot be read: the gate is where that counts. */
function unknownOnly(error: unknown): undefined {
  if (isPassing(error) || isUnreadable(error)) return undefined;
  throw asReleaseError(error);
}
