import { comparedOutages } from "../drills/compared";
import { drill } from "../rehearsal/drill/drill";
import type { ScenarioResult } from "../rehearsal/drill/result";
import { defineScenario, type ScenarioInput, scenarioSchema } from "../rehearsal/drill/scenario";
import type { PreparedSite } from "../rehearsal/drill/site";
import type { TrafficModel } from "../rehearsal/drill/traffic/model";
import type { CarriedShares } from "./formulas";

/** What one outage came to. */
export interface MeasuredOutage {
  readonly title: string;
  /** Share of page views that were right while it lasted. */
  readonly carried: number;
  /** Milliseconds. */
  readonly longestWait: number;
}

/** What a site carries of outages, as its visitors saw it. */
export interface MeasuredSite extends CarriedShares {
  readonly outages: readonly MeasuredOutage[];
}

/** What was measured, by a name; undefined of a site that is refused. */
export type MeasuredBefore = Map<string, MeasuredSite | undefined>;

/** What was measured under this name, or is measured now. */
export async function measuredOnce<T extends MeasuredSite | undefined>(
  before: MeasuredBefore,
  name: string,
  measure: () => Promise<T>,
): Promise<T> {
  if (!before.has(name)) before.set(name, await measure());
  return before.get(name) as T;
}

const denied: ScenarioInput = defineScenario({
  ...{ name: "denied", title: "Primary denies, for 15 min", class: "region", duration: "25m" },
  hypothesis: "A policy that denies looks like an outage.",
  timeline: [
    { at: "0s", do: "invalidate" },
    { at: "0s", target: "primary", fault: "403", for: "15m" },
  ],
});

/** In each way a region can fail, with caches that a release has just emptied. */
export const regionOutages: readonly ScenarioInput[] = [...comparedOutages, denied];

/** Traffic of a drill that is only measured: enough for a share with two digits. */
const few = { visitsPerHour: 120 };
/** Over hours, fewer are as many. */
const fewer = { visitsPerHour: 40 };

/** Both regions, or the one that there is, answer 503, while the edge has what visitors asked for. */
export function wholeOutage(sides: readonly string[], hours: number): ScenarioInput {
  return defineScenario({
    ...{ name: "all-regions", title: `All regions fail for ${hours} h`, class: "both-regions" },
    ...{ hypothesis: "What is cached is all there is.", duration: `${hours}h` },
    timeline: sides.map((target) => ({ at: "0s", target, fault: "503" })),
  });
}

/** Runs an outage and says what came of it. */
export async function played(
  site: PreparedSite,
  input: ScenarioInput,
  seed: string,
  { shape = few, traffic }: { shape?: ScenarioInput["traffic"]; traffic?: TrafficModel } = {},
): Promise<ScenarioResult> {
  const scenario = scenarioSchema.parse({ traffic: shape, ...input });
  return drill(site, scenario, { seed, objectives: {}, ...(traffic && { traffic }) });
}

/**
 * What a site carries of each outage of a region, and of both at once.
 *
 * @param switchedAfter milliseconds until somebody throws the switch that it has; undefined where nobody does
 */
export async function measureSite(
  site: PreparedSite,
  seed: string,
  switchedAfter?: number,
): Promise<MeasuredSite> {
  const outages: MeasuredOutage[] = [];
  const acts = switchedAfter === undefined ? [] : [{ at: `${switchedAfter}ms`, do: "evacuate" as const }];
  for (const one of regionOutages) {
    // What is after it, is not asked.
    const outage = { ...one, duration: "15m", timeline: [...one.timeline, ...acts] };
    const { phases, title } = await played(site, outage, seed);
    const measures = phases.find(({ name }) => name === "outage")?.measures;
    outages.push({ title, carried: measures?.availability ?? 1, longestWait: measures?.ttfb.max ?? 0 });
  }
  const oneRegion = outages.reduce((sum, { carried }) => sum + carried, 0) / outages.length;
  const sides = site.targets.filter((target) => target === "primary" || target === "replica");
  if (sides.length < 2) return { outages, oneRegion };
  const { measures } = await played(site, wholeOutage(sides, 4), seed, { shape: fewer });
  return { outages, oneRegion, bothRegions: measures.availability ?? 1 };
}
