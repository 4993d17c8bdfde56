import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { readProject, type SiteConfig } from "../../config";
import { estimate, trafficOf } from "../../cost/estimate";
import { estimateText } from "../../cost/render";
import { resourcesOfStack } from "../../cost/resources";
import * as example from "../../site.config";

test("docs/first-deployment.md says what a month of the example costs that nobody visits", () => {
  const site = readProject(example).sites[0] as SiteConfig;
  const stack = readFileSync("__tests__/fixtures/golden/synthesis/example/outlast-example.tf.json", "utf8");
  const text = estimateText(
    estimate(site, resourcesOfStack(stack), {
      ...{ today: "2026-11-29", content: { files: 9, bytes: 20_000 } },
      traffic: { ...trafficOf(site), pageViews: 1 },
    }),
  );
  const [, low, expected, high] = /^Month +(\S+) +(\S+) +(\S+)$/m.exec(text) ?? [];
  expect(readFileSync("docs/first-deployment.md", "utf8")).toContain(
    `${low} to ${high}, ${expected} expected:`,
  );
});
