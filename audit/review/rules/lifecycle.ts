import type { Statement } from "../finding";
import { type Rule, stays } from "../rule";
import { blocks, number, text, type Values } from "../values";

const ruleId = (rule: Values) => text(rule, "id") ?? "rule";

/** Rules that delete objects by age. */
export const lifecycle: Rule = {
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

function expires(rule: Values, earlier?: Values): Statement[] {
  const was = number(earlier, "expiration", "days") || undefined;
  const is = number(rule, "expiration", "days") || undefined;
  if (is === undefined || text(rule, "status") === "Disabled" || (was !== undefined && was <= is)) return [];
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

function forgetsSooner(rule: Values, earlier?: Values): Statement[] {
  const path = ["noncurrent_version_expiration", "noncurrent_days"] as const;
  const [was, is] = [number(earlier, ...path), number(rule, ...path)];
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
