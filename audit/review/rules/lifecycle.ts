import type { StatedFinding } from "../finding";
import { type ReviewRule, stays } from "../rule";
import { blocks, numberAt, type ResourceValues, textAt } from "../values";

const ruleId = (rule: ResourceValues) => textAt(rule, "id") ?? "rule";

/** Rules that delete objects by age. */
export const lifecycle: ReviewRule = {
  types: ["aws_s3_bucket_lifecycle_configuration"],
  find(change) {
    if (change.fate !== "created" && !stays(change)) return [];
    const earlier = new Map(blocks(change.before, "rule").map((rule) => [ruleId(rule), rule]));
    return blocks(change.after, "rule").flatMap((rule) => [
      ...expires(rule, earlier.get(ruleId(rule))),
      ...forgetsSooner(rule, earlier.get(ruleId(rule))),
    ]);
  },
};

function expires(rule: ResourceValues, earlier?: ResourceValues): StatedFinding[] {
  const was = numberAt(earlier, "expiration", "days") || undefined;
  const is = numberAt(rule, "expiration", "days") || undefined;
  if (is === undefined || textAt(rule, "status") === "Disabled" || (was !== undefined && was <= is))
    return [];
  return [
    {
      severity: "high",
      rule: "objects-expire",
      attribute: "rule.expiration.days",
      title: `The lifecycle rule ${ruleId(rule)} deletes current objects by their age`,
      before: was === undefined ? "never" : `after ${was} days`,
      after: `after ${is} days`,
      why: "Pages that nobody has changed for that long disappear from the site.",
      mend: "Expire noncurrent versions only; for logs, give the rule their prefix and approve it.",
    },
  ];
}

function forgetsSooner(rule: ResourceValues, earlier?: ResourceValues): StatedFinding[] {
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
