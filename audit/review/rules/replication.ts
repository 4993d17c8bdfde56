import type { Values } from "../../../terraform/value";
import { blocks, isOpenAt, textAt } from "../../../terraform/values-at";
import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, goes, type ReviewRule, stays } from "../rule";
import { gone, pairs } from "../values";

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

const ruleId = (rule: Values) => textAt(rule, "id") ?? String(rule.priority ?? "rule");

function rules({ before, after }: Change): StatedFinding[] {
  const [was, is] = [blocks(before, "rule"), blocks(after, "rule")];
  const lost = isOpenAt(after, "rule", "id") ? [] : gone(was, is, ruleId);
  const removed = lost.map(
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

/** Switches whose state alone is no fault; the others are rules of the audit's. */
function weakened(pair: ReturnType<typeof pairs>[number]): StatedFinding[] {
  const path = ["destination", "replication_time", "status"] as const;
  const [was, is] = [textAt(pair.before, ...path), textAt(pair.after, ...path)];
  const slower: StatedFinding = {
    severity: "medium",
    rule: "replication-time-control-off",
    attribute: `rule.${path.join(".")}`,
    title: `The replication rule ${pair.key} no longer has Replication Time Control`,
    before: was,
    after: is ?? "",
    why: "There is no promise of 15 minutes any more, and S3 may take hours after a large release.",
    mend: "Keep replication_time and metrics Enabled.",
  };
  const redirection = redirected(pair.key, pair.before, pair.after);
  const isSlower = was === "Enabled" && is !== "Enabled" && !isOpenAt(pair.after, ...path);
  return isSlower ? [slower, ...redirection] : redirection;
}

function redirected(key: string, before: Values, after: Values): StatedFinding[] {
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

/** Versions: what rollbacks, replication and undeletion rest on. That they are suspended is a rule of the audit's. */
export const versioning: ReviewRule = {
  types: ["aws_s3_bucket_versioning"],
  find(change) {
    const was = textAt(change.before, "versioning_configuration", "status");
    if (was !== "Enabled" || change.fate !== "destroyed") return [];
    return [
      {
        severity: "high",
        rule: "versioning-removed",
        title: `Versioning ${fateWords(change)}`,
        before: was,
        after: "Suspended",
        why: "Overwritten and deleted objects cannot be brought back, and S3 replicates between versioned buckets only.",
        mend: "Keep it Enabled.",
      },
    ];
  },
};
