import { readFileSync } from "node:fs";
import { describe, expect, it, test } from "vitest";
import { minutesLost, parallel, type SlaTerm, serial, shareWithin, termsOfWay } from "../../sla/formulas";
import { certificatesTable, shownMinutes, slaMarkdown } from "../../sla/render";
import { certificateLifetimes, observedOutages, serviceLevels } from "../../sla/services";
import type { SlaReport } from "../../sla/sla";

const level = (id: string) => serviceLevels.find((one) => one.id === id) as (typeof serviceLevels)[number];
const minutesOf = (facts: Parameters<typeof termsOfWay>[0]) =>
  Object.fromEntries(termsOfWay(facts, serviceLevels).map(({ id, minutes }) => [id, minutes]));

test("certificates' lifetimes stand in docs/sla.md as the report has them, shorter from day to day", () => {
  expect(readFileSync("docs/sla.md", "utf8")).toContain(
    `\n\n${certificatesTable()}\n\nACM credits nothing: `,
  );
  const days = certificateLifetimes.map((one) => one.days);
  expect(days).toEqual(days.toSorted((a, b) => b - a));
});

describe("the formulas, by hand", () => {
  it("multiply what is needed: 0.999 x 0.999", () => {
    expect(serial([1, 0.999, 0.999])).toBeCloseTo(0.998001, 12);
  });

  it("multiply what is lacking of those of which one is enough: 1 - 0.001 x 0.001", () => {
    expect(parallel([0.999, 0.999])).toBeCloseTo(0.999999, 12);
    expect(parallel([0.999])).toBeCloseTo(0.999, 12);
  });

  it("count 43,200 minutes a month", () => {
    expect(minutesLost(0.999)).toBeCloseTo(43.2, 9);
    expect(minutesLost(0.9995)).toBeCloseTo(21.6, 9);
    expect(minutesLost(1)).toBe(0);
  });

  it("have a budget allow what it pays for: $100 at $250 an hour are 24 minutes", () => {
    expect(minutesLost(shareWithin(100, 250))).toBeCloseTo(24, 9);
    expect(shareWithin(1e6, 1)).toBe(0);
  });

  it("have one bucket lose what caches do not carry: 43.2 x 0.75", () => {
    expect(minutesOf({ ownName: true, lambdaShare: 0, carried: { oneRegion: 0.25 } })).toEqual({
      ...{ route53: 0, cloudfront: expect.closeTo(43.2, 6), s3: expect.closeTo(32.4, 6) },
    });
  });

  it("have two lose what is not carried of one, and of both at once", () => {
    // 43.2 x 0.1, and 0.0432 x 0.5.
    const { s3 } = minutesOf({
      ownName: false,
      lambdaShare: 0,
      carried: { oneRegion: 0.9, bothRegions: 0.5 },
    });
    expect(s3).toBeCloseTo(4.32 + 0.0216, 6);
  });

  it("count a function by the requests that run it: 21.6 x 0.1", () => {
    expect(minutesOf({ ownName: false, lambdaShare: 0.1, carried: { oneRegion: 1 } }).lambda).toBeCloseTo(
      2.16,
      6,
    );
  });
});

test.each([
  [0.9991, 0],
  [0.9985, 0.1],
  [0.98, 0.25],
  [0.9, 1],
])("S3 at %d credits %d of its bill", (availability, credit) => {
  const { credits } = level("s3");
  expect(credits.find(([below]) => availability < below)?.[1] ?? 0).toBe(credit);
});

test("a report has each term's formula, what an hour of each outage costs, and what the objective allows", () => {
  const outage = { title: "Primary answers 503", carried: 0.6, longestWait: 80 };
  const measured = { oneRegion: 0.6, outages: [outage] };
  const terms = termsOfWay({ ownName: false, lambdaShare: 0, carried: measured }, serviceLevels);
  const column = { name: "demo", title: "demo", terms, availability: 0.999, minutes: 43.2, measured };
  const report: SlaReport = {
    ...{ version: 1, site: "demo", seed: "a", columns: [column], carried: [], settings: [] },
    ...{ weakest: terms[0] as SlaTerm, objective: 0.999, revenuePerHour: 250 },
  };
  const text = slaMarkdown(report);
  expect(text).toContain("CloudFront `a`; S3 Standard, one region `1 - (1 - a) x (1 - carried by caches)`.");
  // By hand: 0.4 x $250, 43.2 / 60 x $250.
  expect(text).toContain("60.0 %, 80 ms, $100 an hour");
  expect(text).toContain("At $250 an hour, a month's minutes are $180.00.");
  expect(text).toContain("99.9 % allows 43.2 min: that is promised.");
});

describe("what is quoted", () => {
  it("has a page and a day", () => {
    for (const { read, source, title } of serviceLevels) {
      expect(source, title).toMatch(/^https:\/\/aws\.amazon\.com\//);
      expect(read, title).toMatch(/^20/);
    }
    for (const { date, source } of observedOutages)
      expect([date, source].join(" ")).toMatch(/^20\d\d-\d\d-\d\d https:/);
  });
});

test.each([
  [43.2, "43.2 min"],
  [0.04, "2.4 s"],
  [0, "0 min"],
  [-2.16, "-2.2 min"],
])("%d minutes are %s", (minutes, text) => expect(shownMinutes(minutes)).toBe(text));
