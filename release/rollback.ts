import { immutableCacheControl } from "./classes/cache-control";
import { classifier } from "./classes/classify";
import type { Served } from "./classes/content-type";
import { type ReleaseContext, type ReleaseOptions, startRun } from "./engine/context";
import { publish, type ReleaseResult } from "./engine/publish";
import { retryingStore } from "./engine/retrying-store";
import { releaseError } from "./errors";
import { recordKeys } from "./keys";
import { pooled } from "./pool";
import { type ObjectHeaders, type ObjectStore, StoreError } from "./ports";
import type { Manifest } from "./record/manifest";
import { nameHistory } from "./record/name-history";
import { currentId, listing, readManifest, releaseIds } from "./record/records";
import type { SiteFile } from "./site-file";

/** One kept release, as a list shows it. */
export interface KeptRelease extends Pick<Manifest, "id" | "time" | "kind" | "rollbackTo" | "commit" | "to"> {
  readonly files: number;
  /** Bytes of the site. */
  readonly bytes: number;
  /** The one that is live. */
  readonly current: boolean;
}

const readers = 8;

/** Every release that the bucket still knows, newest first. */
export async function releases(
  context: ReleaseContext,
  { to = "primary" }: Pick<ReleaseOptions, "to"> = {},
): Promise<KeptRelease[]> {
  const store = retryingStore(context.stores[to], context);
  const ids = await keptIds(store);
  if (ids.length === 0) return [];
  const current = await currentId(store).catch(whenNotFound);
  const manifests = await pooled(ids.toReversed(), readers, (id) => readManifest(store, id));
  return manifests.map(({ id, time, kind, rollbackTo, commit, to, files }) => ({
    id,
    time,
    kind,
    to,
    ...(rollbackTo && { rollbackTo }),
    ...(commit && { commit }),
    files: files.length,
    bytes: files.reduce((sum, { size }) => sum + size, 0),
    current: id === current,
  }));
}

/**
 * Returns to a kept release: its versions are copied on the server, in the order and through the gates of any release.
 *
 * @param id @default - the release before the current one
 * @throws {OutlastError} as `release` does, and when there is no such release or S3 has dropped its versions
 */
export async function rollback(
  id: string | undefined,
  context: ReleaseContext,
  options: ReleaseOptions = {},
): Promise<ReleaseResult> {
  const run = startRun(context, options);
  const ids = await keptIds(run.target);
  const wanted = id ?? (await idBefore(run.target, ids));
  if (!ids.includes(wanted)) throw releaseError("RELEASE_UNKNOWN", wanted);
  const manifest = await readManifest(run.target, wanted);
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

async function keptIds(store: ObjectStore): Promise<string[]> {
  const ids: string[] = [];
  for await (const page of listing(store, recordKeys.releases)) ids.push(...releaseIds(page));
  return ids;
}

/** The release before the current one; a rollback counts as what it returned to. */
async function idBefore(store: ObjectStore, ids: readonly string[]): Promise<string> {
  const current = await currentId(store).catch(whenNotFound);
  if (current === undefined) throw releaseError("RELEASE_NOTHING_TO_ROLL_BACK", "there is no release yet");
  const { rollbackTo } = await readManifest(store, current);
  const before = ids.filter((id) => id < (rollbackTo ?? current)).at(-1);
  if (before === undefined) throw releaseError("RELEASE_NOTHING_TO_ROLL_BACK", current);
  return before;
}

function whenNotFound(error: unknown): undefined {
  if (error instanceof StoreError && error.kind === "not-found") return undefined;
  throw error;
}
