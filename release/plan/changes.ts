import type { ObjectHeaders } from "../ports";
import type { RecordedFile } from "../record/manifest";
import type { BucketState } from "../record/records";
import type { SiteFile } from "../site-file";

/** What has to happen to one file. */
export interface FileChange {
  readonly file: SiteFile;
  /** "metadata": the bytes are there, but not (or not known to be) under these headers. */
  readonly kind: "added" | "changed" | "metadata";
  /** What the last release served it with. */
  readonly oldHeaders?: ObjectHeaders;
}

export interface Comparison {
  readonly changes: readonly FileChange[];
  readonly unchanged: readonly RecordedFile[];
}

/**
 * Compares a site with a bucket: bytes by ETag, headers by the last release's manifest, since no listing shows them.
 * An object that no manifest knows is written again under its headers by a copy on the server.
 */
export function compareFiles(files: readonly SiteFile[], state: BucketState): Comparison {
  const recorded = new Map(state.current?.files.map((file) => [file.key, file]));
  const changes: FileChange[] = [];
  const unchanged: RecordedFile[] = [];
  for (const file of files) {
    const old = recorded.get(file.key);
    const kind = changeOf(file, old, state);
    if (kind !== undefined) changes.push({ file, kind, ...(old && { oldHeaders: old.headers }) });
    // What a file refers to is this release's; its bytes and their version are the old ones.
    else if (old) unchanged.push({ ...old, kind: file.kind, uses: file.uses, level: file.level });
  }
  return { changes, unchanged };
}

function changeOf(file: SiteFile, old: RecordedFile | undefined, state: BucketState) {
  const there = state.objects.get(file.key);
  if (there === undefined) return "added";
  if (there.etag !== file.md5) return "changed";
  if (old === undefined || old.md5 !== file.md5) return "metadata";
  const same =
    old.headers.contentType === file.headers.contentType &&
    old.headers.cacheControl === file.headers.cacheControl;
  return same ? undefined : "metadata";
}
