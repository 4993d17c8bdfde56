import { jsonText } from "../terraform-text";
import type { Metric } from "./metrics";

/** One graph. */
export interface Graph {
  readonly title: string;
  readonly metrics: readonly Metric[];
}

const columns = 24;
const graphsPerRow = 3;
const graphHeight = 6;

/**
 * The body of a CloudWatch dashboard: graphs in rows of three, each metric read from its own region.
 * @see https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/CloudWatch-Dashboard-Body-Structure.html
 */
export function dashboardBody(graphs: readonly Graph[], region: string): string {
  return jsonText({ widgets: graphs.map((graph, index) => widget(graph, index, region)) });
}

function widget(graph: Graph, index: number, region: string) {
  const width = columns / graphsPerRow;
  return {
    type: "metric",
    x: (index % graphsPerRow) * width,
    y: Math.floor(index / graphsPerRow) * graphHeight,
    width,
    height: graphHeight,
    properties: {
      title: graph.title,
      view: "timeSeries",
      region,
      period: 60,
      metrics: graph.metrics.map(row),
    },
  };
}

function row(metric: Metric) {
  const dimensions = Object.entries(metric.dimensions).flat();
  return [metric.namespace, metric.name, ...dimensions, { stat: metric.statistic, region: metric.region }];
}
