import type { Values } from "../../../terraform/value";
import { blocks, numberAt, textAt } from "../../../terraform/values-at";
import type { StatedFinding } from "../finding";
import { isOfLogBucket } from "../log-buckets";
import { type ReviewRule, stays } from "../rule";

const ruleId = (rule: Values) => textAt(rule, "id") ?? "rule";

/** Rules that delete objects by age. */
export const lifecycle: ReviewRule = {
  types: ["aws_s3_bucket_lifecycle_configuration"],
  find(change, context) {
    if (change.fate !== "created" && !stays(change)) return [];
    const areLogs = isOfLogBucket(change, context);
    const earlier = new Map(blocks(change.before, "rule").map((rule) => [ruleId(rule), rule]));
    return blocks(change.after, "rule").flatMap((rule) => [
      ...(areLogs ? forgetsLogs : expires)(rule, earlier.get(ruleId(rule))),
      ...forgetsSooner(rule, earlier.get(ruleId(rule))),
    ]);
  },
};

/** The days after which a rule deletes objects, before and after, where it deletes them sooner than it did. */
function sooner(rule: Values, earlier?: Values) {
  const was = numberAt(earlier, "expiration", "days") || undefined;
  const is = numberAt(rule, "expiration", "days") || undefined;
  if (is === undefined || textAt(rule, "status") === "Disabled" || (was !== undefined && was <= is))
    return undefined;
  return { was, is };
}

/** Access logs are there to be deleted some day. */
function forgetsLogs(rule: Values, earlier?: Values): StatedFinding[] {
  const { was, is } = sooner(rule, earlier) ?? {};
  if (was === undefined) return [];
  return [
    {
      severity: "medium",
      rule: "logs-expire-sooner",
      attribute: "rule.expiration.days",
      title: `The lifecycle rule ${ruleId(rule)} deletes access logs sooner`,
      before: `after ${was} days`,
      after: `after ${is} days`,
      why: "Those that are older go within a day.",
      mend: "Copy what somebody still wants to look at.",
    },
  ];
}

function expires(rule: Values, earlier?: Values): StatedFinding[] {
  const change = sooner(rule, earlier);
  if (change === undefined) return [];
  const { was, is } = change;
  return [
    {
      severity: "high",
      rule: "objects-expire",
      attribute: "rule.expiration.days",
      title: `The lifecycle rule ${ruleId(rule)} deletes current objects by their age`,
      before: was === undefined ? "never" : `after ${was} days`,
      after: `after ${is} days`,
      why: "Pages that nobody has changed for that long disappear from the site.",
      mend: "Expire noncurrent versions only; where other logs are kept there, give the rule their prefix and approve it.",
    },
  ];
}

function forgetsSooner(rule: Values, earlier?: Values): StatedFinding[] {
  const path = ["noncurrent_version_expiration", "noncurrent_days"] as const;
  const [was, is] = [numberAt(earlier, ...path), numberAt(rule, ...path)];
  if (was === undefined || is === undefined || was <= is) return [];
  return [
    {
      severity: "medium",
      rule: "versions-expire-sooner",
      attribute: `rule.${path.join(".")}`,
      title: `The lifecycle rule ${ruleId(rule)} forgets earlier versions sooner`,
      before: `after ${was} days`,
      after: `after ${is} days`,
      why: "Releases and states older than that cannot be gone back to; those that are old enough go within a day.",
      mend: "Keep versions for as long as somebody may want to go back.",
    },
  ];
}
