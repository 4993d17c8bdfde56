import type { SiteConfig } from "../../config";
import { classifier } from "../classes/classify";
import { shortestRetention } from "../classes/staleness";
import { ReleaseError, type ReleaseProblem } from "../errors";
import { type Orderable, type Phase, planPhases } from "../order/phases";
import type { ContentChange, InvalidationPlan, PlanInvalidation } from "../ports";
import { nameHistory } from "../record/name-history";
import type { BucketState } from "../record/records";
import type { Scan } from "../scan/scan";
import type { SiteFile } from "../site-file";
import { type Comparison, compareFiles, type FileChange } from "./changes";
import { planRemoval, type Removal } from "./removal";

/** Everything that a release is going to do. */
export interface ReleasePlan extends Comparison {
  readonly phases: readonly Phase<PlannedFile>[];
  readonly removal: Removal;
  readonly invalidation: InvalidationPlan;
  readonly warnings: readonly ReleaseProblem[];
}

/** One file on its way up. */
export interface PlannedFile extends Orderable {
  readonly file: SiteFile;
  readonly change: FileChange["kind"];
}

export interface PlanOptions {
  /** Seconds. */
  readonly retention: number;
  /** Milliseconds since the epoch. */
  readonly now: number;
  readonly planInvalidation: PlanInvalidation;
}

/** The files of a folder, each with its class. */
export function classifyScan(scan: Scan, site: SiteConfig, state: BucketState) {
  const classify = classifier(site, nameHistory(state).hasCarriedOthers);
  const warnings: ReleaseProblem[] = [...scan.warnings];
  const files = scan.files.map(({ path, modified, ...file }): SiteFile => {
    const { problem, ...fileClass } = classify(file.key, file.md5);
    if (problem) warnings.push(problem);
    return { ...file, ...fileClass, source: { kind: "file", path, modified } };
  });
  return { files, warnings };
}

/** What has to happen so that the bucket holds these files, and what becomes of the others. */
export function planRelease(
  files: readonly SiteFile[],
  warnings: readonly ReleaseProblem[],
  site: SiteConfig,
  state: BucketState,
  { retention, now, planInvalidation }: PlanOptions,
): ReleasePlan {
  const staleness = shortestRetention(site);
  if (retention < staleness)
    throw ReleaseError.of("RELEASE_RETENTION_SHORT", `${retention} s, shorter than ${staleness} s`);
  const comparison = compareFiles(files, state);
  const removal = planRemoval(new Set(files.map(({ key }) => key)), state, {
    now,
    retention: retention * 1000,
    staleness: staleness * 1000,
    memory: site.noncurrentVersions.retention * 1000,
  });
  return {
    ...comparison,
    phases: planPhases(comparison.changes.map(plannedFile)),
    removal,
    invalidation: planInvalidation(
      [...comparison.changes.map(contentChange), ...removal.deletions.map(deleted)],
      comparison.unchanged.map(({ key, headers }) => ({ key, cacheControl: headers.cacheControl })),
    ),
    warnings,
  };
}

/** True when the bucket is as it should be, and no file's time is up. */
export function isUnchanged({ changes, removal }: ReleasePlan): boolean {
  return changes.length === 0 && removal.leaving.length === 0 && removal.deletions.length === 0;
}

function plannedFile(change: FileChange): PlannedFile {
  const { key, kind, uses, level } = change.file;
  return { file: change.file, change: change.kind, key, kind, uses, level, live: change.kind !== "added" };
}

function contentChange({ file, kind, oldHeaders }: FileChange): ContentChange {
  return {
    key: file.key,
    kind,
    document: file.kind !== "asset",
    ...(oldHeaders && { oldCacheControl: oldHeaders.cacheControl }),
    newCacheControl: file.headers.cacheControl,
  };
}

function deleted({ key, document, cacheControl }: Removal["deletions"][number]): ContentChange {
  return {
    key,
    kind: "removed",
    document,
    ...(cacheControl !== undefined && { oldCacheControl: cacheControl }),
  };
}
