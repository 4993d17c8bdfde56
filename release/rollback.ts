import { recordKeys } from "../facts/site/record-keys";
import { immutableCacheControl } from "./classes/cache-control";
import { classifier } from "./classes/classify";
import type { Served } from "./classes/content-type";
import { type ReleaseContext, type ReleaseOptions, type Run, startRun } from "./engine/context";
import { publish, type ReleaseResult } from "./engine/publish";
import { retryingStore } from "./engine/retrying-store";
import { releaseError } from "./errors";
import { pooled } from "./pool";
import { type ObjectHeaders, type ObjectStore, whenNotFound } from "./ports";
import type { Manifest } from "./record/manifest";
import { nameHistory } from "./record/name-history";
import { listing, type Pointer, readManifest, readPointer, releaseIds } from "./record/records";
import type { SiteFile } from "./site-file";
import { type UnfinishedRelease, unfinishedRelease } from "./unfinished";

/** One kept release, as a list shows it. */
export interface KeptRelease extends Pick<Manifest, "id" | "time" | "kind" | "rollbackTo" | "commit" | "to"> {
  readonly files: number;
  /** Bytes of the site. */
  readonly bytes: number;
  /** The one that is live. */
  readonly current: boolean;
}

const readers = 8;

/** What a bucket knows of its releases. */
export interface Releases {
  /** Those that can be returned to, newest first. */
  readonly kept: readonly KeptRelease[];
  /** One that has begun since the last of them. */
  readonly unfinished?: UnfinishedRelease;
}

/** Every release that the bucket still knows. */
export async function releases(
  context: ReleaseContext,
  { to = "primary" }: Pick<ReleaseOptions, "to"> = {},
): Promise<Releases> {
  const store = retryingStore(context.stores[to], context);
  const pointer = await readPointer(store);
  const ids = await keptIds(store, pointer);
  const unfinished = await unfinishedRelease(store, context.clock, pointer);
  const manifests = await pooled(ids.toReversed(), readers, (id) => readManifest(store, id));
  const kept = manifests.map(({ id, time, kind, rollbackTo, commit, to, files }) => ({
    id,
    time,
    kind,
    to,
    ...(rollbackTo && { rollbackTo }),
    ...(commit && { commit }),
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    current: id === pointer.release,
  }));
  return { kept, ...(unfinished && { unfinished }) };
}

/**
 * Returns to a kept release: its versions are copied on the server, in the order and through the gates of any release.
 *
 * @param id @default - what an unfinished release was to replace, or an unfinished rollback to return to; the release before
 * the current one where all are complete
 * @throws {OutlastError} as `release` does, and when there is no such release or S3 has dropped its versions
 */
export async function rollback(
  id: string | undefined,
  context: ReleaseContext,
  options: ReleaseOptions = {},
): Promise<ReleaseResult> {
  const run = startRun(context, options);
  const pointer = await readPointer(run.target);
  const ids = await keptIds(run.target, pointer);
  const unfinished = await unfinishedRelease(run.target, run.clock, pointer);
  const wanted = id ?? (await idBefore(run, pointer, ids, unfinished));
  if (!ids.includes(wanted)) throw releaseError("RELEASE_UNKNOWN", wanted);
  const manifest = await readManifest(run.target, wanted);
  run.progress.report({
    ...{ type: "returning", to: wanted },
    ...(pointer.release !== undefined && { from: pointer.release }),
    ...(unfinished && { undoes: `${unfinished.kind} ${unfinished.id}` }),
  });
  return publish(
    run,
    (state) => {
      const history = nameHistory(state);
      const classify = classifier(context.site, history);
      const files = manifest.files.map(({ versionId, ...file }): SiteFile => {
        // What was never to change has changed since: browsers must ask again from now on.
        const outlived =
          file.headers.cacheControl === immutableCacheControl && history.hasCarriedOthers(file.key, file.md5);
        const headers = outlived
          ? classify({ ...file, served: servedBefore(file.headers) }).headers
          : file.headers;
        return { ...file, headers, source: { kind: "version", versionId } };
      });
      return { files, warnings: [], lifetimes: [] };
    },
    { kind: "rollback", rollbackTo: wanted },
  );
}

/** What the bytes were served as: they are not read again. */
function servedBefore({ cacheControl, ...served }: ObjectHeaders): Served {
  return served;
}

/** Ids of complete releases, oldest first: a manifest beyond the pointer is of one that ended just before it. */
async function keptIds(store: ObjectStore, { release: current = "" }: Pointer): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of listing(store, recordKeys.releases)) ids.push(...releaseIds(page));
  return ids.filter((id) => id <= current);
}

/** What to return to: an unfinished release is undone first. A rollback counts as what it returned to. */
async function idBefore(
  { target }: Run,
  pointer: Pointer,
  ids: readonly string[],
  unfinished: UnfinishedRelease | undefined,
): Promise<string> {
  const { release: current } = pointer;
  if (current === undefined)
    throw releaseError(
      "RELEASE_NOTHING_TO_ROLL_BACK",
      unfinished ? `the first release, ${unfinished.id}, is not complete` : "there is no release yet",
    );
  if (unfinished) return (unfinished.kind === "rollback" && unfinished.rollbackTo) || current;
  const { rollbackTo } = (await readManifest(target, current).catch(whenNotFound)) ?? {};
  const before = ids.filter((id) => id < (rollbackTo ?? current)).at(-1);
  if (before === undefined) throw releaseError("RELEASE_NOTHING_TO_ROLL_BACK", current);
  return before;
}
