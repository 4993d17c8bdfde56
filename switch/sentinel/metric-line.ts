import { sentinelMetric } from "../../facts/site/sentinel-settings";
import type { SentinelReport } from "./sentinel";

/**
 * A decision as a line of the log that is a metric too: CloudWatch makes one of it by itself, and the function needs no
 * right to write any.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/monitoring/CloudWatch_Embedded_Metric_Format_Specification.html
 */
export function metricLine(site: string, report: SentinelReport): string {
  const { namespace, name, dimension } = sentinelMetric;
  const metric = { Namespace: namespace, Dimensions: [[dimension]], Metrics: [{ Name: name }] };
  const { concern, ...rest } = report;
  return JSON.stringify({
    _aws: { Timestamp: Date.parse(report.at), CloudWatchMetrics: [metric] },
    [dimension]: site,
    [name]: concern,
    ...rest,
  });
}
