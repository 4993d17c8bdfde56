import type { LoadedSentinel, LoadedSite } from "../../terraform";
import { Judge } from "../judge/judge";
import { measure, seriesOf } from "../judge/measures";
import { head, verdictOf } from "../judge/verdict";
import { chance } from "../random";
import type { Cause, ScenarioResult } from "../result";
import type { Objectives, Scenario } from "../scenario";
import { invalidateEverywhere, type PreparedSite } from "../site";
import type { TrafficModel } from "../traffic/model";
import { madeUpVisitors, usualTraffic } from "../traffic/visitors";
import { type Missing, missing } from "./needs";
import { Log, longWait } from "./record";
import type { Stage } from "./stage";
import { controlPlane, Timeline } from "./timeline";
import { Visits } from "./visits";
import { watch } from "./watch";

export interface DrillOptions {
  readonly seed: string;
  /** What the config promises for the scenario's class; the scenario's own come first. */
  readonly objectives: Objectives;
  /** Edge locations by their share of the visitors, where the scenario does not say. @default - usualTraffic's */
  readonly edgeLocations?: readonly number[];
  /** @default madeUpVisitors */
  readonly traffic?: TrafficModel;
  /** What throws the switch where no person does. @default - what the site's Terraform says */
  readonly sentinels?: readonly LoadedSentinel[];
  /** Reads the Terraform that a `deploy` step names. */
  readonly loaded?: (terraform: string) => LoadedSite;
}

/** The traffic of a scenario, of which everything is said. */
export function shapeOf(scenario: Scenario, { edgeLocations, traffic: model }: Partial<DrillOptions>) {
  const locations = [...(edgeLocations ?? usualTraffic.locations)];
  return { ...usualTraffic, locations, ...scenario.traffic, ...model?.shape };
}

/** Plays a scenario where the stage is, and judges it by what visitors saw. */
export async function play(
  stage: Stage,
  site: PreparedSite,
  scenario: Scenario,
  options: DrillOptions,
): Promise<ScenarioResult> {
  const { clock, over, part, rehearsal, systems } = stage;
  const model = options.traffic ?? madeUpVisitors;
  const traffic = shapeOf(scenario, options);
  const stream = (purpose: string) => chance(options.seed, scenario.name, purpose);
  const objectives = { ...options.objectives, ...scenario.objectives };
  // What waits beyond an objective is explained.
  const log = new Log(Math.min(objectives.p99 ?? longWait, objectives.longestWait ?? longWait));
  const lacks = missing(scenario, stage, site.config);
  if (lacks !== undefined) return notRun(site, scenario, lacks);
  const zero = clock.now() + stage.lead + scenario.steady;
  const now = () => clock.now() - zero;
  // The region of its bucket; of a name that may lead to several, all of them.
  const regions = new Map([...rehearsal.originRegions(part())].map(([id, all]) => [id, all.join(" or ")]));
  systems.onAsked = (origin, outcome) => {
    const isResponse = outcome.kind === "response";
    log.origins.push({
      origin,
      region: regions.get(origin),
      at: now(),
      failed: !isResponse || outcome.status >= 500,
      bytes: isResponse ? outcome.body.length : 0,
    });
  };
  const judge = new Judge(site.oracle);
  const span = { from: 0, to: scenario.duration };
  let wrongInARow = 0;
  let stoppedAt: number | undefined;
  const visits = new Visits({
    ...{ stage, judge, log, zero, host: site.host, oracle: site.oracle },
    onView(wrong) {
      wrongInARow = wrong ? wrongInARow + 1 : 0;
      if (wrongInARow >= (scenario.stop?.wrongInARow ?? Number.POSITIVE_INFINITY)) stoppedAt ??= now();
    },
  });
  const timeline = new Timeline({
    ...{ stage, judge, log, zero, oracle: site.oracle, states: site.states },
    invalidate: (paths) => {
      if (systems.controlPlaneDown) throw new Error(controlPlane);
      invalidateEverywhere(rehearsal, paths, part());
    },
    loaded: (file) => (file === undefined ? rehearsal.site : (options.loaded?.(file) ?? rehearsal.site)),
  });
  stage.onBegun?.(timeline);
  const comers = model.visits({
    ...{ shape: traffic, pages: site.oracle.ranked, random: stream("visitors") },
    ...{ from: -scenario.steady, to: scenario.duration },
  });
  over?.addEventListener(
    "abort",
    () => {
      span.to = Math.min(span.to, now());
      timeline.mendAll();
    },
    { once: true },
  );
  let playing = Promise.resolve();
  await untilOver(over, async () => {
    if (scenario.caches === "warm") await visits.warm();
    for (const [index, loaded] of (options.sentinels ?? rehearsal.site.sentinels).entries())
      void watch({
        ...{ rehearsal, systems, loaded, host: site.host },
        random: stream(index === 0 ? "sentinel" : `sentinel ${loaded.region}`),
        onThrow: ({ decision, reason }) =>
          timeline.events.push({
            ...{ at: now(), kind: "operator", outcome: "done" },
            text: `the sentinel throws the switch (${decision}): ${reason}`,
          }),
      });
    playing = untilOver(over, () => timeline.play(scenario));
    const underWay = new Set<Promise<void>>();
    try {
      for (const visit of comers) {
        await clock.sleep(zero + visit.at - clock.now());
        if (stoppedAt !== undefined) break;
        const walk: Promise<void> = untilOver(over, () => visits.visit(visit)).finally(() =>
          underWay.delete(walk),
        );
        underWay.add(walk);
      }
    } finally {
      await Promise.all(underWay);
    }
    await Promise.race([playing, clock.sleep(zero + scenario.duration - clock.now())]);
  });
  // What is under way at what is served ends before somebody else touches it.
  if (over) await playing;
  if (stoppedAt !== undefined) {
    span.to = Math.min(span.to, stoppedAt);
    timeline.events.push({
      at: stoppedAt,
      kind: "stop",
      text: `${scenario.stop?.wrongInARow} page views in a row went wrong`,
    });
  }
  const { events } = timeline;
  return verdictOf({ site, scenario, objectives, log, systems, events, span });
}

/** What is over has ended, and is no error. */
async function untilOver(over: AbortSignal | undefined, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (over?.aborted !== true) throw error;
  }
}

/** Skipped for somebody else's site; the own one misses a part that it is made with, and that breaks what it promises. */
function notRun(site: PreparedSite, scenario: Scenario, { isTaken, text }: Missing): ScenarioResult {
  const empty = new Log();
  const span = { from: 0, to: scenario.duration };
  return {
    ...head(site, scenario),
    ...{
      verdict: isTaken ? ("broken" as const) : ("skipped" as const),
      remark: text,
      ...(isTaken && { cause: partMissing(text) }),
      measures: measure(empty, span, 0),
      phases: [],
      objectives: [],
      timeline: [],
    },
    series: seriesOf(empty, span),
  };
}

function partMissing(text: string): Cause {
  return {
    code: "part-missing",
    sentence: `The scenario did not run, since ${text}, and this site is made with it.`,
    setting: "what takes it away: customize, or a change of the JSON",
    answers: 0,
  };
}
