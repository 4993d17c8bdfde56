import type { Side } from "../facts/site/switch";
import { type ReleaseContext, type ReleaseOptions, startRun } from "./engine/context";
import { readBesides } from "./engine/other-region";
import { publish, type ReleaseResult } from "./engine/publish";
import { retryingStore } from "./engine/retrying-store";
import { releaseError } from "./errors";
import { type ObjectStore, whenNotFound } from "./ports";
import { isUnreadable, type Pointer, readManifest, readPointer, unevenKeys } from "./record/records";
import type { SiteFile } from "./site-file";

/** What one region says of itself. */
export interface RegionRelease {
  readonly bucket: string;
  /** Id of its last complete release. */
  readonly release?: string;
  /** One that has begun since. */
  readonly begun?: string;
  readonly objects: number;
}

/** A key that the regions do not have alike, with the ETag in each. */
export interface RegionDifference {
  readonly key: string;
  readonly primary?: string;
  readonly replica?: string;
}

/** Both regions beside each other. */
export interface RegionComparison {
  readonly primary: RegionRelease;
  readonly replica: RegionRelease;
  readonly differences: readonly RegionDifference[];
  /** Keys that have left the site, and that the replica alone still has, for their retention. */
  readonly retained: readonly string[];
}

/** Compares what the regions hold; changes nothing. @throws {OutlastError} where either does not answer */
export async function compareRegions(context: ReleaseContext): Promise<RegionComparison> {
  const run = startRun(context, {});
  const state = await readBesides(run);
  const { listed, other } = state;
  if (other === undefined) throw releaseError("RELEASE_REPLICA_UNKNOWN", context.stores.replica.name);
  const former = state.current?.former ?? [];
  const staying = new Set(former.filter(({ deleted }) => deleted === undefined).map(({ key }) => key));
  const isRetained = (key: string) => staying.has(key) && !listed.has(key);
  const uneven = unevenKeys(state);
  const etags = (key: string): RegionDifference => {
    const [here, there] = [listed.get(key), other.get(key)];
    return { key, ...(here && { primary: here.etag }), ...(there && { replica: there.etag }) };
  };
  return {
    primary: await regionRelease(run.target, listed.size),
    replica: await regionRelease(retryingStore(context.stores.replica, context), other.size),
    differences: uneven.filter((key) => !isRetained(key)).map(etags),
    retained: uneven.filter(isRetained),
  };
}

async function regionRelease(store: ObjectStore, objects: number): Promise<RegionRelease> {
  const { release, begun } = await readPointer(store).catch(noneIfUnreadable);
  return { bucket: store.bucket, ...(release && { release }), ...(begun && { begun: begun.id }), objects };
}

function noneIfUnreadable(error: unknown): Pointer {
  if (isUnreadable(error)) return {};
  throw error;
}

/**
 * Brings one region level with the last complete release of the other. Both ways the primary is written to, in the order
 * and through the gates of any release, and the replica follows: what was written last is the newest version in both, in
 * whichever order copies that were on their way come in.
 *
 * @param to the region whose content gives way
 * @throws {OutlastError} as `release` does, and where the other region has no complete release
 */
export async function reconcile(
  to: Side,
  context: ReleaseContext,
  options: Omit<ReleaseOptions, "to" | "waitForReplica"> = {},
): Promise<ReleaseResult> {
  const run = startRun(context, { ...options, yes: true });
  const right = to === "primary" ? retryingStore(context.stores.replica, run) : run.target;
  const { release } = await readPointer(right).catch(noneIfUnreadable);
  const manifest = release && (await readManifest(right, release).catch(whenNotFound));
  if (!manifest) throw releaseError("RELEASE_NOTHING_TO_RECONCILE", `${right.name} has no complete release`);
  const files = manifest.files.map(
    ({ versionId, ...file }): SiteFile => ({ ...file, source: { kind: "version", versionId } }),
  );
  return publish(run, () => ({ files, warnings: [], lifetimes: [] }), {
    kind: "reconcile",
    rollbackTo: manifest.rollbackTo ?? manifest.id,
  });
}
