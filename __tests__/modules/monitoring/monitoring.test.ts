import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config/schema";
import {
  inventory,
  type JsonBlock,
  resource,
  resources,
  synthStack,
  type TerraformJson,
} from "../../support/synth";
import { aroundDistribution } from "../../support/whole-site";

function monitored(input: Partial<SiteInput> = {}): TerraformJson {
  return synthStack((stack, providers) => {
    aroundDistribution(stack, providers, input);
  });
}
const alarms = (json: TerraformJson) => resources(json, "aws_cloudwatch_metric_alarm");
const where = ({ alarm_name, provider, metric_name, treat_missing_data }: JsonBlock) =>
  `${alarm_name} ${provider ?? "aws"} ${metric_name} ${treat_missing_data}`;

const usual = [
  "site-primary-unhealthy aws.global HealthCheckStatus breaching",
  "site-replica-unhealthy aws.global HealthCheckStatus breaching",
  "site-replication-failed aws OperationsFailedReplication notBreaching",
  "site-replication-latency aws.replica ReplicationLatency ignore",
  "site-replication-pending aws.replica OperationsPendingReplication ignore",
  "site-security-headers-fails aws.global LambdaExecutionError notBreaching",
  "site-security-headers-invalid aws.global LambdaValidationError notBreaching",
  "site-server-errors aws.global 5xxErrorRate notBreaching",
  "site-viewer-request-fails aws.global FunctionExecutionErrors notBreaching",
  "site-viewer-request-invalid aws.global FunctionValidationErrors notBreaching",
];

describe("Monitoring", () => {
  it("puts every alarm into the region of its metric and says what silence means", () => {
    expect(alarms(monitored()).map(where).sort()).toEqual(usual);
  });

  it("watches the way back of a site that replicates both ways", () => {
    const names = alarms(monitored({ replication: { twoWay: true } })).map(where);
    expect(names.filter((name) => name.includes("back")).sort()).toEqual([
      "site-replication-back-failed aws.replica OperationsFailedReplication notBreaching",
      "site-replication-back-latency aws ReplicationLatency ignore",
      "site-replication-back-pending aws OperationsPendingReplication ignore",
    ]);
  });

  it("hears in the replica's region of a sentinel that throws or fails, and takes its silence for trouble", () => {
    const names = alarms(monitored({ failover: { automatic: true } })).map(where);
    expect(names.filter((name) => name.includes("sentinel")).sort()).toEqual([
      "site-sentinel-acts aws.replica Concern notBreaching",
      "site-sentinel-fails aws.replica Errors notBreaching",
      "site-sentinel-silent aws.replica Invocations breaching",
    ]);
  });

  it("names the two buckets and the rule of a replication metric", () => {
    const failed = alarms(monitored()).find((alarm) => alarm.alarm_name === "site-replication-failed");
    expect(failed?.dimensions).toEqual({
      SourceBucket: "site-primary",
      DestinationBucket: "site-replica",
      RuleId: "everything",
    });
  });

  it("tells a topic of the alarm's own region", () => {
    const json = monitored({
      monitoring: { email: "owner@example.org" },
      failover: { automatic: true },
    });
    const topics = json.resource?.aws_sns_topic ?? {};
    for (const alarm of alarms(json)) {
      const [, id = ""] =
        /^\$\{aws_sns_topic\.(\w+)\.arn\}$/.exec(String((alarm.alarm_actions as string[])[0])) ?? [];
      expect(topics[id]?.provider).toBe(alarm.provider);
    }
    expect(
      resources(json, "aws_sns_topic_subscription").map(({ endpoint, protocol }) => [endpoint, protocol]),
    ).toEqual(Array(3).fill(["owner@example.org", "email"]));
  });

  it("needs one topic where two regions are one", () => {
    const json = monitored({ regions: { primary: "us-east-1", replica: "eu-west-1" } });
    expect(resources(json, "aws_sns_topic")).toHaveLength(2);
  });

  it("asks both regions over HTTPS, each on its own path", () => {
    const checks = resources(monitored(), "aws_route53_health_check");
    expect(checks.map(({ fqdn, type, resource_path }) => `${type} ${fqdn}${resource_path}`).sort()).toEqual([
      "HTTPS example.org/.well-known/outlast/primary",
      "HTTPS example.org/.well-known/outlast/replica",
    ]);
  });

  it("draws a dashboard without empty graphs, every metric from its own region", () => {
    const body = JSON.parse(String(resource(monitored(), "aws_cloudwatch_dashboard").dashboard_body));
    const titles = body.widgets.map((widget: { properties: { title: string } }) => widget.properties.title);
    expect(titles).toEqual([
      "Requests",
      "Error rates (%)",
      "Bytes downloaded",
      "Replication latency (s)",
      "Replication operations",
      "Edge function errors",
      "Regions answering",
    ]);
    expect(body.widgets[4].properties.metrics.map((metric: unknown[]) => metric.at(-1))).toEqual([
      { stat: "Maximum", region: "eu-west-1" },
      { stat: "Sum", region: "eu-central-1" },
    ]);
  });

  it("can be turned off altogether", () => {
    const off = { alarms: false, healthChecks: false, dashboard: false };
    const left = Object.keys(inventory(monitored({ monitoring: off })));
    expect(left.filter((type) => /cloudwatch|sns|health|monitoring/.test(type))).toEqual([]);
  });

  it("buys CloudFront's additional metrics only when asked to", () => {
    expect(inventory(monitored())).not.toHaveProperty("aws_cloudfront_monitoring_subscription");
    const json = monitored({ monitoring: { additionalMetrics: true } });
    expect(inventory(json)).toHaveProperty("aws_cloudfront_monitoring_subscription", 1);
  });
});
