import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { gzipSync } from "node:zlib";
import { parquetWriteBuffer } from "hyparquet-writer";
import { afterAll, expect, test } from "vitest";
import type { SiteConfig } from "../../config";
import { packageRoot } from "../../config/package-root";
import { siteMonth, trafficOf } from "../../cost/estimate";
import { inventoryOf } from "../../cost/inventory";
import { resourcesOfStack } from "../../cost/resources";
import { exampleSla } from "../../docs/sla";
import { ownProject } from "../../project/own-project";
import { replay } from "../../rehearsal/drill/replay/replay";
import { loggedRequests } from "../../rehearsal/drill/replay/requests";
import { ownDrilledSite } from "../../sla/ways";
import { monthLike } from "../../traffic/month";
import { readTraffic } from "../../traffic/read";
import { measuredExample } from "../support/measured-example";
import { siteJson } from "../support/site-json";

const folder = mkdtempSync(join(tmpdir(), "outlast-months-"));
afterAll(() => rmSync(folder, { recursive: true }));

const names =
  "date time x-edge-location sc-bytes c-ip cs-method cs-uri-stem sc-status cs(User-Agent) x-edge-result-type".split(
    " ",
  );
const pages = ["/", "/docs/", "/blog/first-outage/", "/assets/style.46a6bfbcc7.css", "/gone"];

/** Two visits an hour, each of every path, of a hundred people. */
function month(number: number): string[][] {
  const days = new Date(Date.UTC(2026, number, 0)).getUTCDate();
  return Array.from({ length: days * 24 * 2 }, (_, visit) => {
    const at = new Date(Date.UTC(2026, number - 1, 1) + visit * 1_800_000).toISOString();
    return pages.map((path, view) => [
      ...[at.slice(0, 10), at.slice(11, 17) + String(10 + view), visit % 3 === 0 ? "NRT12" : "FRA56", "2000"],
      ...[`203.0.113.${visit % 100}`, "GET", path, path === "/gone" ? "404" : "200", "Mozilla/5.0%20Firefox"],
      visit === 0 ? "Miss" : path === "/gone" ? "Error" : "Hit",
    ]);
  }).flat();
}

function write(name: string, body: Buffer): void {
  mkdirSync(dirname(join(folder, name)), { recursive: true });
  writeFileSync(join(folder, name), body);
}

test("three months, one of each format, give a profile, a table of service levels, a price and a replay", {
  timeout: 300_000,
}, async () => {
  const rows = [9, 10, 11].map(month);
  const [september = [], october = [], november = []] = rows;
  const w3c = [`#Fields: ${names.join(" ")}`, ...september.map((row) => row.join("\t")), ""].join("\n");
  write("E1.2026-09.gz", gzipSync(w3c));
  const object = (row: readonly string[]) =>
    JSON.stringify(Object.fromEntries(names.map((name, at) => [name, row[at]])));
  write("year=2026/month=10/a.gz", gzipSync(`${october.map(object).join("\n")}\n`));
  const columnData = names.map((name, at) => ({
    name: name
      .replace(/[^a-z]+/gi, "_")
      .replace(/_$/, "")
      .toLowerCase(),
    data: november.map((row) => row[at] as string),
    type: "STRING" as const,
  }));
  write("year=2026/month=11/a.parquet", Buffer.from(parquetWriteBuffer({ columnData })));

  const { broken, files, profile } = await readTraffic(folder);
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
  const report = await exampleSla({ measured: measuredExample, traffic: given });
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
    await loggedRequests(join(folder, "E1.2026-09.gz")),
    10,
  );
  expect(played.played).toBe(30 * 48 * 5);
  // The logs' site had a 404 at once, and this one first leads to the URL that a page would have.
  const [redirected, ...others] = played.differences.filter(({ kind }) => kind === "status");
  expect(others).toEqual([]);
  expect(redirected).toMatchObject({ logged: "404", now: "301", paths: ["/gone"], requests: 30 * 48 });
});
