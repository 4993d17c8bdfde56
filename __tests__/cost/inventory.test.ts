import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { reviewPlan, reviewToJson, reviewToMarkdown } from "../../audit/review";
import { readProject, type SiteConfig, type SiteInput } from "../../config";
import { changeMarkdown, monthChange } from "../../cost/change";
import { estimate } from "../../cost/estimate";
import { inventoryOf } from "../../cost/inventory";
import { estimateMarkdown, estimateText } from "../../cost/render";
import { resourcesOfPlan, resourcesOfStack } from "../../cost/resources";
import { withCost } from "../../delivery/costs";
import { hasFinding } from "../../delivery/reviews";
import { isKnown, isList, isMap, type Json, own, type Value, type Values } from "../../terraform/value";
import { base } from "../config/cases";
import { onPlan } from "../config/cases/flat-rate";
import { planWith } from "../support/plans";
import { siteJson } from "../support/site-json";

const siteOf = (change: object = {}): SiteConfig =>
  readProject({ default: { ...base, ...change } as SiteInput }).sites[0] as SiteConfig;
const stackOf = (change: object = {}) => resourcesOfStack(JSON.stringify(siteJson(change)));
const around = { content: { files: 10, bytes: 1e6 }, today: "2026-11-29" };

describe("what there is of a site", () => {
  it("is read out of what is synthesized", () => {
    expect(inventoryOf(stackOf())).toEqual({
      ...{ priceClass: "PriceClass_100", viewerFunctions: 1, keyValueStore: true, lambdaAtViewer: 0 },
      ...{
        lambdaAtOrigin: 1,
        lambdaMemory: 0.125,
        sentinelRuns: 0,
        sentinelMemory: 0,
        sentinels: 0,
        behaviours: 4,
        ownCachePolicies: 1,
        ownHeadersPolicies: 1,
        ownForwardPolicies: 0,
        webAcl: false,
        buckets: 2,
      },
      ...{
        replicationRules: 1,
        timeControlledRules: 1,
        noncurrentDays: 90,
        healthChecks: 2,
        healthCheckOptions: 2,
      },
      ...{
        alarms: 10,
        dashboards: 1,
        additionalMetrics: false,
        zones: 0,
        logs: "none",
        athena: false,
        logDays: 0,
      },
    });
  });

  it("follows the config", () => {
    const domain = { name: "www.example.com", zone: { name: "example.com", create: true } };
    const found = inventoryOf(
      stackOf({
        domain,
        headers: { runtime: "cloudfront-function" },
        monitoring: { alarms: false, healthChecks: false, dashboard: false, additionalMetrics: true },
        failover: { automatic: true },
        replication: { twoWay: true },
        distribution: {
          priceClass: "PriceClass_All",
          accessLogs: { format: "parquet", retention: "30d", athena: true },
          webAclArn: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b",
        },
      }),
    );
    expect(found).toMatchObject({ sentinelRuns: 43_200, sentinelMemory: 0.25, sentinels: 1 });
    expect(found).toMatchObject({
      ...{ priceClass: "PriceClass_All", zones: 1, alarms: 0, healthChecks: 0, dashboards: 0, webAcl: true },
      ...{
        additionalMetrics: true,
        logs: "parquet",
        athena: true,
        logDays: 30,
        replicationRules: 2,
        timeControlledRules: 2,
      },
      ...{ viewerFunctions: 2, lambdaAtOrigin: 0 },
    });
  });
});

test("a site that is made for a plan has nothing that keeps it from that one, and its month stands beside", () => {
  const change = onPlan("free");
  const told = estimate(siteOf(change), stackOf(change), around);
  const [free] = told.plans;
  expect(free).toMatchObject({ name: "Free", obstacles: [], unsure: [] });
  // The web ACL is billed until somebody subscribes.
  expect(told.month.lines.find(({ id }) => id === "waf-web-acls")?.cost.expected).toBe(5);
  expect(free?.month).toBeLessThanOrEqual(told.month.total.expected - 5);
  expect(estimateText(told)).toMatch(
    /Free, \$0\.00: may join, a month of \$[\d.]+ with what it has not, once somebody has subscribed: the site is made for it/,
  );
});

describe("an estimate", () => {
  const told = estimate(siteOf({ budget: 1 }), stackOf(), around);

  it("is one table, remarks, attacks and plans, on a terminal and as Markdown", () => {
    const text = estimateText(told);
    expect(text).toMatch(/^demo, a month in US dollars\n/);
    expect(text).toContain(`The expected month passes the budget of $1.00 by`);
    for (const { title } of told.month.lines) {
      expect(text).toContain(title);
      expect(estimateMarkdown(told)).toContain(`| ${title}`);
    }
    expect(text).toContain("Premium, $1,000.00");
    expect(text.split("\n").every((line) => line.trimEnd() === line)).toBe(true);
  });

  it("names the prices that were read long ago, those of plans among them", () => {
    expect(estimateText(told)).not.toContain("days ago");
    const late = estimate(siteOf(), stackOf(), { ...around, today: "2028-01-01" });
    expect(estimateText(late)).toMatch(
      /prices were read more than 180 days ago: .*flat-rate\/Free, flat-rate\/Pro/,
    );
  });

  it("is within a budget that is high enough", () => {
    expect(estimateText(estimate(siteOf({ budget: 500 }), stackOf(), around))).toContain(
      "within the budget of $500.00",
    );
  });
});

/** What a plan says of what is written: blocks that are not there are empty, and what refers to others is not known. */
function planned(written: Values): { readonly after: Json; readonly after_unknown: Json } {
  const isOpen = (value: unknown) => typeof value === "string" && value.includes("${");
  const entries = Object.entries(written).map(([name, value]): [string, Value, Value] => {
    if (isOpen(value)) return [name, null, true];
    const inner = isList(value) ? value.map((one) => (isMap(one) ? planned(one) : undefined)) : [];
    if (inner.length === 0 || inner.includes(undefined)) return [name, isKnown(value) ? value : null, false];
    const sides = inner.filter((one) => one !== undefined);
    return [name, sides.map(({ after }) => after), sides.map(({ after_unknown }) => after_unknown)];
  });
  return {
    after: Object.fromEntries(entries.flatMap(([name, value]) => (value === null ? [] : [[name, value]]))),
    after_unknown: Object.fromEntries(entries.map(([name, , mark]) => [name, mark])),
  };
}

describe("what there is of a planned site", () => {
  it.each([
    ["small", {}],
    ["with a sentinel", { failover: { automatic: true }, replication: { twoWay: true } }],
    ["with logs", { distribution: { accessLogs: { format: "parquet", retention: "30d", athena: true } } }],
  ])("is what is synthesized of one %s, though a plan leaves out what is not known", (_, change) => {
    const stack = stackOf(change);
    const empty = {
      aws_lambda_function: { environment: [] },
      aws_cloudfront_distribution: { logging_config: [] },
    };
    const plan = planWith(
      stack.map(({ type, values }, at) => {
        const { after, after_unknown } = planned({ ...own(empty, type), ...values });
        return { address: `${type}.r${at}`, type, after, after_unknown };
      }),
    );
    expect(inventoryOf(resourcesOfPlan(plan).after)).toEqual(inventoryOf(stack));
  });

  it("has a web ACL whose ARN is known only after the apply", () => {
    const of = (after_unknown: Json) =>
      inventoryOf(
        resourcesOfPlan(planWith([{ type: "aws_cloudfront_distribution", after: {}, after_unknown }])).after,
      );
    expect(of({ web_acl_id: true }).webAcl).toBe(true);
    expect(of({}).webAcl).toBe(false);
  });
});

describe("a plan's month", () => {
  const check = { type: "HTTPS", request_interval: 30 };
  const plan = planWith([
    { type: "aws_cloudfront_distribution", before: { enabled: true }, after: { enabled: true } },
    ...[1, 2, 3].map((at) => ({
      address: `aws_route53_health_check.c${at}`,
      type: "aws_route53_health_check",
      after: check,
    })),
  ]);

  it("is told before and after, with the lines that change", () => {
    const change = monthChange(siteOf(), plan, around);
    expect(change.after.total.expected - (change.before?.total.expected ?? 0)).toBeCloseTo(
      3 * 0.75 + 3 * 2,
      2,
    );
    const text = changeMarkdown(change);
    expect(text).toContain("| Health checks | $0.00 | $2.25 |");
    expect(text).not.toContain("CloudFront, requests");
  });

  it("has nothing before where nothing is there", () => {
    const fresh = planWith([{ type: "aws_route53_health_check", after: check }]);
    expect(monthChange(siteOf(), fresh, around).before).toBeUndefined();
  });

  it("makes a review fail that passes the budget, unless nothing shall", () => {
    const review = { findings: [], drifted: [] } as never;
    const quiet = { name: "demo", review };
    const one = withCost(quiet, plan, siteOf({ budget: 2 }));
    expect(hasFinding([one], "critical")).toBe(true);
    expect(hasFinding([one], "none")).toBe(false);
    expect(hasFinding([withCost(quiet, plan, siteOf({ budget: 200 }))], "low")).toBe(false);
    expect(hasFinding([withCost(quiet, plan, undefined)], "low")).toBe(false);
  });

  it("is a section of its own, in Markdown and in JSON", () => {
    const one = withCost({ name: "demo", review: reviewPlan(plan) }, plan, siteOf({ budget: 2 }));
    expect(reviewToMarkdown([one])).toContain("#### A month in US dollars");
    expect(reviewToMarkdown([one])).toContain("**The expected month passes the budget of $2.00.**");
    expect(JSON.parse(reviewToJson([one])).plans[0].month.passesBudget).toBe(true);
  });
});

it("the page of costs names every term", () => {
  const page = readFileSync("docs/cost.md", "utf8");
  const terms = [
    ...readFileSync("cost/terms.ts", "utf8").matchAll(
      /"((?:cloudfront|lambda|s3|route53|cloudwatch|waf|logs)-[a-z0-9-]+)"/g,
    ),
  ];
  for (const [, id] of terms) expect(page).toContain(`\`${id}\``);
});
