import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { ScenarioResult } from "../../../rehearsal/drill/result";
import { misfits } from "../../../rehearsal/drill/run-drills";
import { type ScenarioInput, scenarioSchema } from "../../../rehearsal/drill/scenario";
import type { PreparedSite } from "../../../rehearsal/drill/site";
import { drilled, exampleSite, promised } from "./drilled";

const base = {
  title: "A test",
  hypothesis: "None.",
  class: "region" as const,
  steady: "2m",
  duration: "10m",
};
const outage = (fault: string): ScenarioInput => ({
  ...base,
  name: `primary-${fault}`,
  timeline: [{ at: "1m", target: "primary", fault, for: "5m" }],
  // S3 refuses preflights with 403, on which the other region is asked, whole as both are.
  traffic: { options: 0 },
});

describe("a drill", () => {
  let site: PreparedSite;
  beforeAll(async () => {
    site = await exampleSite();
  });
  afterAll(() => site.close());

  it("sees nothing wrong where nothing is broken", async () => {
    const { verdict, measures, cause } = await drilled(site, { ...base, name: "calm", timeline: [] });
    expect(verdict).toBe("held");
    expect(measures).toMatchObject({ availability: 1, wrong: {}, wrongAnswers: 0, failovers: 0 });
    expect(measures.ttfb.p99).toBe(40);
    expect(measures.ttfb.max).toBeLessThan(200);
    expect(cause).toBeUndefined();
  });

  it("is the same drill with the same seed, and another with another", async () => {
    const run = (seed: string) =>
      drilled(site, outage("503"), { seed }).then((result) => JSON.stringify(result));
    expect(await run("a")).toBe(await run("a"));
    expect(await run("a")).not.toBe(await run("b"));
  });

  it("counts what the replica answered, and what each origin was asked in the outage", async () => {
    const { measures, phases } = await drilled(site, outage("503"));
    expect(phases.map(({ name, from, to }) => [name, from, to])).toEqual([
      ["steady", -120_000, 60_000],
      ["outage", 60_000, 360_000],
      ["after", 360_000, 600_000],
    ]);
    const [steady, during, after] = phases as [PhaseOf, PhaseOf, PhaseOf];
    expect(during.measures.failovers).toBeGreaterThan(5);
    expect(steady.measures.failovers + after.measures.failovers).toBeLessThan(during.measures.failovers / 5);
    expect(during.measures.origins.replica?.requests).toBeGreaterThan(5);
    expect(measures.requests).toBeGreaterThan(during.measures.requests + after.measures.requests);
  });

  it("has a chart's values for each stretch of time, which add up to the page views", async () => {
    const { series, phases } = await drilled(site, outage("503"));
    const sum = [...series.right, ...series.stale, ...series.wrong].reduce((total, one) => total + one, 0);
    expect(sum).toBe(phases.reduce((total, { measures }) => total + measures.pageViews, 0));
    expect(series.p99).toHaveLength(series.right.length);
  });

  it("ends early where it is told to", async () => {
    const { timeline, phases } = await drilled(site, {
      ...base,
      name: "edge-gone",
      timeline: [{ at: "1m", target: "edge", fault: "errors" }],
      stop: { wrongInARow: 3 },
    });
    expect(timeline.at(-1)).toMatchObject({ kind: "stop" });
    expect(phases.at(-1)?.to).toBeLessThan(600_000);
  });

  it("skips what the site has not got, and says so", async () => {
    const { verdict, remark } = await drilled(site, { ...outage("503"), needs: ["maintenance-page"] });
    expect([verdict, remark]).toEqual(["skipped", expect.stringContaining("errorPages.maintenance")]);
  });

  it("decides by the bytes: a release that went bad is wrong with status 200", async () => {
    const { verdict, measures, cause } = await drilled(site, {
      ...base,
      name: "bad",
      timeline: [
        { at: "1m", do: "bad-release" },
        { at: "4m", do: "rollback" },
      ],
    });
    expect(verdict).toBe("broken");
    expect(Object.keys(measures.wrong)).toEqual(["bad-release"]);
    expect(cause?.code).toBe("bad-release");
  });

  it("counts what each region was asked, and what the outage cost in requests", async () => {
    const { measures, phases } = await drilled(site, {
      ...base,
      name: "cost",
      timeline: [{ at: "0s", target: "primary", fault: "503", for: "10m" }],
    });
    const { "eu-central-1": primary, "eu-west-1": replica } = measures.regions ?? {};
    expect(primary?.failures).toBe(primary?.requests);
    expect(replica?.bytes).toBeGreaterThan(0);
    expect(measures.extraOriginRequests).toBeGreaterThan((replica?.requests ?? 0) / 2);
    expect(phases[0]?.measures.extraOriginRequests).toBe(0);
  });

  it("has as many edge locations as the config gives shares", async () => {
    const calm = { ...base, name: "calm", timeline: [] };
    const one = await drilled(site, calm, { edgeLocations: [1] });
    const four = await drilled(site, calm, { edgeLocations: [1, 1, 1, 1] });
    expect([one, four].map(({ measures }) => measures.locations.seen)).toEqual([1, 4]);
  });

  it("is refused where it is aimed at what the site has not, with what that has", () => {
    const aimed = scenarioSchema.parse({
      ...{ ...base, name: "aimed" },
      timeline: [
        { at: "0s", target: "moon", fault: "503" },
        { at: "1m", target: "edge", fault: "dns" },
        { at: "2m", mend: "moon" },
        { at: "3m", mend: "all" },
      ],
    });
    const problems = misfits(site, aimed, ".");
    expect(problems.map(({ code, value }) => `${code} ${String(value).split(";")[0]}`)).toEqual([
      "DRILL_TARGET aimed: timeline.0 is aimed at moon",
      "DRILL_TARGET aimed: timeline.2 is aimed at moon",
    ]);
    expect(problems[0]?.value).toMatch(/; outlast-example has primary, replica, .*, control-plane$/);
  });

  it("misses its staleness by the age of what a region shows that a sync, which waits for none, left behind", async () => {
    const synced = await exampleSite(undefined, undefined, true);
    try {
      const late: ScenarioInput = {
        ...{ ...base, name: "late", class: "release", replicationLag: "10m" },
        timeline: [
          { at: "0s", do: "release" },
          { at: "1m", target: "primary", fault: "503", for: "5m" },
        ],
      };
      const objectives = { ...promised, staleness: 60_000 };
      const { measures, objectives: found, verdict } = await drilled(synced, late, { objectives });
      expect(verdict).toBe("broken");
      expect(measures.oldestStale).toBeGreaterThan(60_000);
      expect(found).toContainEqual({
        ...{ objective: "staleness", value: measures.oldestStale, limit: 60_000, held: false },
        cause: expect.objectContaining({ code: "second-origin-behind" }),
      });
    } finally {
      synced.close();
    }
  });

  it("tells what came of operators' actions that failed", async () => {
    const { timeline } = await drilled(site, {
      ...base,
      name: "control-plane",
      timeline: [
        { at: "0s", target: "control-plane", fault: "unavailable" },
        { at: "1m", do: "invalidate" },
        { at: "2m", do: "evacuate" },
        { at: "3m", do: "read-state" },
        { at: "4m", do: "renew-certificate" },
      ],
    });
    const [invalidate, evacuate, state, certificate] = timeline.filter(({ kind }) => kind === "operator");
    expect(invalidate?.outcome).toMatch(/us-east-1/);
    expect(evacuate?.outcome).toMatch(/^done: a KeyValueStore/);
    expect([state?.outcome, certificate?.outcome]).toEqual([
      "done: the state needs S3 of eu-west-1, and no control plane of us-east-1",
      expect.stringContaining("goes on until it expires"),
    ]);
  });
});

type PhaseOf = ScenarioResult["phases"][number];
