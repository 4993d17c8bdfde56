import { afterAll, beforeAll, expect, it } from "vitest";
import { packageRoot } from "../../config/package-root";
import type { SiteConfig } from "../../config/schema";
import { ownProject } from "../../project/own-project";
import { type DrillContent, drillContent } from "../../rehearsal/drill/content/content";
import { type PreparedSite, prepareSite } from "../../rehearsal/drill/site";
import { likeProfile } from "../../rehearsal/drill/traffic/profiled";
import { carriedClasses } from "../../sla/carrying";
import { ownDrilledSite } from "../../sla/ways";
import { parseProfile } from "../../traffic/profile";

/** Page views of two days by path, at one city. */
function profileOf(views: Readonly<Record<string, number>>) {
  const requests = Object.values(views).reduce((sum, count) => sum + count, 0);
  const paths = Object.entries(views).map(([path, count]) => ({
    ...{ path, requests: count, bytes: 0, hits: 0, statuses: { "2xx": count } },
  }));
  const profile = {
    ...{ version: 1, from: "2026-11-01T00", to: "2026-11-02T23", k: 10, requests, bytes: 0, bots: 0 },
    ...{ pageViews: requests, hitRatio: 0.5, conditional: 0, ranges: 0 },
    ...{ hours: new Array<number>(24).fill(requests / 24), locations: { FRA: requests } },
    ...{ methods: { GET: requests }, statuses: { "2xx": requests }, devices: {}, paths, otherPaths: 0 },
  };
  return likeProfile(parseProfile(JSON.stringify(profile), "profile.json"));
}

let content: DrillContent;
let site: PreparedSite;
let config: SiteConfig;

beforeAll(async () => {
  const project = ownProject();
  config = project.sites[0] as SiteConfig;
  content = await drillContent(`${packageRoot()}/${config.content.folder}`, config);
  site = await prepareSite(ownDrilledSite(project, config), content, "test");
}, 60_000);
afterAll(() => content.close());

it("plays what the logs have: classes that were asked for, as often as they were", async () => {
  const blog = site.oracle.ranked.find((page) => page.startsWith("/blog/")) as string;
  const only = await carriedClasses(site, config, "test", profileOf({ [blog]: 480 }));
  expect(only.map(({ pattern }) => pattern)).toEqual(["/blog/*"]);
  const both = await carriedClasses(site, config, "test", profileOf({ "/": 432, [blog]: 48 }));
  const views = both.map(({ pattern, result }) => [pattern, result.measures.pageViews] as const);
  const [home, blogs] = [Object.fromEntries(views)["*"] ?? 0, Object.fromEntries(views)["/blog/*"] ?? 0];
  // 10 an hour for 30 hours, of which nine tenths are of the home page.
  expect(home).toBeGreaterThan(200);
  expect(home).toBeLessThan(350);
  expect(blogs).toBeGreaterThan(5);
  expect(blogs).toBeLessThan(60);
});
