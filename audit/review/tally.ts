import { isRecord, own, Unknown } from "../../terraform/value";
import type { Change, Fate } from "./change";

/** How many resources meet which fate, and which of the changes are harmless. */
export interface Tally {
  readonly created: number;
  readonly updated: number;
  readonly replaced: number;
  readonly destroyed: number;
  readonly forgotten: number;
  readonly unchanged: number;
  readonly harmless: {
    /** New resources without a finding. */
    readonly additions: number;
    /** Updates of nothing but tags. */
    readonly tags: number;
    /** Updates of nothing but a function's code, or of the version that a distribution runs. */
    readonly functionVersions: number;
    /** Updates of nothing but what is computed from other changes. */
    readonly computed: number;
  };
  /** Updates and replacements that no rule had anything to say about: a person has to read these. */
  readonly unjudged: readonly string[];
}

/** Counts what happens. `judged` are the addresses with a finding. */
export function tally(changes: readonly Change[], judged: ReadonlySet<string>): Tally {
  const managed = changes.filter(({ isData }) => !isData);
  const count = (fate: Fate) => managed.filter((change) => change.fate === fate).length;
  const free = managed.filter(({ address }) => !judged.has(address));
  const kinds = free.map((change) => [change.address, harmlessKind(change)] as const);
  const harmless = (kind: ReturnType<typeof harmlessKind>) =>
    kinds.filter(([, found]) => found === kind).length;
  return {
    created: count("created"),
    updated: count("updated"),
    replaced: count("replaced"),
    destroyed: count("destroyed"),
    forgotten: count("forgotten"),
    unchanged: count("unchanged"),
    harmless: {
      additions: harmless("additions"),
      tags: harmless("tags"),
      functionVersions: harmless("functionVersions"),
      computed: harmless("computed"),
    },
    unjudged: kinds
      .filter(([, kind]) => kind === "none")
      .map(([address]) => address)
      .sort(),
  };
}

type HarmlessKind = keyof Tally["harmless"] | "none" | "still";

const functionTypes = ["aws_lambda_function", "aws_cloudfront_function"];
const tagAttributes = new Set(["tags", "tags_all"]);
const codeAttributes = new Set([
  "code",
  "code_sha256",
  "comment",
  "etag",
  "filename",
  "last_modified",
  "live_stage_etag",
  "qualified_arn",
  "qualified_invoke_arn",
  "source_code_hash",
  "source_code_size",
  "status",
  "version",
]);

function harmlessKind(change: Change): HarmlessKind {
  if (change.fate === "created") return "additions";
  if (change.fate === "replaced") return "none";
  if (change.fate !== "updated") return "still";
  const changed = changedAttributes(change);
  if (changed.length === 0) return "computed";
  if (changed.every((name) => tagAttributes.has(name))) return "tags";
  const isCode = functionTypes.includes(change.type) && changed.every((name) => codeAttributes.has(name));
  return isCode || isVersionOnly(change, changed) ? "functionVersions" : "none";
}

/** Attributes with another known value; those that are unknown only follow from others. */
function changedAttributes(change: Change): string[] {
  const names = new Set([...Object.keys(change.before), ...Object.keys(change.after)]);
  return [...names].filter((name) => {
    const is = own(change.after, name);
    return is !== undefined && !(is instanceof Unknown) && !same(own(change.before, name), is);
  });
}

/** Whether a distribution's behaviours differ in the version of their Lambda@Edge function only. */
function isVersionOnly(change: Change, changed: readonly string[]): boolean {
  if (change.type !== "aws_cloudfront_distribution") return false;
  return changed.every(
    (name) =>
      /^(default|ordered)_cache_behavior$/.test(name) &&
      sameButVersions(change.before[name], change.after[name]),
  );
}

/** Equal but for the version at the end of a function's ARN; an ARN that is not known yet is a version to come. */
function sameButVersions(before: unknown, after: unknown): boolean {
  if (Array.isArray(before) && Array.isArray(after)) {
    return (
      before.length === after.length && before.every((item, index) => sameButVersions(item, after[index]))
    );
  }
  if (!isRecord(before) || !isRecord(after)) return same(before, after);
  return [...new Set([...Object.keys(before), ...Object.keys(after)])].every((key) => {
    if (key !== "lambda_arn") return sameButVersions(before[key], after[key]);
    return (
      after[key] === undefined ||
      after[key] instanceof Unknown ||
      withoutVersion(before[key]) === withoutVersion(after[key])
    );
  });
}

function withoutVersion(arn: unknown): string {
  return String(arn).replace(/:\d+$/, "");
}

function same(a: unknown, b: unknown): boolean {
  return JSON.stringify(sorted(a)) === JSON.stringify(sorted(b));
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (!isRecord(value)) return value;
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key])]),
  );
}
