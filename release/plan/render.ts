import type { ReleaseProblem } from "../errors";
import { keysPerDelete } from "../ports";
import { counted, formatBytes, formatCost } from "./format";
import type { ClassLifetime } from "./lifetimes";
import type { ReleasePlan } from "./plan";

/** A plan in numbers and names. Bytes and US dollars. */
export interface PlanSummary {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly metadata: readonly string[];
  /** As they should be, but not in the other region: written once more. */
  readonly uneven: readonly string[];
  /** Stay for the retention. */
  readonly leaving: readonly string[];
  /** Deleted now. */
  readonly deleted: readonly string[];
  readonly unchanged: number;
  /** Compressed beforehand, and written with their Content-Encoding. */
  readonly encoded: readonly string[];
  readonly uploadBytes: number;
  /** Writes of content; the record, the lock and the waiting come on top. */
  readonly requests: number;
  readonly invalidation: ReleasePlan["invalidation"];
  /** How long each class of files is kept, and why. */
  readonly lifetimes: readonly ClassLifetime[];
  /** Service workers, and what they answer for. */
  readonly workers: ReleasePlan["workers"];
  readonly warnings: readonly ReleaseProblem[];
  /** What a release is refused for, unless whoever releases confirms it. */
  readonly stops: readonly ReleaseProblem[];
}

/** A plan for a machine. */
export function planToJson({
  changes,
  invalidation,
  lifetimes,
  removal,
  stops,
  unchanged,
  unevenness,
  warnings,
  workers,
}: ReleasePlan): PlanSummary {
  const keys = (kind: string) => changes.filter((change) => change.kind === kind).map(({ file }) => file.key);
  const uploads = changes.filter(
    ({ kind, file }) => (kind === "added" || kind === "changed") && file.source.kind === "file",
  );
  return {
    added: keys("added"),
    changed: keys("changed"),
    metadata: keys("metadata"),
    uneven: [...keys("uneven"), ...unevenness.lagging.map(({ key }) => key)],
    leaving: removal.leaving.map(({ key }) => key),
    deleted: removal.deletions.map(({ key }) => key),
    unchanged: unchanged.length,
    encoded: changes.filter(({ file }) => file.headers.contentEncoding).map(({ file }) => file.key),
    uploadBytes: uploads.reduce((sum, { file }) => sum + file.size, 0),
    requests: changes.length + unevenness.lagging.length + deleteRequests(removal),
    invalidation,
    lifetimes,
    workers,
    warnings,
    stops,
  };
}

/** Pages go in other requests than assets, which follow them. */
function deleteRequests({ deletions }: ReleasePlan["removal"]): number {
  const documents = deletions.filter(({ document }) => document).length;
  return Math.ceil(documents / keysPerDelete) + Math.ceil((deletions.length - documents) / keysPerDelete);
}

const shownNames = 10;

/** A plan for a person. */
export function renderPlan(plan: ReleasePlan): string {
  const summary = planToJson(plan);
  const { invalidation, lifetimes, requests, unchanged, uploadBytes, warnings, workers } = summary;
  const lines = [
    ...named("added", summary.added),
    ...named("changed", summary.changed),
    ...named("headers only", summary.metadata),
    ...named("not so in the replica, written once more", summary.uneven),
    ...named("compressed already, sent with their Content-Encoding", summary.encoded),
    ...named("leaving, kept for the retention", summary.leaving),
    ...named("deleted", summary.deleted),
    `unchanged: ${unchanged}`,
    `to upload: ${formatBytes(uploadBytes)} in ${counted(requests, "request")}`,
    ...named("to invalidate", invalidation.paths),
    `invalidation: ${formatCost(invalidation.cost)}`,
    ...lifetimes.map(lifetimeLine),
    ...workers.map(({ key, scope }) => `service worker ${key} answers for ${scope}`),
    ...renderWarnings(warnings),
  ];
  return lines.join("\n");
}

function lifetimeLine({ cacheControl, example, files, why }: ClassLifetime): string {
  return `${counted(files, "file")} with ${cacheControl}: ${why}, such as ${example}`;
}

/** Warnings as lines, one entry for each code: its rule and mend are the same for all that it is about. One is a line. */
export function renderWarnings(warnings: readonly ReleaseProblem[]): string[] {
  return [...new Set(warnings.map(({ code }) => code))].flatMap((code) => {
    const alike = warnings.filter((warning) => warning.code === code);
    const [{ mend, rule, value }] = alike as [ReleaseProblem];
    if (alike.length === 1) return [`warning ${code}: ${value}. ${rule} ${mend}`];
    return [
      ...named(
        `warning ${code}`,
        alike.map(({ value }) => value),
      ),
      `  ${rule} ${mend}`,
    ];
  });
}

function named(title: string, names: readonly string[]): string[] {
  if (names.length === 0) return [];
  const more = names.length - shownNames;
  return [
    `${title}: ${names.length}`,
    ...names.slice(0, shownNames).map((name) => `  ${name}`),
    ...(more > 0 ? [`  and ${more} more`] : []),
  ];
}
