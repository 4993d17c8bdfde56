import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { blocks, gone, pairs, type ResourceValues, textAt } from "../values";

/** What keeps the replica's content the same as the primary's. */
export const replication: ReviewRule = {
  types: ["aws_s3_bucket_replication_configuration"],
  find(change) {
    if (goes(change)) return [stopped(change)];
    return stays(change) ? rules(change) : [];
  },
};

const why = "What is published from then on is missing in the other region on the day it is needed.";

function stopped(change: Change): StatedFinding {
  return {
    severity: "high",
    rule: "replication-removed",
    title: `Replication ${fateWords(change)}`,
    before: textAt(change.before, "bucket"),
    after: change.fate === "replaced" ? "a new configuration" : "nothing",
    why: `${why} S3 does not go back for objects that were written while no rule was there.`,
    mend: "Keep the rule; after a gap, run S3 Batch Replication for what was written in it.",
  };
}

const ruleId = (rule: ResourceValues) => textAt(rule, "id") ?? String(rule.priority ?? "rule");

function rules({ before, after }: Change): StatedFinding[] {
  const [was, is] = [blocks(before, "rule"), blocks(after, "rule")];
  const removed = gone(was, is, ruleId).map(
    (rule): StatedFinding => ({
      severity: "high",
      rule: "replication-rule-removed",
      attribute: "rule",
      title: `The replication rule ${ruleId(rule)} is removed`,
      before: ruleId(rule),
      after: is.map(ruleId),
      why,
      mend: "Keep a rule for everything that visitors are served.",
    }),
  );
  return [...removed, ...pairs(was, is, ruleId).flatMap(weakened)];
}

interface Setting {
  readonly rule: string;
  readonly path: readonly string[];
  readonly severity: StatedFinding["severity"];
  readonly title: string;
  readonly why: string;
  readonly mend: string;
}

const settings: readonly Setting[] = [
  {
    rule: "replication-disabled",
    path: ["status"],
    severity: "high",
    title: "is switched off",
    why,
    mend: "Keep the status Enabled; after a gap, run S3 Batch Replication for what was written in it.",
  },
  {
    rule: "delete-markers-off",
    path: ["delete_marker_replication", "status"],
    severity: "medium",
    title: "no longer replicates delete markers",
    why: "Pages that were deleted stay in the replica and come back during a failover.",
    mend: "Keep delete_marker_replication Enabled.",
  },
  {
    rule: "replication-time-control-off",
    path: ["destination", "replication_time", "status"],
    severity: "medium",
    title: "no longer has Replication Time Control",
    why: "There is no promise of 15 minutes any more, and S3 may take hours after a large release.",
    mend: "Keep replication_time and metrics Enabled.",
  },
  {
    rule: "replication-metrics-off",
    path: ["destination", "metrics", "status"],
    severity: "medium",
    title: "no longer has metrics",
    why: "Alarms on lag and on failed replicas never go off again.",
    mend: "Keep metrics Enabled.",
  },
];

function weakened({
  key,
  before,
  after,
}: {
  key: string;
  before: ResourceValues;
  after: ResourceValues;
}): StatedFinding[] {
  const switched = settings.flatMap(({ path, title, ...setting }): StatedFinding[] => {
    const [was, is] = [textAt(before, ...path), textAt(after, ...path)];
    if (was !== "Enabled" || is === "Enabled") return [];
    const attribute = `rule.${path.join(".")}`;
    return [
      { ...setting, attribute, title: `The replication rule ${key} ${title}`, before: was, after: is ?? "" },
    ];
  });
  return [...switched, ...narrowed(key, before, after), ...redirected(key, before, after)];
}

function narrowed(key: string, before: ResourceValues, after: ResourceValues): StatedFinding[] {
  const prefixOf = (rule: ResourceValues) =>
    textAt(rule, "filter", "prefix") ??
    textAt(rule, "filter", "and", "prefix") ??
    textAt(rule, "prefix") ??
    "";
  const [was, is] = [prefixOf(before), prefixOf(after)];
  if (was === is || was.startsWith(is)) return [];
  return [
    {
      severity: "high",
      rule: "replication-narrowed",
      attribute: "rule.filter.prefix",
      title: `The replication rule ${key} leaves objects out`,
      before: was || "everything",
      after: is,
      why,
      mend: "Replicate everything that visitors are served.",
    },
  ];
}

function redirected(key: string, before: ResourceValues, after: ResourceValues): StatedFinding[] {
  const [was, is] = [textAt(before, "destination", "bucket"), textAt(after, "destination", "bucket")];
  if (was === undefined || is === undefined || was === is) return [];
  return [
    {
      severity: "high",
      rule: "replication-destination",
      attribute: "rule.destination.bucket",
      title: `The replication rule ${key} writes to another bucket`,
      before: was,
      after: is,
      why: "The bucket that the distribution fails over to is no longer kept up to date, unless it is that one.",
      mend: "Check that the destination is the second origin, and fill it before it is needed.",
    },
  ];
}

/** Versions: what rollbacks, replication and undeletion rest on. */
export const versioning: ReviewRule = {
  types: ["aws_s3_bucket_versioning"],
  find(change) {
    const path = ["versioning_configuration", "status"] as const;
    const was = textAt(change.before, ...path);
    const is = textAt(change.after, ...path);
    if (was !== "Enabled" || is === "Enabled" || !(goes(change) || stays(change))) return [];
    return [
      {
        severity: "high",
        rule: "versioning-off",
        attribute: path.join("."),
        title: "Versioning is suspended",
        before: was,
        after: is ?? "",
        why: "Overwritten and deleted objects cannot be brought back, and S3 replicates between versioned buckets only.",
        mend: "Keep the status Enabled.",
      },
    ];
  },
};
