import { type Planned, Unknown, type Values } from "../terraform/value";
import { blocks } from "../terraform/values-at";
import type { KnownResource } from "./resources";

const priceClasses = ["PriceClass_100", "PriceClass_200", "PriceClass_All"] as const;

/** What there is of a site that costs something, or that decides what does. */
export interface Inventory {
  readonly priceClass: (typeof priceClasses)[number];
  /** CloudFront Functions that run for each request. */
  readonly viewerFunctions: number;
  /** Whether one of them reads a KeyValueStore. */
  readonly keyValueStore: boolean;
  /** Functions of Lambda@Edge that run for each request, and for each that goes to an origin. */
  readonly lambdaAtViewer: number;
  readonly lambdaAtOrigin: number;
  /** GB of memory of the larger of them. */
  readonly lambdaMemory: number;
  /** Times a month that the sentinel is called, and GB of its memory. */
  readonly sentinelRuns: number;
  readonly sentinelMemory: number;
  /** Each has a metric of its own. */
  readonly sentinels: number;
  readonly behaviours: number;
  /** Policies that are no managed ones: for the cache, for the headers of answers, and for what an origin sees. */
  readonly ownCachePolicies: number;
  readonly ownHeadersPolicies: number;
  readonly ownForwardPolicies: number;
  readonly webAcl: boolean;
  readonly buckets: number;
  /** Replication rules, and those with Replication Time Control. */
  readonly replicationRules: number;
  readonly timeControlledRules: number;
  /** Days that versions are kept after they have been replaced. */
  readonly noncurrentDays: number;
  readonly healthChecks: number;
  /** HTTPS, fast intervals, matched strings and measured latency. */
  readonly healthCheckOptions: number;
  readonly alarms: number;
  readonly dashboards: number;
  /** CloudFront's additional metrics. */
  readonly additionalMetrics: boolean;
  readonly zones: number;
  readonly logs: "none" | "text" | "parquet";
  /** Whether there is a workgroup for queries of them. */
  readonly athena: boolean;
  /** Days that logs are kept. */
  readonly logDays: number;
}

/** Reads it out of resources, as a configuration or a plan has them. */
export function inventoryOf(resources: readonly KnownResource[]): Inventory {
  const of = (type: string) => resources.filter((one) => one.type === type).map(({ values }) => values);
  const distributions = of("aws_cloudfront_distribution");
  const [distribution = {}] = distributions;
  const behaviours = distributions.flatMap((one) => [
    ...blocks(one, "default_cache_behavior"),
    ...blocks(one, "ordered_cache_behavior"),
  ]);
  const [usual = {}] = blocks(distribution, "default_cache_behavior");
  const lambdas = blocks(usual, "lambda_function_association").flatMap(({ event_type }) =>
    typeof event_type === "string" ? [event_type] : [],
  );
  // What has variables runs in its region, as a sentinel does: Lambda@Edge takes none.
  const functions = of("aws_lambda_function");
  const atEdge = functions.filter((one) => blocks(one, "environment").length === 0);
  const memory = (of: typeof functions) => Math.max(0, ...of.map((one) => numberOf(one.memory_size))) / 1024;
  const checks = of("aws_route53_health_check");
  const rules = of("aws_s3_bucket_replication_configuration").flatMap((one) => blocks(one, "rule"));
  const deliveries = of("aws_cloudwatch_log_delivery_destination");
  const lifecycles = of("aws_s3_bucket_lifecycle_configuration").flatMap((one) => blocks(one, "rule"));
  const days = (name: string, attribute: string) =>
    Math.max(0, ...lifecycles.flatMap((rule) => blocks(rule, name)).map((one) => numberOf(one[attribute])));
  return {
    priceClass: priceClasses.find((one) => one === distribution.price_class) ?? "PriceClass_All",
    viewerFunctions: blocks(usual, "function_association").length,
    keyValueStore: of("aws_cloudfront_key_value_store").length > 0,
    lambdaAtViewer: lambdas.filter((event) => event.startsWith("viewer-")).length,
    lambdaAtOrigin: lambdas.filter((event) => event.startsWith("origin-")).length,
    lambdaMemory: memory(atEdge),
    sentinelRuns: of("aws_scheduler_schedule").reduce((sum, one) => sum + runsOf(one.schedule_expression), 0),
    sentinels: of("aws_scheduler_schedule").length,
    sentinelMemory: memory(functions.filter((one) => !atEdge.includes(one))),
    behaviours: behaviours.length,
    ownCachePolicies: of("aws_cloudfront_cache_policy").length,
    ownHeadersPolicies: of("aws_cloudfront_response_headers_policy").length,
    ownForwardPolicies: of("aws_cloudfront_origin_request_policy").length,
    webAcl:
      of("aws_wafv2_web_acl").length > 0 ||
      distributions.some(
        ({ web_acl_id: id }) => id instanceof Unknown || (typeof id === "string" && id !== ""),
      ),
    buckets: of("aws_s3_bucket").length,
    replicationRules: rules.length,
    timeControlledRules: rules.filter((rule) => blocks(rule, "destination").some(hasTimeControl)).length,
    noncurrentDays: days("noncurrent_version_expiration", "noncurrent_days"),
    healthChecks: checks.length,
    healthCheckOptions: checks.reduce((sum, check) => sum + optionsOf(check), 0),
    alarms: of("aws_cloudwatch_metric_alarm").length,
    dashboards: of("aws_cloudwatch_dashboard").length,
    additionalMetrics: of("aws_cloudfront_monitoring_subscription").length > 0,
    zones: of("aws_route53_zone").length,
    logs: deliveries.some(({ output_format }) => output_format === "parquet")
      ? "parquet"
      : deliveries.length > 0 || blocks(distribution, "logging_config").length > 0
        ? "text"
        : "none",
    athena: of("aws_athena_workgroup").length > 0,
    logDays: days("expiration", "days"),
  };
}

/** In a month of 30 days, by "rate(1 minute)". */
function runsOf(expression: Planned | undefined): number {
  const [, minutes] = /^rate\((\d+) minutes?\)$/.exec(String(expression)) ?? [];
  return minutes === undefined || Number(minutes) === 0 ? 0 : (30 * 24 * 60) / Number(minutes);
}

function hasTimeControl(destination: Values): boolean {
  return blocks(destination, "replication_time").some(({ status }) => status === "Enabled");
}

/** @see https://aws.amazon.com/route53/pricing/ Health checks: each of these is an option of its own. */
function optionsOf(check: Values): number {
  const type = typeof check.type === "string" ? check.type : "";
  return [
    type.startsWith("HTTPS"),
    type.endsWith("_STR_MATCH"),
    numberOf(check.request_interval) === 10,
    check.measure_latency === true,
  ].filter(Boolean).length;
}

function numberOf(value: Planned | undefined): number {
  const number = Number(value);
  return Number.isFinite(number) ? number : 0;
}
