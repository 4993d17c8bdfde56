import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { shippedScenarios } from "../../../drills";
import { chance } from "../../../rehearsal/drill/random";
import { scenarioSchema } from "../../../rehearsal/drill/scenario";
import type { PreparedSite } from "../../../rehearsal/drill/site";
import { givenTraffic, usedTraffic } from "../../../rehearsal/drill/traffic/given";
import type { Visit } from "../../../rehearsal/drill/traffic/model";
import { likeProfile } from "../../../rehearsal/drill/traffic/profiled";
import { parseProfile, type TrafficProfile } from "../../../traffic/profile";
import { problemsOf } from "../../support/problems";
import { drilled, exampleSite } from "./drilled";

const path = (name: string, requests: number, statuses = { "2xx": requests }) => ({
  ...{ path: name, requests, statuses, bytes: 0, hits: 0 },
});
const hours = (counts: Readonly<Record<number, number>>) =>
  Array.from({ length: 24 }, (_, at) => counts[at] ?? 0);

/** Two days of a site: all come between noon and two, most of them to one city. */
const profile: TrafficProfile = {
  ...{ version: 1, from: "2026-11-01T00", to: "2026-11-02T23", k: 10, requests: 9_600, bytes: 0, bots: 0 },
  ...{ pageViews: 4_800, hitRatio: 0.9, conditional: 0.2, ranges: 0.5, otherPaths: 0, devices: {} },
  ...{ hours: hours({ 12: 6_400, 13: 3_200 }), locations: { FRA: 6_000, NRT: 3_000, other: 600 } },
  ...{ methods: { GET: 9_120, HEAD: 480 }, statuses: { "2xx": 9_600 } },
  paths: [path("/about", 3_000), path("/index.html", 1_000), path("/gone/", 5_600, { "2xx": 0 })],
};

describe("traffic like a profile's", () => {
  const model = likeProfile(profile);
  const pages = ["/", "/about/", "/gone/", "/rare/"];
  const visits = (shape = {}, from = 0, to = 24 * 3_600_000): readonly Visit[] => [
    ...model.visits({
      ...{ pages, from, to, random: chance("a"), shape: { hour: 0, ...model.shape, ...shape } },
    }),
  ];
  const count = <T>(all: readonly T[], is: (one: T) => boolean) => all.filter(is).length;

  it("is named in a result, without the folder that its file is in", () => {
    const { from, pageViews, to } = profile;
    expect(usedTraffic({ file: "/home/me/october.json", profile })).toEqual({
      ...{ source: "profile", file: "october.json", from, to, pageViews },
    });
    expect(usedTraffic(undefined)).toEqual({ source: "made-up" });
  });

  it("has as many page views in the hours of the day as the logs", () => {
    const all = visits();
    const views = (at: number) =>
      all
        .filter((visit) => Math.floor(visit.at / 3_600_000) === at)
        .reduce((sum, visit) => sum + visit.views.length, 0);
    // A day of the two: 1,600 and 800 page views.
    expect(Math.abs(views(12) - 1_600)).toBeLessThan(160);
    expect(Math.abs(views(13) - 800)).toBeLessThan(120);
    expect(views(12) + views(13)).toBe(all.reduce((sum, visit) => sum + visit.views.length, 0));
  });

  it("opens pages as often as the logs do, whichever of its addresses is in them, and none that had no answer", () => {
    const ranks = visits().flatMap(({ views }) => views.map(({ rank }) => rank));
    expect(new Set(ranks)).toEqual(new Set([0, 1]));
    expect(count(ranks, (rank) => rank === 1) / ranks.length).toBeCloseTo(0.75, 1);
  });

  it("opens pages that fewer than k asked for, where the logs have such", () => {
    const other = likeProfile({ ...profile, otherPaths: 4_000 });
    const all = [
      ...other.visits({ pages, from: 0, to: 24 * 3_600_000, random: chance("a"), shape: { hour: 0 } }),
    ];
    const ranks = new Set(all.flatMap(({ views }) => views.map(({ rank }) => rank)));
    expect(ranks).toEqual(new Set([0, 1, 2, 3]));
  });

  it("comes to the cities of the logs, asks with conditions, and for as many ranges and heads", () => {
    expect(model.shape).toMatchObject({ locations: [6_000, 3_000], returning: 0.4 });
    const all = visits();
    const views = all.reduce((sum, visit) => sum + visit.views.length, 0);
    const extras = all.flatMap((visit) => visit.extras);
    expect(count(all, ({ location }) => location === 0) / all.length).toBeCloseTo(2 / 3, 1);
    // One range for each page view, a head for ten.
    expect(count(extras, (kind) => kind === "range") / views).toBeCloseTo(1, 1);
    expect(count(extras, (kind) => kind === "head") / views).toBeCloseTo(0.1, 1);
  });

  it("knows nothing of hours that the logs do not reach: those are as the others", () => {
    const short = { ...profile, from: "2026-11-01T12", to: "2026-11-01T13", requests: 9_600 };
    const all = [
      ...likeProfile(short).visits({
        ...{ pages, from: 0, to: 3_600_000, random: chance("a"), shape: { hour: 3 } },
      }),
    ];
    // 4,800 page views in two hours, 2.5 of a visit.
    expect(Math.abs(all.length - 960)).toBeLessThan(100);
  });

  it("is thinned where it would be too much, and says by how much", () => {
    const busy = { ...profile, pageViews: 960_000_000, requests: 960_000_000 };
    const scenarios = [scenarioSchema.parse(shippedScenarios["primary-500"])];
    const { model: many, warnings } = givenTraffic({ file: "p.json", profile: busy }, scenarios);
    // 8,000,000 visits an hour on the average, 35 minutes.
    expect(warnings).toEqual(["primary-500: each visit stands for 93.3 of p.json"]);
    let came = 0;
    const asked = { pages, from: 0, to: 2_100_000, random: chance("a"), shape: { hour: 12 } };
    for (const _ of many.visits(asked)) came++;
    // The hour of noon has 16 times the average.
    expect(came).toBeLessThan(50_000 * 17);
  });
});

describe("a drill with a profile", () => {
  let site: PreparedSite;
  beforeAll(async () => {
    site = await exampleSite();
  });
  afterAll(() => site.close());
  const calm = {
    ...{ name: "calm", title: "Calm", hypothesis: "Nothing.", class: "region" as const },
    ...{ steady: "0s", duration: "30m", timeline: [], traffic: { hour: 12, locations: [1] } },
  };

  it("sends its visitors, from its cities", async () => {
    const traffic = likeProfile({ ...profile, ranges: 0, conditional: 0.3 });
    const { measures, series, verdict } = await drilled(site, calm, { traffic });
    expect(verdict).toBe("held");
    expect(measures.locations.seen).toBe(2);
    // 1,600 in the hour from noon.
    expect(Math.abs(measures.pageViews - 800)).toBeLessThan(120);
    expect(series.right.reduce((sum, views) => sum + views, 0)).toBe(measures.pageViews);
  });

  it("is refused where nobody would come, and where no page is this site's", () => {
    const scenarios = ["a", "b"].map((name) => scenarioSchema.parse({ ...calm, name }));
    const given = (over: Partial<TrafficProfile>) =>
      givenTraffic({ file: "p.json", profile: { ...profile, ...over } }, scenarios);
    expect(problemsOf(() => given({ pageViews: 0 }))).toEqual(["DRILL_TRAFFIC p.json has no page view"]);
    expect(problemsOf(() => given({ pageViews: 1 }))).toEqual([
      "DRILL_TRAFFIC a: fewer than one visit is expected by p.json",
      "DRILL_TRAFFIC b: fewer than one visit is expected by p.json",
    ]);
    expect(given({ paths: [path("/shop/", 10)] }).problemsAt(site)).toMatchObject([
      { code: "DRILL_TRAFFIC", value: "p.json has requests for no page of outlast-example" },
    ]);
    expect(given({}).problemsAt(site)).toEqual([]);
  });

  it("is refused with all that is wrong with it at once", () => {
    const bad = {
      ...{ ...profile, from: "yesterday", to: "2026-11-99T00", pageViews: -1, hitRatio: 2, ranges: "half" },
      ...{ hours: [1], requests: 1e300, ip: "203.0.113.7" },
    };
    const places = problemsOf(() => parseProfile(JSON.stringify(bad), "p.json")).map(
      (problem) => / p\.json: ([\w ]+):/.exec(problem)?.[1],
    );
    expect(new Set(places)).toEqual(
      new Set(["from", "to", "pageViews", "hitRatio", "ranges", "hours", "requests", "all of it"]),
    );
    const unlikely = { ...profile, to: "2026-10-01T00", pageViews: 1e6, hours: hours({}) };
    expect(problemsOf(() => parseProfile(JSON.stringify(unlikely), "p.json"))).toHaveLength(3);
  });
});
