import { replicationPromise } from "../../facts/s3/limits";
import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import {
  concernMetric,
  distributionMetric,
  functionMetric,
  healthMetric,
  lambdaAtEdgeMetric,
  lambdaMetric,
  type Metric,
  type ReplicationPath,
  replicationMetric,
} from "./metrics";

/** An alarm as data: what is measured, from when it is trouble, and what silence means. */
export interface Alarm {
  /** Construct id, and the alarm's name once in kebab case behind the site's name. */
  readonly id: string;
  /** For whoever is woken: what happened, and what to look at. */
  readonly description: string;
  readonly metric: Metric;
  readonly comparison: "GreaterThanThreshold" | "LessThanThreshold";
  readonly threshold: number;
  /** Of the last `minutes`, this many have to be over the threshold. */
  readonly datapoints: number;
  readonly minutes: number;
  /** What a minute without data counts as. @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/alarms-and-missing-data.html */
  readonly missingData: "notBreaching" | "breaching" | "ignore";
}

/** Visitors see server errors. No visitors, no data: that is not trouble. */
export function errorRateAlarm(distributionId: string, threshold: number): Alarm {
  return {
    id: "ServerErrors",
    description: "Visitors get 5xx answers: neither region answers, or an edge function fails.",
    metric: distributionMetric(distributionId, "5xxErrorRate"),
    comparison: "GreaterThanThreshold",
    threshold,
    datapoints: 3,
    minutes: 5,
    missingData: "notBreaching",
  };
}

/**
 * One direction falls behind. S3 publishes latency and backlog even while nothing is replicated, but on a best-effort
 * basis and not for the first 15 minutes: silence keeps the alarm as it is. Failures are published only while there is
 * replication: silence is no failure.
 */
export function replicationAlarms(prefix: string, path: ReplicationPath): Alarm[] {
  const direction = `from ${path.source.region} to ${path.destination.region}`;
  return [
    {
      id: `${prefix}Latency`,
      description: `Replication ${direction} is more than 15 minutes behind: a failover would serve old content.`,
      metric: replicationMetric(path, "ReplicationLatency"),
      comparison: "GreaterThanThreshold",
      threshold: replicationPromise,
      datapoints: 3,
      minutes: 5,
      missingData: "ignore",
    },
    {
      id: `${prefix}Pending`,
      description: `Replication ${direction} had operations pending throughout the last 15 minutes.`,
      metric: replicationMetric(path, "OperationsPendingReplication"),
      comparison: "GreaterThanThreshold",
      threshold: 0,
      datapoints: replicationPromise / 60,
      minutes: replicationPromise / 60,
      missingData: "ignore",
    },
    {
      id: `${prefix}Failed`,
      description: `Replication ${direction} failed for an object; S3 does not retry, so release it again.`,
      metric: replicationMetric(path, "OperationsFailedReplication"),
      comparison: "GreaterThanThreshold",
      threshold: 0,
      datapoints: 1,
      minutes: 1,
      missingData: "notBreaching",
    },
  ];
}

/** A CloudFront Function throws, or returns what CloudFront cannot use. Not called, no data. */
export function functionAlarms(prefix: string, functionName: string): Alarm[] {
  return [
    errorCount(
      `${prefix}Fails`,
      `The function ${functionName} throws or runs too long.`,
      functionMetric(functionName, "FunctionExecutionErrors"),
    ),
    errorCount(
      `${prefix}Invalid`,
      `The function ${functionName} returns what CloudFront refuses.`,
      functionMetric(functionName, "FunctionValidationErrors"),
    ),
  ];
}

/** The Lambda@Edge function throws, or returns what CloudFront cannot use. Not called, no data. */
export function lambdaAtEdgeAlarms(prefix: string, functionName: string, distributionId: string): Alarm[] {
  return [
    errorCount(
      `${prefix}Fails`,
      `The function ${functionName} throws or runs too long; its logs are in the region of the visitor.`,
      lambdaAtEdgeMetric(distributionId, "LambdaExecutionError"),
    ),
    errorCount(
      `${prefix}Invalid`,
      `The function ${functionName} returns what CloudFront refuses.`,
      lambdaAtEdgeMetric(distributionId, "LambdaValidationError"),
    ),
  ];
}

/** Route 53 cannot fetch from one region. It reports every minute, so its silence is trouble too. */
export function healthAlarm(id: string, region: string, healthCheckId: string): Alarm {
  return {
    id,
    description: `The origin in ${region} does not answer through CloudFront.`,
    metric: healthMetric(healthCheckId),
    comparison: "LessThanThreshold",
    threshold: 1,
    datapoints: 2,
    minutes: 2,
    missingData: "breaching",
  };
}

/**
 * A sentinel throws the switch, or would and may not; it fails; or it is not called any more: its silence is trouble.
 * @param isFirst whether it is the one of the replica's region
 */
export function sentinelAlarms(
  region: string,
  site: string,
  functionName: string,
  { period }: Pick<SentinelSettings, "period">,
  isFirst: boolean,
): Alarm[] {
  // Those of the replica's region have the names that they had when there was no other.
  const ending = isFirst ? "" : `-${region}`;
  const silence = Math.max(5, (3 * period) / 60);
  const once = { datapoints: 1, minutes: 1, missingData: "notBreaching" } as const;
  return [
    {
      id: `SentinelActs${ending}`,
      description: `The sentinel ${functionName} has thrown the switch of ${site}, or would and may not: its log in ${region} says why.`,
      metric: concernMetric(region, site),
      comparison: "GreaterThanThreshold",
      threshold: 1,
      ...once,
    },
    errorCount(
      `SentinelFails${ending}`,
      `The sentinel ${functionName} fails: it cannot read or write the switch. Throw it by hand where it has to be.`,
      lambdaMetric(region, functionName, "Errors"),
    ),
    {
      id: `SentinelSilent${ending}`,
      description: isFirst
        ? `Nothing calls the sentinel ${functionName}: nobody evacuates ${site} but a person.`
        : `Nothing calls the sentinel ${functionName} in ${region}: ${site} has one less.`,
      metric: lambdaMetric(region, functionName, "Invocations"),
      comparison: "LessThanThreshold",
      threshold: 1,
      ...{ datapoints: silence, minutes: silence, missingData: "breaching" },
    },
  ];
}

function errorCount(id: string, description: string, metric: Metric): Alarm {
  return {
    id,
    description,
    metric,
    comparison: "GreaterThanThreshold",
    threshold: 0,
    datapoints: 1,
    minutes: 1,
    missingData: "notBreaching",
  };
}
