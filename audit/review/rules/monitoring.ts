import { textAt } from "../../../terraform/values-at";
import type { Change } from "../change";
import type { StatedFinding } from "../finding";
import { fateWords, type ReviewRule } from "../rule";

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
    return change.fate === "destroyed" || change.fate === "forgotten" ? [removed(change)] : [];
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
