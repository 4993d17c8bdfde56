import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, type ReviewRule, stays } from "../rule";
import { stringsAt, textAt } from "../values";

const kinds: Readonly<Record<string, string>> = {
  aws_cloudwatch_metric_alarm: "alarm",
  aws_cloudwatch_composite_alarm: "alarm",
  aws_route53_health_check: "health check",
  aws_sns_topic: "topic of the alarms",
  aws_sns_topic_subscription: "subscription to the alarms",
};

/** Who is told when something is wrong. */
export const monitoring: ReviewRule = {
  types: Object.keys(kinds),
  find(change) {
    if (change.fate === "destroyed" || change.fate === "forgotten") return [removed(change)];
    return stays(change) ? silenced(change) : [];
  },
};

function removed(change: Change): StatedFinding {
  const name =
    textAt(change.before, "alarm_name") ?? textAt(change.before, "name") ?? textAt(change.before, "fqdn");
  return {
    severity: "medium",
    rule: "alarm-removed",
    title: `The ${kinds[change.type]} ${name ?? change.name} ${fateWords(change)}`,
    before: name ?? change.name,
    after: "nothing",
    why: "An outage, or a replica that is behind, is then noticed by visitors first.",
    mend: "Keep it, or say in the pull request what takes its place.",
  };
}

function silenced(change: Change): StatedFinding[] {
  const { before, after } = change;
  const base = {
    severity: "medium",
    rule: "alarm-silenced",
    why: "The alarm changes its state, and nobody is told.",
    mend: "Keep actions_enabled and an action for ALARM.",
  } as const;
  if (before.actions_enabled === true && after.actions_enabled === false) {
    const attribute = "actions_enabled";
    return [{ ...base, attribute, title: "The alarm is muted", before: true, after: false }];
  }
  const attribute = "alarm_actions";
  const was = stringsAt(before, attribute);
  const isEmpty = stringsAt(after, attribute).length === 0 && !change.isUnknown(attribute);
  if (was.length === 0 || !isEmpty) return [];
  return [{ ...base, attribute, title: "The alarm tells nobody", before: was, after: "nothing" }];
}
