import { statSync } from "node:fs";
import { releaseError } from "../errors";
import type { PlannedFile } from "../plan/plan";
import { type ObjectBody, type ObjectStore, StoreError, type Written, whenNotFound } from "../ports";
import type { RecordedFile } from "../record/manifest";
import { digestsOf, readWholeFile, wholeFile } from "../scan/digest";
import type { SiteFile } from "../site-file";

/** Puts one file where it belongs: its bytes, or a copy of the version that has them, under its headers. */
export async function writeFile(
  { file, change }: PlannedFile,
  target: ObjectStore,
  other: ObjectStore,
): Promise<RecordedFile> {
  const written =
    change === "metadata" || change === "uneven"
      ? await target
          .copyVersion(file.key, { key: file.key }, file.headers)
          .catch((error) => lost(error, file))
      : file.source.kind === "version"
        ? await copy(file, file.source.versionId, target, other)
        : await upload(file, file.source, target);
  if (written.etag !== file.md5) throw releaseError("RELEASE_ETAG_DIFFERS", `${file.key}: ${written.etag}`);
  if (written.versionId === undefined) throw releaseError("RELEASE_UNVERSIONED", target.name);
  const { source: _, ...rest } = file;
  return { ...rest, versionId: written.versionId };
}

/** From the version, or from what the other region has, if that is the same bytes. */
async function copy(
  file: SiteFile,
  versionId: string,
  target: ObjectStore,
  other: ObjectStore,
): Promise<Written> {
  const { key, headers, md5 } = file;
  const kept = await target.copyVersion(key, { key, versionId }, headers).catch(whenNotFound);
  if (kept !== undefined) return kept;
  const there = await other.head(key).catch(whenNotFound);
  if (there?.etag !== md5) throw releaseError("RELEASE_VERSIONS_GONE", key);
  return target.copyVersion(key, { bucket: other.bucket, key }, headers).catch((error) => lost(error, file));
}

/** What was to be copied has gone meanwhile. */
function lost(error: unknown, { key }: SiteFile): never {
  if (!(error instanceof StoreError) || error.kind !== "not-found") throw error;
  throw releaseError("RELEASE_VERSIONS_GONE", key, { cause: error });
}

async function upload(
  { key, size, md5, sha256, headers }: SiteFile,
  { path, modified }: Extract<SiteFile["source"], { kind: "file" }>,
  target: ObjectStore,
): Promise<Written> {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found?.size !== size || found.mtimeMs !== modified) throw releaseError("RELEASE_FILE_CHANGED", key);
  const body =
    size > wholeFile ? ({ kind: "file", path, size } as const) : await wholeBody(key, path, size, md5);
  return target.put(key, body, { headers, digests: { md5, sha256 } });
}

async function wholeBody(key: string, path: string, size: number, md5: string): Promise<ObjectBody> {
  const bytes = await readWholeFile(path, size);
  if (digestsOf(bytes).md5 !== md5) throw releaseError("RELEASE_FILE_CHANGED", key);
  return { kind: "bytes", bytes };
}
