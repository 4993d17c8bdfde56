import { sentinelMetric } from "../../facts/site/sentinel-settings";

/** A CloudWatch metric, and the region that it is published in: an alarm on it has to live there. */
export interface Metric {
  readonly region: string;
  readonly namespace: string;
  readonly name: string;
  readonly dimensions: Readonly<Record<string, string>>;
  readonly statistic: "Average" | "Sum" | "Maximum" | "Minimum";
}

/** CloudFront, its functions and Route 53 publish here only. */
export const globalRegion = "us-east-1";

/** A metric of the distribution. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/programming-cloudwatch-metrics.html */
export function distributionMetric(
  distributionId: string,
  name: "Requests" | "BytesDownloaded" | "4xxErrorRate" | "5xxErrorRate" | "OriginLatency" | "CacheHitRate",
): Metric {
  const statistic = name === "Requests" || name === "BytesDownloaded" ? "Sum" : "Average";
  return cloudFront(name, { DistributionId: distributionId, Region: "Global" }, statistic);
}

/**
 * Failures of Lambda@Edge as CloudFront counts them, all edge locations together. AWS/Lambda's own `Errors` are spread
 * over every region in which the function ran.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/viewing-cloudfront-metrics.html
 */
export function lambdaAtEdgeMetric(
  distributionId: string,
  name: "LambdaExecutionError" | "LambdaValidationError",
): Metric {
  return cloudFront(name, { DistributionId: distributionId, Region: "Global" }, "Sum");
}

/** A metric of a CloudFront Function. @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/monitoring-functions.html */
export function functionMetric(
  functionName: string,
  name: "FunctionExecutionErrors" | "FunctionValidationErrors",
): Metric {
  return cloudFront(name, { FunctionName: functionName, Region: "Global" }, "Sum");
}

/** How often a function of Lambda is called, and fails, in its region. @see https://docs.aws.amazon.com/lambda/latest/dg/monitoring-metrics-types.html */
export function lambdaMetric(region: string, functionName: string, name: "Invocations" | "Errors"): Metric {
  return {
    ...{ region, namespace: "AWS/Lambda", name },
    dimensions: { FunctionName: functionName },
    statistic: "Sum",
  };
}

/** What the sentinel makes of what it sees. */
export function concernMetric(region: string, site: string): Metric {
  const { namespace, name, dimension } = sentinelMetric;
  return { region, namespace, name, dimensions: { [dimension]: site }, statistic: "Maximum" };
}

/** Route 53's verdict: 1 is healthy, 0 is not. @see https://docs.aws.amazon.com/Route53/latest/DeveloperGuide/monitoring-cloudwatch.html */
export function healthMetric(healthCheckId: string): Metric {
  return {
    region: globalRegion,
    namespace: "AWS/Route53",
    name: "HealthCheckStatus",
    dimensions: { HealthCheckId: healthCheckId },
    statistic: "Minimum",
  };
}

/** One direction of replication. */
export interface ReplicationPath {
  readonly source: { readonly bucket: string; readonly region: string };
  readonly destination: { readonly bucket: string; readonly region: string };
  readonly ruleId: string;
}

/**
 * A replication metric. Failures are published in the source's region, all others in the destination's.
 * @see https://docs.aws.amazon.com/AmazonS3/latest/userguide/repl-metrics.html
 */
export function replicationMetric(
  path: ReplicationPath,
  name: "ReplicationLatency" | "OperationsPendingReplication" | "OperationsFailedReplication",
): Metric {
  const failed = name === "OperationsFailedReplication";
  return {
    region: failed ? path.source.region : path.destination.region,
    namespace: "AWS/S3",
    name,
    dimensions: {
      SourceBucket: path.source.bucket,
      DestinationBucket: path.destination.bucket,
      RuleId: path.ruleId,
    },
    statistic: failed ? "Sum" : "Maximum",
  };
}

function cloudFront(
  name: string,
  dimensions: Readonly<Record<string, string>>,
  statistic: Metric["statistic"],
): Metric {
  return { region: globalRegion, namespace: "AWS/CloudFront", name, dimensions, statistic };
}
