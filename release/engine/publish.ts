import { ReleaseError, type ReleaseProblem } from "../errors";
import { recordKeys } from "../keys";
import { isUnchanged, planRelease, type ReleasePlan } from "../plan/plan";
import { StoreError } from "../ports";
import { type Manifest, serializeManifest } from "../record/manifest";
import { reusedNames } from "../record/name-history";
import { type BucketState, currentId, readState, writeRecord } from "../record/records";
import { createReleaseId, releaseTime } from "../record/release-id";
import type { SiteFile } from "../site-file";
import type { Run } from "./context";
import { ReleaseLock } from "./lock";
import { keysPerDelete, Publication } from "./publication";
import { asReleaseError, isPassing } from "./retrying-store";

/** The site that is to be live, as the state of the bucket decides its classes or its sources. */
export type DesiredSite = (state: BucketState) => {
  readonly files: readonly SiteFile[];
  readonly warnings: readonly ReleaseProblem[];
};

export interface PublishKind {
  readonly kind: "release" | "rollback";
  readonly rollbackTo?: string;
}

export interface ReleaseResult {
  /** Id of the release that is live now. */
  readonly release: string;
  /** False when there was nothing to do. */
  readonly changed: boolean;
  readonly plan: ReleasePlan;
  readonly invalidation?: {
    readonly id: string;
    /** Absent when nobody waited; false when the wait ended first. */
    readonly completed?: boolean;
  };
}

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

/**
 * Makes a site live. Whatever stops it, the site that visitors see is whole: the next release goes on from what the
 * bucket holds, since only the record at the very end says that this one is complete.
 */
export async function publish(run: Run, desired: DesiredSite, kind: PublishKind): Promise<ReleaseResult> {
  const state = await readState(run.target);
  const plan = await planNow(run, desired, state);
  if (state.current && isUnchanged(plan)) return { release: state.current.id, changed: false, plan };
  guard(plan, run);

  const { clock, options, random, target } = run;
  const id = createReleaseId(clock.now(), random, state.current?.id);
  const holder = `${options.user}, ${kind.kind} ${id}`;
  const lock = await ReleaseLock.take({
    store: target,
    clock,
    owner: id,
    holder,
    breakLock: options.breakLock,
  });
  try {
    const result = await publishLocked(run, desired, kind, id, lock);
    await lock.release();
    return result;
  } catch (error) {
    // The error that counts is the first one; a lock that stays expires.
    await lock.release().catch(() => undefined);
    throw error;
  }
}

async function publishLocked(
  run: Run,
  desired: DesiredSite,
  kind: PublishKind,
  id: string,
  lock: ReleaseLock,
): Promise<ReleaseResult> {
  // Another release may have ended between the first look and the lock.
  const state = await readState(run.target);
  const plan = await planNow(run, desired, state);
  guard(plan, run);
  await refuseWhileBehind(run, state);
  const publication = new Publication(run, lock);
  await publication.upload(plan);
  await publication.writeHealthDocuments(id);
  await publication.retire(plan.removal.deletions);
  const invalidation = await invalidate(run, plan, id);
  await lock.keep();
  await record(run, manifestOf(run, kind, id, state, plan, publication), state);
  return { release: id, changed: true, plan, ...(invalidation && { invalidation }) };
}

function guard({ removal: { leaving, share } }: ReleasePlan, { options }: Run): void {
  if (share <= options.removeAtMost || options.yes) return;
  const percent = (part: number) => `${Math.round(part * 100)}%`;
  throw ReleaseError.of(
    "RELEASE_REMOVES_MUCH",
    `${leaving.length} files would leave, ${percent(share)} of the names without a hash, over ${percent(options.removeAtMost)}`,
  );
}

/** With replication both ways, an emergency release may still be on its way from the replica. */
async function refuseWhileBehind({ options, site, stores }: Run, { current }: BucketState): Promise<void> {
  if (options.to === "replica" || !site.replication.twoWay) return;
  const latest = await currentId(stores.replica).catch(unknownOnly);
  if (latest !== undefined && latest > (current?.id ?? ""))
    throw ReleaseError.of("RELEASE_REPLICA_AHEAD", `the replica has ${latest}`);
}

/** A replica without records, or that does not answer: the gate is where that counts. */
function unknownOnly(error: unknown): undefined {
  if (isPassing(error) || (error instanceof StoreError && error.kind === "not-found")) return undefined;
  throw asReleaseError("look into the replica", error);
}

async function invalidate(
  { invalidator, options, progress }: Run,
  { invalidation: { paths } }: ReleasePlan,
  release: string,
) {
  if (paths.length === 0) return undefined;
  progress.report({ type: "invalidating", paths });
  try {
    const started = await invalidator.invalidate(paths, release);
    return { id: started.id, ...(options.waitForInvalidation && { completed: await started.wait() }) };
  } catch (error) {
    throw ReleaseError.of("RELEASE_INVALIDATION_FAILED", String(error), { cause: error });
  }
}

function manifestOf(
  { clock, options, site }: Run,
  kind: PublishKind,
  id: string,
  state: BucketState,
  { removal, unchanged }: ReleasePlan,
  { written }: Publication,
): Manifest {
  const time = clock.now();
  const files = [...unchanged, ...written].sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    id,
    site: site.name,
    time,
    ...kind,
    to: options.to,
    ...(options.commit && { commit: options.commit }),
    files,
    former: [
      ...removal.staying,
      // Only now does every page that visitors can get do without them.
      ...[...removal.leaving, ...removal.restarted].map((file) => ({ ...file, since: time })),
      ...removal.deletions.map((file) => ({ ...file, deleted: time })),
    ],
    reused: reusedNames(state, files),
  };
}

/** The manifest, then the pointer that makes it the current one; then manifests go whose versions S3 has dropped. */
async function record(
  { progress, site, target }: Run,
  manifest: Manifest,
  state: BucketState,
): Promise<void> {
  await writeRecord(target, recordKeys.manifest(manifest.id), serializeManifest(manifest));
  await writeRecord(target, recordKeys.current, JSON.stringify({ release: manifest.id }));
  progress.report({ type: "recorded", release: manifest.id });
  const oldest = manifest.time - site.noncurrentVersions.retention * 1000;
  const outdated = state.releases.filter((_, index) => {
    const successor = state.releases[index + 1];
    return successor !== undefined && releaseTime(successor) < oldest;
  });
  if (outdated.length > 0) await target.delete(outdated.slice(0, keysPerDelete).map(recordKeys.manifest));
}
