import { compilePathPattern } from "../../facts/cloudfront/path-pattern";
import type { Judged } from "./judged";
import { type AuditRule, cloudFrontGuide, pairWithin, route53Guide } from "./rule";
import { distributionsOf } from "./site";

const usEast = "us-east-1";

/** Names by which a distribution is known. */
function namesOf(distribution: Judged): readonly string[] {
  return [...distribution.texts("aliases"), distribution.knownText("domain_name")].filter(
    (one) => one !== undefined,
  );
}

const healthOfCdn: AuditRule = {
  id: "health-check-asks-cdn",
  severity: "medium",
  title: "A health check that asks the CDN in place of a region",
  types: ["aws_route53_health_check"],
  visitors:
    "It is green while the edge has a copy, or has failed over: nobody hears of the region that is down.",
  source: route53Guide("dns-failover-determining-health-of-endpoints"),
  fails: `  fqdn              = "www.acme.example"`,
  mend: `  fqdn              = aws_s3_bucket.primary.bucket_regional_domain_name`,
  judge(check, site) {
    const name = check.text("fqdn");
    const asked = distributionsOf(site).find((one) => name !== undefined && namesOf(one).includes(name));
    const path = check.text("resource_path") ?? "/";
    const behaviour = asked && site.behaviours(asked).find((one) => compilePathPattern(one.pattern)(path));
    // A path with a behaviour that asks one region, and keeps nothing, is that region's.
    if (behaviour && behaviour.pattern !== "*" && !behaviour.group) return undefined;
    // One that watches the site as visitors see it is worth having beside one for the region.
    const others = site.whole("aws_route53_health_check", check).filter((one) => one !== check);
    const isAlone = others.every((one) =>
      distributionsOf(site).some((d) => namesOf(d).includes(one.text("fqdn") ?? "")),
    );
    if (!asked || !isAlone) return undefined;
    return { attribute: "fqdn", says: `${name} is ${asked.address}, and no other check asks a region` };
  },
};

const alarmTypes = ["aws_cloudwatch_metric_alarm"];

const alarmMissing: AuditRule = {
  id: "alarm-missing",
  severity: "medium",
  title: "No alarm hears of errors",
  types: ["aws_cloudfront_distribution"],
  visitors: "They are the first who notice an outage, and nobody mends what nobody knows of.",
  source: cloudFrontGuide("viewing-cloudfront-metrics"),
  fails: `  namespace           = "Acme"`,
  mend: `  namespace           = "AWS/CloudFront"`,
  judge(distribution, site) {
    const alarms = site.all("aws_cloudwatch_metric_alarm");
    const queries = alarms.flatMap((alarm) => alarm.blocks("metric_query"));
    const spaces = [
      ...alarms.map((alarm) => alarm.text("namespace")),
      ...queries.map((query) => query.text("metric.namespace")),
    ];
    if (spaces.includes("AWS/CloudFront") || spaces.includes("AWS/Route53")) return undefined;
    if (site.whole("aws_cloudwatch_composite_alarm", distribution).length > 0) return undefined;
    site.whole("aws_cloudwatch_metric_alarm", distribution);
    return { says: "no alarm is on a metric of AWS/CloudFront or of a health check" };
  },
};

const alarmSilent: AuditRule = {
  id: "alarm-silenced",
  severity: "medium",
  title: "An alarm that tells nobody",
  types: alarmTypes,
  visitors: "The alarm changes its state, and nobody comes.",
  source: "https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/AlarmThatSendsEmail.html",
  fails: "  alarm_actions       = []",
  mend: "  alarm_actions       = [aws_sns_topic.alarms.arn]",
  judge(alarm, site) {
    const muted =
      alarm.text("actions_enabled") === "false"
        ? [{ attribute: "actions_enabled", says: "actions_enabled = false" }]
        : [];
    if (alarm.texts("alarm_actions").length > 0) return muted;
    // One that is only read by a composite alarm tells that.
    const name = alarm.text("alarm_name") ?? "";
    const isPart = site
      .all("aws_cloudwatch_composite_alarm")
      .some((one) => one.text("alarm_rule")?.includes(name));
    return isPart ? muted : [...muted, { attribute: "alarm_actions", says: "alarm_actions is empty" }];
  },
};

const alarmRegion: AuditRule = {
  id: "alarm-region",
  severity: "high",
  title: "An alarm on a metric that its region does not have",
  types: alarmTypes,
  visitors:
    "CloudFront and Route 53 write their metrics in us-east-1: elsewhere the alarm has no data, and never goes off.",
  source: cloudFrontGuide("programming-cloudwatch-metrics"),
  ...pairWithin(
    "",
    `          = "acme-errors"
  namespace           = "AWS/CloudFront"
  metric_name         = "5xxErrorRate"
  statistic           = "Average"
  comparison_operator = "GreaterThanThreshold"
  threshold           = 1
  period              = 60
  evaluation_periods  = 5
  alarm_actions       = [aws_sns_topic.alarms.arn]

  dimensions = {
    DistributionId = aws_cloudfront_distribution.site.id
    Region         = "Global"
  }
}`,
    {
      fails: `resource "aws_cloudwatch_metric_alarm" "errors" {
  alarm_name`,
      mend: `resource "aws_cloudwatch_metric_alarm" "errors" {
  provider            = aws.global
  alarm_name`,
    },
  ),
  judge(alarm) {
    const space = alarm.text("namespace") ?? "";
    const { region } = alarm;
    if (!/^AWS\/(CloudFront|Route53)$/.test(space) || region === undefined || region === usEast)
      return undefined;
    return { attribute: "namespace", says: `${space} in ${region}` };
  },
};

/** Metrics of CloudFront that a distribution has only with a subscription. */
const paidMetrics = /^(OriginLatency|CacheHitRate|4(01|03|04)ErrorRate|50[234]ErrorRate)$/;

const metricsMissing: AuditRule = {
  id: "alarm-without-metrics",
  severity: "high",
  title: "An alarm on a metric that the distribution does not have",
  types: alarmTypes,
  visitors:
    "The alarm has no data, and never goes off: additional metrics are there for whoever pays for them.",
  source: cloudFrontGuide("viewing-cloudfront-metrics"),
  fails: `  metric_name         = "503ErrorRate"`,
  mend: `  metric_name         = "5xxErrorRate"`,
  judge(alarm, site) {
    const name = alarm.text("metric_name") ?? "";
    if (alarm.text("namespace") !== "AWS/CloudFront" || !paidMetrics.test(name)) return undefined;
    if (site.whole("aws_cloudfront_monitoring_subscription", alarm).length > 0) return undefined;
    return {
      attribute: "metric_name",
      says: `${name}, and there is no aws_cloudfront_monitoring_subscription`,
    };
  },
};

/** Who hears of an outage. */
export const monitoringRules: readonly AuditRule[] = [
  healthOfCdn,
  alarmMissing,
  alarmSilent,
  alarmRegion,
  metricsMissing,
];
