import { readFileSync } from "node:fs";
import { beforeAll, describe, expect, it } from "vitest";
import { exampleSla, slaPageOf } from "../../docs/sla";
import { slaPage } from "../../sla/page";
import { meetsObjective, type SlaReport } from "../../sla/sla";
import { measuredExample } from "../support/measured-example";

describe("the example's site", () => {
  let report: SlaReport;
  beforeAll(async () => {
    report = await exampleSla({ measured: measuredExample });
  }, 300_000);

  const column = (name: string) => report.columns.find((one) => one.name === name);

  it("has the page that docs/sla.md is: npm run docs:sla writes it anew", () => {
    expect(readFileSync("docs/sla.md", "utf8")).toBe(slaPageOf(report));
  });

  it("loses less than one bucket and than an access point, and waits less than a group with the defaults", () => {
    const own = column("outlast-example");
    expect(own?.minutes).toBeLessThan(column("one-bucket")?.minutes ?? 0);
    expect(own?.minutes).toBeLessThan(column("access-point")?.minutes ?? 0);
    const longest = (name: string) =>
      Math.max(...(column(name)?.measured.outages ?? []).map((outage) => outage.longestWait));
    expect(longest("outlast-example")).toBeLessThan(longest("origin-group") / 10);
  });

  it("stands beside other ways, and beside itself with the sentinel, which loses no more than it does without", () => {
    expect(report.columns.map(({ name }) => name)).toEqual([
      ...["one-bucket", "origin-group", "access-point", "sentinel", "outlast-example"],
    ]);
    const [guarded, own] = report.columns.slice(-2);
    expect(guarded?.terms.map(({ id }) => id)).toEqual(own?.terms.map(({ id }) => id));
    expect(guarded?.minutes).toBeLessThanOrEqual((own?.minutes ?? 0) + 0.05);
  });

  it("has CloudFront as its weakest term, and does not promise 99.95 %", () => {
    expect(report.weakest.id).toBe("cloudfront");
    expect(meetsObjective(report)).toBe(false);
    expect(meetsObjective({ ...report, objective: 0.998 })).toBe(true);
  });

  it("finds the setting that wins most and the one that loses most by trying them", () => {
    expect(report.settings[0]).toMatchObject({ setting: 'headers.runtime: "cloudfront-function"' });
    expect(report.settings[0]?.minutes).toBeCloseTo(2.16, 1);
    expect(report.settings.at(-1)?.setting).toBe("failover.statusCodes: [403, 500, 502]");
    const slow = report.settings.find(({ setting }) => setting === 'failover.readTimeout: "30s"');
    expect(slow?.wait).toBeCloseTo(25_000, -2);
  });

  it("is carried by caches for the day that expired copies are kept", () => {
    for (const { until } of report.carried) expect(until).toBeGreaterThan(23 * 3_600_000);
  });

  it("is drawn on a page that runs nothing", () => {
    const page = slaPage(report);
    expect(page).toContain('http-equiv="Content-Security-Policy" content="default-src');
    expect(page.match(/<svg/g)).toHaveLength(report.carried.length);
    expect(page).not.toContain("<script");
  });
});
