import { describe, expect, it, test } from "vitest";
import type { Inventory } from "../../cost/inventory";
import { priceOf } from "../../cost/prices";
import { termsOf } from "../../cost/terms";
import { gigabyte, type Usage } from "../../cost/usage";
import { bare, idle, regions, round } from "./cases";

const bill = (usage: Partial<Usage>, inventory: Partial<Inventory> = {}) =>
  termsOf({ inventory: { ...bare, ...inventory }, usage: { ...idle, ...usage }, regions, prices: round });
const content = { files: 1_000, bytes: 10 * gigabyte };
/** 20 releases a month, each of a tenth: 20 GB and 2,000 files. */
const habit = { releases: 20, changed: 0.1, paths: 60 };
const replicated = { replicationRules: 1, timeControlledRules: 1, buckets: 2 };

/** Title, what there is of it, and what that costs, worked out by hand. */
const byHand: readonly (readonly [string, Partial<Usage>, Partial<Inventory>, number])[] = [
  // 100 GB x $0.10 + 60 GB x $0.05.
  ["CloudFront, transfer to visitors", { gigabytes: 160 }, {}, 13],
  // 160 - 50 free = 110 GB: 100 x $0.10 + 10 x $0.05.
  ["CloudFront, transfer to visitors", { gigabytes: 160, freeTiers: true }, {}, 10.5],
  // A quarter of 40 GB in Europe: 30 x $0.10 + 10 x $0.20.
  ["CloudFront, transfer to visitors", { gigabytes: 40, areas: { us: 0.75, europe: 0.25 } }, {}, 5],
  // Japan is outside of the class: billed as the United States.
  ["CloudFront, transfer to visitors", { gigabytes: 40, areas: { us: 1, japan: 1 } }, {}, 4],
  // Within it: 20 x $0.10 + 20 x $0.40.
  [
    "CloudFront, transfer to visitors",
    { gigabytes: 40, areas: { us: 1, japan: 1 } },
    { priceClass: "PriceClass_200" },
    10,
  ],
  // 1,000,000 / 10,000 x $0.01.
  ["CloudFront, requests", { requests: 1e6 }, {}, 1],
  // Two functions each: 20 M x $0.10 a million.
  ["CloudFront Functions", { requests: 1e7 }, { viewerFunctions: 2 }, 2],
  ["KeyValueStore, reads", { requests: 1e7 }, { viewerFunctions: 1, keyValueStore: true }, 0.3],
  // 20 x 60 paths x $0.005.
  ["Invalidations", { habit }, {}, 6],
  ["Lambda@Edge, runs", { requests: 1e7, originRequests: 1e6 }, { lambdaAtOrigin: 1 }, 0.6],
  // (10 M + 1 M) x $0.60 a million.
  [
    "Lambda@Edge, runs",
    { requests: 1e7, originRequests: 1e6 },
    { lambdaAtOrigin: 1, lambdaAtViewer: 1 },
    6.6,
  ],
  // 1 M x 0.01 s x 0.125 GB = 1,250 GB-seconds x $0.00005.
  ["Lambda@Edge, duration", { originRequests: 1e6 }, { lambdaAtOrigin: 1 }, 0.0625],
  // 43,200 calls x $1 a million, $0.20 a million, 1 s x 0.25 GB x $0.00002, $0.0004 and $0.0003 a thousand.
  ["Sentinel, calls", {}, { sentinelRuns: 43_200 }, 0.0432],
  ["Sentinel, runs", {}, { sentinelRuns: 43_200 }, 0.00864],
  ["Sentinel, duration", {}, { sentinelRuns: 43_200, sentinelMemory: 0.25 }, 0.216],
  ["Sentinel, reads of primary", {}, { sentinelRuns: 43_200 }, 0.01728],
  ["Sentinel, reads of replica", {}, { sentinelRuns: 43_200 }, 0.01296],
  // 10 GB + 20 GB x 3 months = 70 GB x $0.025.
  ["S3 storage, primary", { content, habit }, { noncurrentDays: 90 }, 1.75],
  ["S3 storage, replica", { content, habit }, { noncurrentDays: 90, ...replicated }, 1.4],
  // 10 M x 107 bytes and some = 1 GB, for 2 months.
  [
    "S3 storage, access logs",
    { requests: 1e7, logBytes: gigabyte / 1e7 },
    { logs: "text", logDays: 60 },
    0.05,
  ],
  ["S3 writes, primary", { content, habit }, {}, 0.01],
  ["S3 writes, replica", { content, habit }, replicated, 0.008],
  ["S3 reads", { originRequests: 1e6 }, {}, 0.4],
  // 20 GB x $0.02, and x $0.015.
  ["Replication, transfer", { content, habit }, replicated, 0.4],
  ["Replication Time Control", { content, habit }, replicated, 0.3],
  [
    "Access logs, conversion to Parquet",
    { requests: 1e7, logBytes: gigabyte / 1e7 },
    { logs: "parquet" },
    0.03,
  ],
  // A terabyte that is kept, four times and two days' share of one: 7 x 30 / 7.
  [
    "Athena, a profile a week",
    { requests: 1e7, logBytes: (1_024 * gigabyte) / 1e7 },
    { logs: "text", logDays: 30, athena: true },
    30,
  ],
  ["Hosted zone", {}, { zones: 1 }, 0.5],
  ["Health checks", {}, { healthChecks: 2 }, 1.5],
  ["Health checks", { healthCheckEndpoint: "aws", freeTiers: true }, { healthChecks: 2 }, 0],
  ["Health checks, options", {}, { healthCheckOptions: 3 }, 6],
  ["Alarms", { freeTiers: true }, { alarms: 12 }, 0.2],
  ["Dashboard", {}, { dashboards: 1 }, 3],
  // 8 of the distribution, 4 of the rule: 12 x $0.30.
  ["CloudWatch metrics", {}, { additionalMetrics: true, timeControlledRules: 1 }, 3.6],
  ["CloudWatch metrics", {}, { sentinels: 2 }, 0.6],
  ["Web ACL", {}, { webAcl: true }, 5],
  ["Web ACL, requests", { requests: 1e7 }, { webAcl: true }, 6],
];

describe("what a term costs is what it comes to by hand", () => {
  test.each(byHand)("%s: %o %o", (title, usage, inventory, cost) => {
    expect(bill(usage, inventory).find((term) => term.title === title)?.cost).toBeCloseTo(cost, 6);
  });

  it("has an example of every term that there is", () => {
    const all = bill(
      { requests: 1, originRequests: 1, gigabytes: 1, content, habit },
      {
        ...{
          viewerFunctions: 1,
          keyValueStore: true,
          sentinelRuns: 1,
          sentinelMemory: 1,
          lambdaAtOrigin: 1,
          webAcl: true,
          ...replicated,
          zones: 1,
        },
        ...{
          healthChecks: 1,
          healthCheckOptions: 1,
          alarms: 1,
          dashboards: 1,
          logs: "parquet",
          athena: true,
          logDays: 1,
        },
      },
    ).map(({ title }) => title);
    expect([...new Set(byHand.map(([title]) => title))].toSorted()).toEqual(all.toSorted());
  });

  it("leaves out what a site has not got", () => {
    expect(bill({})).toEqual([]);
  });

  it("says which prices are not sure", () => {
    const terms = bill({ requests: 1e7 }, { logs: "parquet" });
    expect(terms.find(({ id }) => id === "logs-parquet")?.unsure).toBe("not found");
    expect(terms.find(({ id }) => id === "cloudfront-requests")?.unsure).toBeUndefined();
  });

  it("takes the dearest region's price where there is none, and says so", () => {
    const { price, unsure } = priceOf(round, "s3-storage", "mx-central-1");
    expect(price).toBe(0.025);
    expect(unsure).toContain("no price of mx-central-1");
  });
});
