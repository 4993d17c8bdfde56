import type { ObjectHeaders } from "../ports";
import { filesByKey, type RecordedFile } from "../record/manifest";
import { type BucketState, isAsRecorded } from "../record/records";
import { offlinePart, type SiteFile } from "../site-file";

/** What has to happen to one file. */
export interface FileChange {
  readonly file: SiteFile;
  /**
   * "metadata": the bytes are there, but not (or not known to be) under these headers. "uneven": all is as it should be, but
   * not in the other region.
   */
  readonly kind: "added" | "changed" | "metadata" | "uneven";
  /** What the last release served it with; absent when it had no such file, or another one has come to its place. */
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
  const recorded = filesByKey(state.current);
  const changes: FileChange[] = [];
  const unchanged: RecordedFile[] = [];
  for (const file of files) {
    const old = recorded.get(file.key);
    const change = changeOf(file, old, state);
    const known = old && (change === "added" || isAsRecorded(old, state));
    if (change !== undefined) changes.push({ file, kind: change, ...(known && { oldHeaders: old.headers }) });
    // What a file refers to is this release's; its bytes and their version are the old ones.
    else if (old && saysTheSame(old, file)) unchanged.push(old);
    else if (old) {
      const { key, size, md5, sha256, kind, headers, uses, level } = file;
      const { versionId } = old;
      unchanged.push({
        ...{ key, size, md5, sha256, kind, headers, uses, level, versionId },
        ...offlinePart(file),
      });
    }
  }
  return { changes, unchanged };
}

/** Of nearly every file: the record has it as it is, and another object would say no more. */
function saysTheSame(old: RecordedFile, file: SiteFile): boolean {
  if (old.sha256 !== file.sha256 || old.size !== file.size) return false;
  if (old.kind !== file.kind || old.level !== file.level) return false;
  if ([old, file].some(({ holds, precaches, scopes }) => holds || precaches || scopes)) return false;
  return old.uses.length === file.uses.length && old.uses.every((key, index) => key === file.uses[index]);
}

function changeOf(
  file: SiteFile,
  old: RecordedFile | undefined,
  state: BucketState,
): FileChange["kind"] | undefined {
  const there = state.objects.get(file.key);
  if (there === undefined) return "added";
  if (there.etag !== file.md5) return "changed";
  if (old === undefined || !isAsRecorded(old, state)) return "metadata";
  if (!sameHeaders(old.headers, file.headers)) return "metadata";
  return state.other === undefined || state.other.get(file.key)?.etag === file.md5 ? undefined : "uneven";
}

/** Keys of the last release's files that these changes give other headers, whatever becomes of their bytes. */
export function resettledKeys(changes: readonly FileChange[], { current }: BucketState): string[] {
  const recorded = filesByKey(current);
  return changes
    .filter(({ file }) => {
      const old = recorded.get(file.key);
      return old !== undefined && !sameHeaders(old.headers, file.headers);
    })
    .map(({ file }) => file.key);
}

/** Whether visitors get the same bytes in the same way. */
export function sameHeaders(one: Partial<ObjectHeaders>, other: Partial<ObjectHeaders>): boolean {
  return (
    one.contentType === other.contentType &&
    one.contentEncoding === other.contentEncoding &&
    one.cacheControl === other.cacheControl &&
    one.inlineHashes === other.inlineHashes
  );
}
