import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
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
import { version1, version2 } from "./support/guide-samples";

const folder = mkdtempSync(join(tmpdir(), "outlast-samples-"));
afterAll(() => rmSync(folder, { recursive: true }));

test("the guide's samples of both versions give one profile, a price and a table of service levels, and a replay each", async () => {
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
  const report = await exampleSla({ measured: measuredExample, traffic: given });
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
