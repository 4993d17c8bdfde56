import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { usualSentinel as usual } from "../../../config/automatic-failover";
import type { ScenarioInput } from "../../../rehearsal/drill/scenario";
import type { PreparedSite } from "../../../rehearsal/drill/site";
import { drilled, exampleSite } from "./drilled";

const minute = 60_000;
const outage = (fault: string, rest: Partial<ScenarioInput> = {}): ScenarioInput => ({
  name: `primary-${fault}`,
  title: "The primary fails, and no person is there",
  hypothesis: "Nobody waits after two minutes.",
  class: "region",
  steady: "2m",
  duration: "45m",
  timeline: [
    { at: "0s", do: "invalidate" },
    { at: "0s", target: "primary", fault, for: "20m" },
    { at: "2m", phase: "healed", do: "clear-caches" },
  ],
  traffic: { visitsPerHour: 120, options: 0 },
  ...rest,
});

describe("a drill of a site with a sentinel", () => {
  let site: PreparedSite;
  beforeAll(async () => {
    site = await exampleSite((config) => ({
      ...config,
      failover: { ...config.failover, automatic: true },
    }));
  });
  afterAll(() => site.close());

  it.each(["blackhole", "hang"])(
    "lets no visitor of a primary with %s wait more than the timers for two minutes, and nobody after",
    async (fault) => {
      const { phases, timeline, measures } = await drilled(site, outage(fault));
      const healed = phases.find(({ name }) => name === "healed");
      expect(measures.availability).toBe(1);
      // One attempt of 2 s, or 5 s for an answer, and the replica's.
      expect(measures.ttfb.max).toBeLessThan(fault === "hang" ? 5_500 : 2_500);
      expect(healed?.measures.requests).toBeGreaterThan(100);
      expect(healed?.measures.ttfb.max).toBeLessThan(300);
      const throws = timeline.filter(({ text }) => text.startsWith("the sentinel"));
      expect(throws.map(({ text }) => /\((\w+)\)/.exec(text)?.[1])).toEqual(["evacuate", "return"]);
      expect(throws[0]?.at).toBeLessThan(2 * minute);
      expect(throws[1]?.at).toBeGreaterThan(35 * minute);
    },
  );

  it("throws once with a second sentinel in a third region, which leaves the return to the first", async () => {
    const both = await exampleSite((config) => ({
      ...config,
      failover: { ...config.failover, automatic: { ...usual, regions: ["us-west-2"], formerRegions: [] } },
    }));
    try {
      const { measures, timeline } = await drilled(both, outage("blackhole"));
      const throws = timeline.filter(({ text }) => text.startsWith("the sentinel"));
      expect(throws.map(({ text }) => /\((\w+)\)/.exec(text)?.[1])).toEqual(["evacuate", "return"]);
      expect([measures.availability, measures.ttfb.max < 2_500]).toEqual([1, true]);
    } finally {
      both.close();
    }
  });

  it("evacuates and returns in 14 hours without the control planes of us-east-1", async () => {
    const { timeline } = await drilled(
      site,
      outage("blackhole", {
        duration: "15h",
        timeline: [
          { at: "0s", target: "control-plane", fault: "unavailable", for: "14h" },
          { at: "1h", target: "primary", fault: "blackhole", for: "20m" },
        ],
        traffic: { visitsPerHour: 10, options: 0 },
      }),
    );
    const throws = timeline.filter(({ text }) => text.startsWith("the sentinel"));
    expect(throws.map(({ text }) => /\((\w+)\)/.exec(text)?.[1])).toEqual(["evacuate", "return"]);
    expect(throws[1]?.at).toBeLessThan(120 * minute);
  });

  it("leaves a person's evacuation alone", async () => {
    const { timeline } = await drilled(
      site,
      outage("503", {
        duration: "10m",
        timeline: [
          { at: "0s", do: "evacuate" },
          { at: "1m", target: "primary", fault: "503", for: "5m" },
        ],
      }),
    );
    expect(timeline.filter(({ text }) => text.startsWith("the sentinel"))).toEqual([]);
  });
});
