import { urlStyleOf } from "../../config/url-style";
import type { SentinelSettings } from "../../facts/site/sentinel-settings";
import type { Rehearsal } from "../assembly/rehearsal";
import type { LoadedSite } from "../terraform";
import { causeOf } from "./judge/causes";
import { Judge } from "./judge/judge";
import { measure, seriesOf, slowFrom, usualShare } from "./judge/measures";
import { judgeObjectives } from "./judge/objectives";
import { chance } from "./random";
import type { Cause, DrillVerdict, ObjectiveResult, PhaseResult, ScenarioResult } from "./result";
import { type Missing, missing } from "./run/needs";
import { Log } from "./run/record";
import { Systems } from "./run/systems";
import { controlPlane, Timeline } from "./run/timeline";
import { Visits } from "./run/visits";
import { watch } from "./run/watch";
import type { Objectives, Scenario } from "./scenario";
import { drillLatency, invalidateEverywhere, type PreparedSite, staged } from "./site";
import type { TrafficModel } from "./traffic/model";
import { madeUpVisitors, usualTraffic } from "./traffic/visitors";

export interface DrillOptions {
  readonly seed: string;
  /** What the config promises for the scenario's class; the scenario's own come first. */
  readonly objectives: Objectives;
  /** Edge locations by their share of the visitors, where the scenario does not say. @default - usualTraffic's */
  readonly edgeLocations?: readonly number[];
  /** @default madeUpVisitors */
  readonly traffic?: TrafficModel;
  /** What throws the switch where no person does, or that nothing does. @default - what the site's Terraform says */
  readonly sentinel?: SentinelSettings | "none";
  /** Reads the Terraform that a `deploy` step names. */
  readonly loaded?: (terraform: string) => LoadedSite;
}

/** Runs a scenario at a site, on a clock of its own, and judges it by what visitors saw. */
export async function drill(
  site: PreparedSite,
  scenario: Scenario,
  options: DrillOptions,
): Promise<ScenarioResult> {
  const { seed, edgeLocations = usualTraffic.locations } = options;
  const log = new Log();
  const model = options.traffic ?? madeUpVisitors;
  const traffic = { ...usualTraffic, locations: [...edgeLocations], ...scenario.traffic, ...model.shape };
  const stream = (...purpose: string[]) => chance(seed, scenario.name, ...purpose);
  const start = Date.UTC(2030, 0, 1) + traffic.hour * 3_600_000;
  const now = { value: () => 0, region: (_origin: string): string | undefined => undefined };
  const systems = new Systems(stream("cuts"), (origin, outcome) =>
    log.origins.push({
      ...{ origin, region: now.region(origin), at: now.value() },
      failed: outcome.kind !== "response" || outcome.status >= 500,
      bytes: outcome.kind === "response" ? outcome.body.length : 0,
    }),
  );
  const { clock, rehearsal, publisher } = await staged(
    site,
    start,
    stream("edge"),
    (staging) => (paths) => {
      if (systems.controlPlaneDown) throw new Error(controlPlane);
      invalidateEverywhere(staging, paths);
    },
    {
      locations: traffic.locations.length,
      latency: drillLatency,
      between: systems.between,
      replicationLag: scenario.replicationLag,
    },
  );
  try {
    const lacks = missing(scenario, rehearsal, site.config);
    if (lacks !== undefined) return notRun(site, scenario, lacks);
    const zero = clock.now() + 60_000 + scenario.steady;
    now.value = () => clock.now() - zero;
    now.region = regionOfOrigin(rehearsal);
    const judge = new Judge(site.oracle);
    const span = { from: 0, to: scenario.duration };
    let wrongInARow = 0;
    let stoppedAt: number | undefined;
    const visits = new Visits({
      ...{ rehearsal, systems, judge, log, zero, host: site.host, oracle: site.oracle },
      onView(wrong) {
        wrongInARow = wrong ? wrongInARow + 1 : 0;
        if (wrongInARow >= (scenario.stop?.wrongInARow ?? Number.POSITIVE_INFINITY))
          stoppedAt ??= now.value();
      },
    });
    const timeline = new Timeline({
      ...{ rehearsal, systems, publisher, judge, log, zero, oracle: site.oracle, states: site.states },
      invalidate: (paths) => {
        if (systems.controlPlaneDown) throw new Error(controlPlane);
        invalidateEverywhere(rehearsal, paths);
      },
      loaded: (file) => (file === undefined ? rehearsal.site : (options.loaded?.(file) ?? rehearsal.site)),
    });
    const comers = model.visits({
      ...{ shape: traffic, pages: site.oracle.ranked, random: stream("visitors") },
      ...{ from: -scenario.steady, to: scenario.duration },
    });
    await clock.run(
      (async () => {
        if (scenario.caches === "warm") await visits.warm();
        if (options.sentinel !== "none")
          void watch({
            ...{ rehearsal, systems, host: site.host, random: stream("sentinel") },
            ...(options.sentinel && { settings: options.sentinel }),
            onThrow: ({ decision, reason }) =>
              timeline.events.push({
                ...{ at: now.value(), kind: "operator", outcome: "done" },
                text: `the sentinel throws the switch (${decision}): ${reason}`,
              }),
          });
        const playing = timeline.play(scenario);
        const underWay: Promise<void>[] = [];
        for (const visit of comers) {
          await clock.sleep(zero + visit.at - clock.now());
          if (stoppedAt !== undefined) break;
          underWay.push(visits.visit(visit));
        }
        await Promise.all(underWay);
        await Promise.race([playing, clock.sleep(zero + scenario.duration - clock.now())]);
      })(),
    );
    if (stoppedAt !== undefined) {
      span.to = stoppedAt;
      timeline.events.push({
        at: stoppedAt,
        kind: "stop",
        text: `${scenario.stop?.wrongInARow} page views in a row went wrong`,
      });
    }
    const steady = { from: -scenario.steady, to: 0 };
    const before = measure(log, steady, Number.POSITIVE_INFINITY);
    const slow = slowFrom(before.ttfb.p99);
    const usual = usualShare(before);
    const records = log.requests.filter(({ at }) => at >= 0 && at < span.to);
    const observed = {
      asked: (id: string) => systems.asked.get(id),
      selection: systems.selection,
      isLedByFunction: site.config !== undefined && urlStyleOf(site.config).style !== "none",
      brokenAt: (id: string, at: number) =>
        log.faults.some(
          (fault) =>
            fault.origins.includes(id) && fault.at <= at && at < (fault.until ?? Number.POSITIVE_INFINITY),
        ),
    };
    const measures = measure(log, span, slow, usual);
    const lastMend = Math.max(0, ...log.faults.map(({ at, until }) => until ?? at));
    const objectives = judgeObjectives(
      { ...options.objectives, ...scenario.objectives },
      measures,
      records,
      lastMend,
      observed,
    );
    const isHeld = objectives.every(({ held }) => held);
    const cause =
      objectives.find(({ held, cause }) => !held && cause)?.cause ??
      causeOf(
        records.filter(({ wrong }) => wrong !== undefined),
        observed,
      ) ??
      causeOf(
        records.filter(({ duration }) => duration > slow),
        observed,
      );
    const excused = scenario.beyond !== undefined && objectives.every(isHeldOrExcused);
    const verdict: DrillVerdict = isHeld ? "held" : excused ? "beyond" : "broken";
    return {
      ...head(site, scenario),
      verdict,
      ...(scenario.beyond !== undefined && !isHeld && { remark: scenario.beyond }),
      measures,
      phases: phasesOf(scenario, log, timeline, span.to).map(
        (phase): PhaseResult => ({ ...phase, measures: measure(log, phase, slow, usual) }),
      ),
      objectives,
      ...(cause && { cause }),
      timeline: timeline.events.toSorted((a, b) => a.at - b.at),
      series: seriesOf(log, { from: -scenario.steady, to: span.to }),
    };
  } finally {
    await rehearsal.close();
  }
}

/** A design that does not hold an outage shows what is wrong; how long, how late and how old is promised all the same. */
function isHeldOrExcused({ held, objective }: ObjectiveResult): boolean {
  return held || objective === "availability" || objective === "wrongAnswers";
}

/** The region of the bucket that an origin leads to; of a name that may lead to several, all of them. */
function regionOfOrigin(rehearsal: Rehearsal): (origin: string) => string | undefined {
  const regions = rehearsal.originRegions();
  return (origin) => regions.get(origin)?.join(" or ");
}

function head(site: PreparedSite, { name, title, hypothesis, class: kind, source }: Scenario) {
  return { site: site.name, name, title, hypothesis, class: kind, ...(source && { source }) };
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

/** As the scenario names them; otherwise what was before, while and after something was broken. */
function phasesOf(
  { steady }: Scenario,
  log: Log,
  { events }: Timeline,
  end: number,
): Omit<PhaseResult, "measures">[] {
  const named = events
    .filter(({ kind, at }) => kind === "phase" && at < end)
    .map(({ at, text }) => ({ at, name: text }));
  const begins = named.length > 0 ? named : usualPhases(log, end);
  const all = [{ at: -steady, name: "steady" }, ...begins.toSorted((a, b) => a.at - b.at)];
  return all
    .map(({ at, name }, index) => ({ name, from: at, to: all[index + 1]?.at ?? end }))
    .filter(({ from, to }) => from < to);
}

function usualPhases({ faults }: Log, end: number): { at: number; name: string }[] {
  if (faults.length === 0) return [{ at: 0, name: "actions" }];
  const first = Math.min(...faults.map(({ at }) => at));
  const last = Math.max(...faults.map(({ until }) => until ?? end));
  return [{ at: first, name: "outage" }, ...(last < end ? [{ at: last, name: "after" }] : [])];
}
