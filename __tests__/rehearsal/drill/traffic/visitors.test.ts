import { describe, expect, it } from "vitest";
import { chance } from "../../../../rehearsal/drill/random";
import type { TrafficShape } from "../../../../rehearsal/drill/scenario";
import { madeUpVisitors } from "../../../../rehearsal/drill/traffic/visitors";

const hour = 3_600_000;
const pages = ["/", "/a/", "/b/", "/c/"];

/** Those of a day from midnight on, 1,000 an hour on the average. */
function aDay(shape: TrafficShape = {}) {
  const setting = { pages, from: 0, to: 24 * hour, random: chance("visitors") };
  return [...madeUpVisitors.visits({ ...setting, shape: { hour: 0, visitsPerHour: 1_000, ...shape } })];
}

describe("made-up visitors", () => {
  const visits = aDay();
  const within = (all: typeof visits, from: number, to: number) =>
    all.filter(({ at }) => at >= from * hour && at < to * hour);
  const views = visits.flatMap((visit) => visit.views);
  const share = (count: number, of: number, expected: number) =>
    expect(Math.abs(count / of - expected)).toBeLessThan(0.012);

  it("come at random, each without regard to the one before", () => {
    const times = within(visits, 14, 16).map(({ at }) => at);
    const gaps = times.slice(1).map((at, index) => at - (times[index] as number));
    const mean = gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length;
    const spread = Math.sqrt(gaps.reduce((sum, gap) => sum + (gap - mean) ** 2, 0) / gaps.length);
    // Of exponential gaps, which a Poisson process has, both are the same.
    expect(spread / mean).toBeGreaterThan(0.9);
    expect(spread / mean).toBeLessThan(1.1);
  });

  it("are as many as the scenario says on the average, most in the afternoon and fewest in the small hours", () => {
    expect(Math.abs(visits.length - 24_000)).toBeLessThan(700);
    const ratio = within(visits, 14, 16).length / within(visits, 2, 4).length;
    expect(ratio).toBeGreaterThan(3.3);
    expect(ratio).toBeLessThan(4.7);
  });

  it("are times as many in a spike, and no more before and after it", () => {
    const spiked = aDay({ spikes: [{ at: hour, for: hour, times: 10 }] });
    const times = (from: number) =>
      within(spiked, from, from + 1).length / within(visits, from, from + 1).length;
    expect(times(1)).toBeGreaterThan(8);
    expect(times(1)).toBeLessThan(12);
    for (const at of [0, 2]) expect(Math.abs(times(at) - 1)).toBeLessThan(0.25);
  });

  it("open pages by Zipf's law, 2.5 of a visit", () => {
    expect(Math.abs(views.length / visits.length - 2.5)).toBeLessThan(0.06);
    const all = 1 + 1 / 2 + 1 / 3 + 1 / 4;
    for (const rank of pages.keys())
      share(views.filter((view) => view.rank === rank).length, views.length, 1 / (rank + 1) / all);
  });

  it("have been there before in part, and come to edge locations by their shares", () => {
    share(visits.filter(({ returns }) => returns).length, visits.length, 0.4);
    for (const [at, expected] of [0.5, 0.3, 0.2].entries())
      share(visits.filter(({ location }) => location === at).length, visits.length, expected);
    const homes = new Map<number, number>();
    for (const { location, returns, visitor } of visits) {
      if (!returns) continue;
      expect(homes.get(visitor) ?? location).toBe(location);
      homes.set(visitor, location);
    }
    expect(homes.size).toBe(60);
  });

  it("ask for HEAD, OPTIONS, ranges and addresses that there are not, in small shares or those of the scenario", () => {
    const extras = (all: typeof visits, kind: string) =>
      all.filter((visit) => visit.extras.some((extra) => extra === kind)).length;
    share(extras(visits, "head"), visits.length, 0.02);
    share(extras(visits, "options"), visits.length, 0.01);
    share(extras(visits, "range"), visits.length, 0.02);
    share(extras(visits, "wrong-url"), visits.length, 0.03);
    for (const kind of ["head", "options", "range", "wrong-url"])
      expect(extras(visits, kind)).toBeGreaterThan(100);
    const all = aDay({ head: 0, options: 0, ranges: 0, wrongUrls: 1 });
    expect([extras(all, "head"), extras(all, "wrong-url")]).toEqual([0, all.length]);
  });
});
