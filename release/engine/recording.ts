import { recordKeys } from "../../facts/site/record-keys";
import type { ReleasePlan } from "../plan/plan";
import type { Unevenness } from "../plan/unevenness";
import { keysPerDelete } from "../ports";
import type { BegunRelease } from "../record/begun";
import { type Manifest, serializeManifest } from "../record/manifest";
import { reusedNames } from "../record/name-history";
import { type BucketState, writePointer, writeRecord } from "../record/records";
import { releaseTime } from "../record/release-id";
import type { Run } from "./context";
import type { Publication } from "./publication";

/** The record of what a publication has made of the bucket. */
export function manifestOf(
  { clock, options, site }: Run,
  { user: _, ...release }: BegunRelease & Pick<Manifest, "commit">,
  state: BucketState,
  { removal, unchanged }: ReleasePlan,
  { written }: Publication,
): Manifest {
  const time = clock.now();
  const files = [...unchanged, ...written].sort((a, b) => (a.key < b.key ? -1 : 1));
  return {
    ...release,
    site: site.name,
    time,
    to: options.to,
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

/**
 * The manifest, then the pointer that makes it the current one; then manifests go whose versions S3 has dropped, and those
 * of releases that ended before the pointer or that only the other region has: nobody returns to what has never been
 * complete here.
 */
export async function record(
  { progress, site, target }: Run,
  manifest: Manifest,
  state: BucketState,
  { strayRecords }: Unevenness,
): Promise<void> {
  await writeRecord(target, recordKeys.manifest(manifest.id), serializeManifest(manifest));
  await writePointer(target, { release: manifest.id });
  progress.report({ type: "recorded", release: manifest.id });
  const oldest = manifest.time - site.noncurrentVersions.retention * 1000;
  const outdated = state.releases.filter((id, index) => {
    if (id > (state.current?.id ?? "")) return true;
    const successor = state.releases[index + 1];
    return successor !== undefined && releaseTime(successor) < oldest;
  });
  const leaving = [...outdated.map(recordKeys.manifest), ...strayRecords].slice(0, keysPerDelete);
  if (leaving.length > 0) await target.delete(leaving);
}
