import { expect, it } from "vitest";
import { metricLine } from "../../../switch/sentinel/metric-line";
import { siteJson } from "../../support/site-json";
import { resources } from "../../support/synth";
import { failing, Watched, well } from "./support";

/** CloudWatch guide, "Specification: Embedded metric format". */
it("makes of each decision one line, and of that the metric which the site's alarm goes by", async () => {
  const watched = new Watched();
  await watched.minutes(1);
  watched.world = { primary: failing, replica: well() };
  await watched.minutes(1);
  const lines = watched.reports.map((report) => metricLine("shop", report));
  expect(lines.filter((line) => line.includes("\n"))).toEqual([]);
  const read = lines.map((line) => JSON.parse(line));
  const alarms = resources(siteJson({ failover: { automatic: true } }), "aws_cloudwatch_metric_alarm");
  const alarm = alarms.find(({ alarm_name }) => alarm_name === "shop-sentinel-acts");
  const name = String(alarm?.metric_name);
  expect(alarm?.dimensions).toEqual({ Site: "shop" });
  expect(read.map((line) => [line.decision, line[name], line.Site])).toEqual([
    ["nothing", 0, "shop"],
    ["nothing", 1, "shop"],
    ["nothing", 1, "shop"],
    ["evacuate", 2, "shop"],
  ]);
  for (const { _aws, at } of read)
    expect(_aws).toEqual({
      Timestamp: Date.parse(at),
      CloudWatchMetrics: [{ Namespace: alarm?.namespace, Dimensions: [["Site"]], Metrics: [{ Name: name }] }],
    });
  expect(read.at(-1)).toMatchObject({
    reason: "the primary answers 503 to CloudFront, 3 times in a row",
    sights: { primary: { s3: "failing: answers 503" }, replica: { edge: "answers, release r1" } },
  });
});
