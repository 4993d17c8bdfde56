import type { Graph } from "./dashboard";
import {
  distributionMetric,
  functionMetric,
  healthMetric,
  lambdaAtEdgeMetric,
  type ReplicationPath,
  replicationMetric,
} from "./metrics";

/** What the dashboard of a site is drawn from. */
export interface Watched {
  readonly distributionId: string;
  /** Names of the site's CloudFront Functions. */
  readonly functions: readonly string[];
  /** There is a Lambda@Edge function. */
  readonly lambdaAtEdge: boolean;
  readonly replication: readonly ReplicationPath[];
  readonly healthCheckIds: readonly string[];
  /** CloudFront's paid metrics are on. */
  readonly additionalMetrics: boolean;
}

/** The graphs of a site, without those that would stay empty. */
export function siteGraphs(watched: Watched): Graph[] {
  const distribution = (name: Parameters<typeof distributionMetric>[1]) =>
    distributionMetric(watched.distributionId, name);
  const graphs: Graph[] = [
    { title: "Requests", metrics: [distribution("Requests")] },
    { title: "Error rates (%)", metrics: [distribution("4xxErrorRate"), distribution("5xxErrorRate")] },
    { title: "Bytes downloaded", metrics: [distribution("BytesDownloaded")] },
    {
      title: "Replication latency (s)",
      metrics: watched.replication.map((path) => replicationMetric(path, "ReplicationLatency")),
    },
    {
      title: "Replication operations",
      metrics: watched.replication.flatMap((path) => [
        replicationMetric(path, "OperationsPendingReplication"),
        replicationMetric(path, "OperationsFailedReplication"),
      ]),
    },
    {
      title: "Edge function errors",
      metrics: [
        ...watched.functions.flatMap((name) => [
          functionMetric(name, "FunctionExecutionErrors"),
          functionMetric(name, "FunctionValidationErrors"),
        ]),
        ...(watched.lambdaAtEdge
          ? [
              lambdaAtEdgeMetric(watched.distributionId, "LambdaExecutionError"),
              lambdaAtEdgeMetric(watched.distributionId, "LambdaValidationError"),
            ]
          : []),
      ],
    },
    { title: "Regions answering", metrics: watched.healthCheckIds.map(healthMetric) },
    {
      title: "Origin latency (ms)",
      metrics: watched.additionalMetrics ? [distribution("OriginLatency")] : [],
    },
    {
      title: "Cache hit rate (%)",
      metrics: watched.additionalMetrics ? [distribution("CacheHitRate")] : [],
    },
  ];
  return graphs.filter((graph) => graph.metrics.length > 0);
}
