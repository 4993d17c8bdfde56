import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { SiteConfig } from "../../config";
import { packageRoot } from "../../config/package-root";
import { siteMonth, trafficOf } from "../../cost/estimate";
import { inventoryOf } from "../../cost/inventory";
import { resourcesOfStack } from "../../cost/resources";
import { exampleSla, slaPageOf } from "../../docs/sla";
import { ownProject } from "../../project/own-project";
import { replay } from "../../rehearsal/drill/replay/replay";
import { loggedRequests } from "../../rehearsal/drill/replay/requests";
import type { MeasuredBefore } from "../../sla/measure";
import { slaPage } from "../../sla/page";
import { meetsObjective, type SlaReport } from "../../sla/sla";
import { ownDrilledSite } from "../../sla/ways";
import { monthLike } from "../../traffic/month";
import { readTraffic } from "../../traffic/read";
import { siteJson } from "../support/site-json";
import { version1, version2 } from "../traffic/support/guide-samples";
import { pages, threeMonths } from "../traffic/support/three-months";

/** Of drills that are the same beside any traffic, and take longer than all else: the first report measures them. */
const measured: MeasuredBefore = new Map();

describe("the example's site", () => {
  let report: SlaReport;
  beforeAll(async () => {
    report = await exampleSla({ measured });
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

describe("logs, all the way", () => {
  const folder = mkdtempSync(join(tmpdir(), "outlast-logs-"));
  afterAll(() => rmSync(folder, { recursive: true }));

  it("three months, one of each format, give a profile, a table of service levels, a price and a replay", async () => {
    const months = join(folder, "months");
    const september = threeMonths(months);
    const { broken, files, profile } = await readTraffic(months);
    expect({ broken, files }).toEqual({ broken: [], files: 3 });
    expect(profile).toMatchObject({
      from: "2026-09-01T00",
      to: "2026-11-30T23",
      requests: 91 * 48 * 5,
      pageViews: 91 * 48 * 3,
    });
    expect(profile.paths.map(({ path }) => path).toSorted()).toEqual(pages.toSorted());

    // By hand: three views each half hour, so 4,320 in thirty days, and a third of them in Japan.
    const project = ownProject();
    const config = project.sites[0] as SiteConfig;
    const traffic = monthLike(profile, trafficOf(config));
    expect(traffic.pageViews).toBe(4_320);
    expect(traffic.areas.japan).toBeCloseTo((traffic.areas.europe ?? 0) / 2, -1);
    const content = { files: 10, bytes: 1e6 };
    const { lines } = siteMonth(config, inventoryOf(resourcesOfStack(JSON.stringify(siteJson()))), {
      content,
      today: "2026-11-29",
      traffic,
    });
    const requests = lines.filter(({ id }) => id === "cloudfront-requests");
    expect(requests.reduce((sum, { quantity }) => sum + quantity, 0)).toBeCloseTo(7_200, 0);

    const site = ownDrilledSite(project, config);
    const given = { file: "traffic.json", profile };
    const report = await exampleSla({ measured, traffic: given });
    expect(report.carried.map(({ pattern }) => pattern)).toContain("/blog/*");
    const [own] = report.columns.slice(-1);
    expect(own?.name).toBe(config.name);
    // By hand: what all terms leave, and the minutes of a month of thirty days that this lacks.
    const left = own?.terms.reduce((product, { availability }) => product * availability, 1) ?? 0;
    expect(own?.availability).toBeCloseTo(left, 12);
    expect(own?.minutes).toBeCloseTo((1 - left) * 43_200, 6);
    expect(own?.minutes).toBeLessThan(report.columns[0]?.minutes ?? 0);
    expect(report.settings.length).toBeGreaterThan(3);

    const played = await replay(
      site,
      join(packageRoot(), config.content.folder),
      await loggedRequests(september),
      10,
    );
    expect(played.played).toBe(30 * 48 * 5);
    // The logs' site had a 404 at once, and this one first leads to the URL that a page would have.
    const [redirected, ...others] = played.differences.filter(({ kind }) => kind === "status");
    expect(others).toEqual([]);
    expect(redirected).toMatchObject({ logged: "404", now: "301", paths: ["/gone"], requests: 30 * 48 });
  });

  it("the guide's samples of both versions give one profile, a price and a table of service levels, and a replay each", async () => {
    const texts = { "version-1": version1, "version-2": version2 };
    const logs = Object.entries(texts).map(([name, text]) => {
      const log = join(folder, `${name}.gz`);
      writeFileSync(log, gzipSync(text));
      return log;
    });
    const [profile, ...others] = await Promise.all(
      logs.map(async (log) => (await readTraffic(log, { k: 1 })).profile),
    );
    if (profile === undefined) throw new Error("no log was read");
    expect(others).toEqual([profile]);
    expect(profile).toMatchObject({ requests: 6, pageViews: 3, hitRatio: 0.5 });

    // By hand: three views in 218 hours are ten in a month's 720, of two requests each.
    const project = ownProject();
    const config = project.sites[0] as SiteConfig;
    const traffic = monthLike(profile, trafficOf(config));
    expect(traffic).toMatchObject({ pageViews: 10, requestsPerView: 2, areas: { us: 6 } });
    const month = siteMonth(config, inventoryOf(resourcesOfStack(JSON.stringify(siteJson()))), {
      ...{ content: { files: 10, bytes: 1e6 }, today: "2026-11-29", traffic },
    });
    const requests = month.lines.filter(({ id }) => id === "cloudfront-requests");
    expect(requests.reduce((sum, { quantity }) => sum + quantity, 0)).toBeCloseTo(20, 6);
    expect(month.total.expected).toBeGreaterThan(0);

    // What is not read of a log, but of its profile, is asked once: both have the same.
    const given = { file: "traffic.json", profile };
    const report = await exampleSla({ measured, traffic: given });
    const own = report.columns.at(-1);
    expect(own?.terms.map(({ id }) => id)).toEqual(["cloudfront", "lambda", "s3"]);
    expect(own?.minutes).toBeLessThan(report.columns[0]?.minutes ?? 0);
    expect(report.carried.map(({ pattern }) => pattern)).toEqual(["*"]);

    const site = ownDrilledSite(project, config);
    const content = join(packageRoot(), config.content.folder);
    for (const log of logs) {
      const played = await replay(site, content, await loggedRequests(log), 1);
      expect(played).toMatchObject({ played: 6, same: 0, different: 6 });
      // The guide's distribution had a page by its file's name, and an origin that nobody found, over http.
      expect(played.differences).toMatchObject([
        { logged: "200", now: "301", paths: ["/index.html"], requests: 3 },
        { logged: "502", now: "301", paths: ["/", "/favicon.ico"], requests: 3 },
      ]);
    }
  });
});
