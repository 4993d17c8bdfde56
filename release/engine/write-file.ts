import { statSync } from "node:fs";
import { releaseError } from "../errors";
import type { PlannedFile } from "../plan/plan";
import { type ObjectBody, type ObjectStore, StoreError, type Written } from "../ports";
import type { RecordedFile } from "../record/manifest";
import { digestsOf, readWholeFile, wholeFile } from "../scan/digest";
import type { SiteFile } from "../site-file";

/** Puts one file where it belongs: its bytes, or a copy of the version that has them, under its headers. */
export async function writeFile({ file, change }: PlannedFile, target: ObjectStore): Promise<RecordedFile> {
  const written =
    change === "metadata" || file.source.kind === "version"
      ? await copy(file, target)
      : await upload(file, file.source, target);
  if (written.etag !== file.md5) throw releaseError("RELEASE_ETAG_DIFFERS", `${file.key}: ${written.etag}`);
  if (written.versionId === undefined) throw releaseError("RELEASE_UNVERSIONED", target.name);
  const { source: _, ...rest } = file;
  return { ...rest, versionId: written.versionId };
}

async function copy({ key, source, headers }: SiteFile, target: ObjectStore): Promise<Written> {
  const versionId = source.kind === "version" ? source.versionId : undefined;
  try {
    return await target.copyVersion(key, { key, ...(versionId && { versionId }) }, headers);
  } catch (error) {
    if (!(error instanceof StoreError) || error.kind !== "not-found") throw error;
    throw releaseError("RELEASE_VERSIONS_GONE", key, { cause: error });
  }
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
