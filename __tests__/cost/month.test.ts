import { describe, expect, it } from "vitest";
import { attacksOn } from "../../cost/attack";
import { plansFor } from "../../cost/flat-rate";
import { monthOf } from "../../cost/month";
import { oldPlans, oldPrices, shippedPrices } from "../../cost/prices";
import { bare, regions, round } from "./cases";

const traffic = {
  pageViews: 1_000_000,
  requestsPerView: 10,
  bytesPerView: 2 ** 20,
  hitRatio: 0.9,
  areas: { us: 1 },
};
const habit = { releases: 10, changed: 0.1, paths: 5 };
const content = { files: 100, bytes: 2 ** 30 };
const input = { inventory: bare, regions, traffic, habit, content, today: "2026-11-29", prices: round };

describe("a month", () => {
  it("has three cases, whose lines add up", () => {
    const { lines, total } = monthOf(input);
    for (const which of ["low", "expected", "high"] as const)
      expect(lines.reduce((sum, { cost }) => sum + cost[which], 0)).toBeCloseTo(total[which], 9);
    expect(total.low).toBeLessThan(total.expected);
    expect(total.expected).toBeLessThan(total.high);
  });

  it("reckons the expected one with the numbers that are given", () => {
    const requests = monthOf(input).lines.find(({ id }) => id === "cloudfront-requests");
    expect(requests).toMatchObject({ quantity: 1e7, cost: { low: 5, expected: 10, high: 30 } });
    expect(monthOf(input).lines.find(({ id }) => id === "s3-reads")?.quantity).toBeCloseTo(1e6);
  });

  it("says which prices are older than 180 days, of those that it used", () => {
    expect(monthOf(input).old).toEqual([]);
    expect(monthOf({ ...input, today: "2027-05-01" }).old).toContain("cloudfront-requests/us");
    expect(monthOf({ ...input, today: "2027-05-01" }).old).not.toContain("waf-requests");
    expect(oldPrices(round, "2027-04-30", ["waf-requests"])).toEqual([]);
  });
});

describe("the prices that ship", () => {
  it("have a source and a day, each, and no page of this machine", () => {
    for (const [name, { read, source }] of Object.entries({
      ...shippedPrices.items,
      ...shippedPrices.free,
    })) {
      expect(source, name).toMatch(/^https:\/\//);
      expect(read, name).toMatch(/^2026-\d\d-\d\d$/);
    }
  });
});

describe("an attack", () => {
  const edge = { ...bare, viewerFunctions: 1, lambdaAtOrigin: 1 };
  const price = (inventory = edge) => attacksOn(inventory, regions, traffic, content, round);

  it("costs what its requests and bytes cost", () => {
    // 90 M requests: $90; 2,514.6 GB: 100 x $0.10 + 2,414.6 x $0.05.
    const gigabytes = (90e6 * 30_000) / 2 ** 30;
    expect(price(bare)[0]?.hour).toBeCloseTo(90 + 10 + (gigabytes - 100) * 0.05, 4);
  });

  it("is capped by settings, the cheapest first, that cost less than none", () => {
    const [known, unknown] = price();
    expect(known?.caps.map(({ setting }) => setting.split(",")[0])).toEqual([
      "a flat-rate plan: nothing is billed over its allowance",
      "distribution.webAclArn",
    ]);
    expect(known?.caps[1]?.hour).toBeCloseTo(54);
    expect(unknown?.caps.map(({ setting }) => setting)).toContain('headers.runtime: "cloudfront-function"');
    expect(unknown?.hour).toBeGreaterThan(known?.hour ?? 0);
  });
});

describe("flat-rate plans", () => {
  const own = { ...bare, ownCachePolicies: 3, behaviours: 6, lambdaAtOrigin: 1 };
  const fits = (inventory = own, usage = { requests: 2e6, gigabytes: 50 }) =>
    Object.fromEntries(plansFor(inventory, usage, monthOf(input)).map((fit) => [fit.name, fit]));

  it("name what keeps a site from joining", () => {
    const always = [
      "no web ACL, which the plan demands (distribution.pricing makes one)",
      "PriceClass_100, where all edge locations are",
    ];
    const all = { ...own, ownHeadersPolicies: 1, ownForwardPolicies: 2, logs: "text" as const };
    expect(fits(all).Free?.obstacles).toEqual([
      "3 cache policies of its own, where only managed ones may be",
      "1 response headers policies of its own, where only managed ones may be",
      "2 origin request policies of its own, where only managed ones may be",
      "6 cache behaviours, where 5 may be",
      ...always,
      "access logs, which it has not",
    ]);
    expect(fits(all).Business?.obstacles).toEqual(always);
    expect(fits({ ...own, webAcl: true, priceClass: "PriceClass_All" }).Business?.obstacles).toEqual([]);
  });

  it("cost what they cost, and what they have not got by use", () => {
    const { lines, total } = monthOf(input);
    const byUse = lines.filter(({ id }) => /^cloudfront-(transfer|requests|functions|key)|^waf-/.test(id));
    const others = total.expected - byUse.reduce((sum, { cost }) => sum + cost.expected, 0);
    expect(others).toBeGreaterThan(0);
    expect(fits().Pro?.month).toBeCloseTo(15 + others, 9);
  });

  it("say which of them were read more than 180 days ago", () => {
    const plans = ["2026-09-05", "2026-11-01"].map((read, at) => ({
      ...{ name: `Plan ${at}`, price: 1, requests: 1, gigabytes: 1, source: "https://example.com/", read },
    }));
    expect(oldPlans({ plans }, "2027-03-04")).toEqual([]);
    expect(oldPlans({ plans }, "2027-03-05")).toEqual(["flat-rate/Plan 0"]);
  });

  it("say what is over the allowance, and what nobody is sure of", () => {
    expect(fits().Free?.over).toEqual(["requests"]);
    expect(fits().Pro?.over).toEqual([]);
    expect(fits().Free?.unsure).toHaveLength(1);
    expect(fits(bare).Free?.unsure).toEqual([]);
  });
});
