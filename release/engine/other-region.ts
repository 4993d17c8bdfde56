import { releaseError } from "../errors";
import { pooled } from "../pool";
import { type ListedObject, type ObjectHead, type ObjectHeaders, whenNotFound } from "../ports";
import { type BucketState, readObjects, readState, unevenKeys } from "../record/records";
import type { Run } from "./context";
import { passGate } from "./replica-gate";
import { asReleaseError, isPassing, retryingStore } from "./retrying-store";

/** How long the replica's listing is tried again. Milliseconds. */
const patience = 10_000;
const width = 16;

/**
 * The bucket that is written to, beside the replica where that is waited for: what a release has to do is what either of
 * them has not got. What S3 says is on its way to the replica is waited for first, so that it is not written again.
 *
 * @throws {OutlastError} RELEASE_REPLICA_BEHIND, RELEASE_REPLICATION_FAILED as the gate does
 */
export async function readRegions(run: Run): Promise<BucketState> {
  const state = await readBesides(run);
  const pending = await onTheirWay(run, state);
  if (pending.length === 0) return state;
  const { clock, options, progress, stores } = run;
  await passGate(pending, {
    ...{ source: stores.primary, replica: stores.replica, clock, progress },
    timeout: options.replicaTimeout * 1000,
    keepLock: async () => {},
  });
  return readBesides(run);
}

/** As they will be once what is on its way has come: nothing is waited for. */
export async function foreseeRegions(run: Run): Promise<BucketState> {
  const state = await readBesides(run);
  if (state.other === undefined) return state;
  const pending = await onTheirWay(run, state);
  const other = new Map(state.other);
  for (const { key } of pending) other.set(key, state.listed.get(key) as ListedObject);
  return { ...state, other };
}

/** The two as they are now. A replica that does not answer is not known: the gate is where that counts. */
export async function readBesides(run: Run): Promise<BucketState> {
  const { options, stores, target } = run;
  if (options.to === "replica" || !options.waitForReplica) return readState(target);
  const replica = retryingStore(stores.replica, { ...run, budget: patience });
  const [state, other] = await Promise.all([readState(target), readObjects(replica).catch(unlessPassing)]);
  return { ...state, ...(other && { other }) };
}

/** @throws {OutlastError} RELEASE_REPLICA_UNKNOWN where there is nothing to do in one region, and the other is silent */
export function refuseUnknown({ options, stores }: Run, { other }: BucketState): void {
  if (other !== undefined || options.to === "replica" || !options.waitForReplica) return;
  throw releaseError("RELEASE_REPLICA_UNKNOWN", stores.replica.name);
}

/** Objects that differ, and that S3 has not given up on. */
async function onTheirWay({ options, stores }: Run, state: BucketState) {
  if (options.newReplica) return [];
  const behind = unevenKeys(state).filter((key) => state.listed.has(key));
  const heads = await pooled(behind, width, async (key) => ({
    key,
    head: await quietHead(stores.primary, key),
  }));
  return heads.flatMap(({ key, head }) =>
    head?.replicationStatus === "PENDING"
      ? [{ key, ...head, headers: headersOf(head), bytesChanged: true }]
      : [],
  );
}

function quietHead(store: Run["target"], key: string): Promise<ObjectHead | undefined> {
  return store
    .head(key)
    .catch(whenNotFound)
    .catch((error: unknown) => {
      if (isPassing(error)) return undefined;
      throw asReleaseError(error);
    });
}

/** What the object is served with now. */
export function headersOf({
  cacheControl,
  contentEncoding,
  contentType,
  inlineHashes,
}: ObjectHead): ObjectHeaders {
  return {
    contentType: contentType ?? "application/octet-stream",
    cacheControl: cacheControl ?? "no-store",
    ...(contentEncoding !== undefined && { contentEncoding }),
    ...(inlineHashes !== undefined && { inlineHashes }),
  };
}

function unlessPassing(error: unknown): undefined {
  const cause = (error as Error).cause;
  if (isPassing(error) || isPassing(cause)) return undefined;
  throw error;
}
