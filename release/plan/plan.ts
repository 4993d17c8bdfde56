import type { SiteConfig } from "../../config";
import { classifier } from "../classes/classify";
import { isDocumentType } from "../classes/content-type";
import { shortestRetention } from "../classes/staleness";
import { suggestedPaths } from "../classes/suggestions";
import { type ReleaseProblem, releaseError, releaseProblem } from "../errors";
import { type Orderable, type Phase, planPhases } from "../order/phases";
import type { ContentChange, InvalidationPlan, PlanInvalidation } from "../ports";
import { type FormerFile, filesByKey } from "../record/manifest";
import { nameHistory } from "../record/name-history";
import type { BucketState } from "../record/records";
import type { Scan } from "../scan/scan";
import { SharedHeaders } from "../shared-headers";
import { offlinePart, type SiteFile } from "../site-file";
import { type Comparison, compareFiles, type FileChange } from "./changes";
import { counted } from "./format";
import { type ClassLifetime, Lifetimes } from "./lifetimes";
import { planRemoval, type Removal } from "./removal";
import { type Unevenness, unevennessOf } from "./unevenness";
import { leavingWorkers, refusedScopes, stuckWorkers } from "./workers";

/** Everything that a release is going to do. */
export interface ReleasePlan extends Comparison {
  readonly phases: readonly Phase<PlannedFile>[];
  readonly removal: Removal;
  /** What the other region has not got, besides the site's own files. */
  readonly unevenness: Unevenness;
  readonly invalidation: InvalidationPlan;
  /** What has to be invalidated once service workers are replaced: they were cached before, or their headers change. */
  readonly workerInvalidation?: InvalidationPlan;
  readonly lifetimes: readonly ClassLifetime[];
  /** Service workers, and what they answer for. */
  readonly workers: readonly { readonly key: string; readonly scope: string }[];
  readonly warnings: readonly ReleaseProblem[];
  /** What a release is refused for, unless whoever releases confirms it. */
  readonly stops: readonly ReleaseProblem[];
}

/** One file on its way up. */
export interface PlannedFile extends Orderable {
  readonly file: SiteFile;
  readonly change: FileChange["kind"];
}

export interface PlanOptions {
  /** Seconds. */
  readonly retention: number;
  /** Largest share of names without a content hash that may leave, 0 to 1. */
  readonly removeAtMost: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly planInvalidation: PlanInvalidation;
}

/** The site that is to be live. */
export interface DesiredFiles {
  readonly files: readonly SiteFile[];
  readonly warnings: readonly ReleaseProblem[];
  readonly lifetimes: readonly ClassLifetime[];
}

/** The files of a folder, each with its class. */
export function classifyScan(scan: Scan, site: SiteConfig, state: BucketState): DesiredFiles {
  const classify = classifier(site, nameHistory(state));
  const live = filesByKey(state.current);
  const found = new Map(scan.files.map(({ key, md5 }) => [key, md5]));
  const lifetimes = new Lifetimes();
  const shared = new SharedHeaders();
  const problems: ReleaseProblem[] = [];
  const files = scan.files.map((scanned): SiteFile => {
    const { key, size, md5, sha256, uses, level, path, modified } = scanned;
    const served = classify(scanned);
    const { problem, why, kind } = served;
    const headers = shared.of(served.headers);
    lifetimes.add(key, headers.cacheControl, why);
    if (problem !== undefined) problems.push(problem);
    const source = { kind: "file", path, modified } as const;
    return { key, size, md5, sha256, kind, headers, uses, level, source, ...offlinePart(scanned) };
  });
  return {
    files,
    warnings: [
      ...scan.warnings,
      ...scan.scriptProblems((key) => live.get(key)?.md5 !== found.get(key)),
      ...problems,
      ...suggestedPaths(scan.files, site),
    ],
    lifetimes: lifetimes.largestFirst(),
  };
}

/** What has to happen so that the bucket holds these files, and what becomes of the others. */
export function planRelease(
  { files, lifetimes, warnings }: DesiredFiles,
  site: SiteConfig,
  state: BucketState,
  { retention, removeAtMost, now, planInvalidation }: PlanOptions,
): ReleasePlan {
  const staleness = shortestRetention(site);
  if (retention < staleness)
    throw releaseError("RELEASE_RETENTION_SHORT", `${retention} s, shorter than ${staleness} s`);
  const comparison = compareFiles(files, state);
  const keys = new Set(files.map(({ key }) => key));
  const removal = planRemoval(keys, state, {
    now,
    retention: retention * 1000,
    staleness: staleness * 1000,
    memory: site.noncurrentVersions.retention * 1000,
    // The last release's workers are replaced at the very end.
    held: new Set([...files, ...(state.current?.files ?? [])].flatMap(({ holds }) => holds ?? [])),
  });
  const vanished = vanishedFiles(keys, state);
  const workers = comparison.changes.filter(({ file }) => file.kind === "worker");
  return {
    ...comparison,
    phases: planPhases(comparison.changes.map(plannedFile)),
    removal,
    unevenness: unevennessOf(keys, state, removal),
    invalidation: planInvalidation(
      [...comparison.changes.map(contentChange), ...[...removal.deletions, ...vanished].map(deleted)],
      comparison.unchanged.map(({ key, headers }) => ({ key, cacheControl: headers.cacheControl })),
      state.overdue,
    ),
    ...(workers.length > 0 && { workerInvalidation: planInvalidation(workers.map(contentChange), []) }),
    lifetimes,
    warnings: [
      ...warnings,
      ...leavingWorkers(keys, state),
      ...refusedScopes(files, site),
      ...stuckWorkers(files, comparison.changes),
    ],
    workers: files.flatMap(({ key, scopes }) => scopes?.map((scope) => ({ key, scope })) ?? []),
    stops: removal.share > removeAtMost ? [removesMuch(removal, removeAtMost)] : [],
  };
}

function removesMuch({ leaving, share }: Removal, allowed: number): ReleaseProblem {
  const percent = (part: number) => `${Math.round(part * 100)}%`;
  return releaseProblem(
    "RELEASE_REMOVES_MUCH",
    `${counted(leaving.length, "file")} would leave, ${percent(share)} of the names without a hash, over ${percent(allowed)}`,
  );
}

/** True when the bucket is as it should be, no file's time is up, and no edge has to be told anything. */
export function isUnchanged({ changes, invalidation, removal, unevenness }: ReleasePlan): boolean {
  const { lagging, strayRecords, records } = unevenness;
  if (records) return false;
  return [changes, removal.leaving, removal.deletions, invalidation.paths, lagging, strayRecords].every(
    ({ length }) => length === 0,
  );
}

function plannedFile(change: FileChange): PlannedFile {
  const { key, kind, uses, level } = change.file;
  return { file: change.file, change: change.kind, key, kind, uses, level, live: change.kind !== "added" };
}

function contentChange({ file, kind, oldHeaders }: FileChange): ContentChange {
  return {
    key: file.key,
    // What somebody deleted behind the release's back has been served, and edges may hold it.
    // What the other region has in a file's place has been served by it.
    kind: (kind === "added" && oldHeaders) || kind === "uneven" ? "changed" : kind,
    document: isDocumentType(file.headers.contentType),
    ...(oldHeaders && { oldCacheControl: oldHeaders.cacheControl }),
    newCacheControl: file.headers.cacheControl,
  };
}

/** Files of the last release that are not of this one, and that somebody has deleted already. */
function vanishedFiles(keys: ReadonlySet<string>, { current, objects }: BucketState) {
  const files = current?.files.filter(({ key }) => !keys.has(key) && !objects.has(key)) ?? [];
  return files.map(({ key, headers }) => ({
    key,
    document: isDocumentType(headers.contentType),
    ...headers,
  }));
}

function deleted({
  key,
  document,
  cacheControl,
}: Pick<FormerFile, "key" | "document" | "cacheControl">): ContentChange {
  return {
    key,
    kind: "removed",
    document,
    ...(cacheControl !== undefined && { oldCacheControl: cacheControl }),
  };
}
