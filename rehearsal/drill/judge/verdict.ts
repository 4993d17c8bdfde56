import { urlStyleOf } from "../../../config/url-style";
import type { DrillVerdict, ObjectiveResult, PhaseResult, ScenarioResult, TimelineEvent } from "../result";
import type { Log, Span } from "../run/record";
import type { Systems } from "../run/systems";
import type { Objectives, Scenario } from "../scenario";
import type { PreparedSite } from "../site";
import { causeOf } from "./causes";
import { measure, seriesOf, slowFrom, usualShare } from "./measures";
import { judgeObjectives } from "./objectives";

/** What a scenario that was played has left. */
export interface Played {
  readonly site: PreparedSite;
  readonly scenario: Scenario;
  /** The scenario's own before what the config promises. */
  readonly objectives: Objectives;
  readonly log: Log;
  readonly systems: Pick<Systems, "asked" | "selection">;
  readonly events: readonly TimelineEvent[];
  /** From the first step on, as far as it went. */
  readonly span: Span;
}

/** What a scenario came to, by all that visitors saw. */
export function verdictOf(played: Played): ScenarioResult {
  const { events, log, scenario, site, span, systems } = played;
  const steady = { from: -scenario.steady, to: 0 };
  const before = measure(log, steady, Number.POSITIVE_INFINITY);
  const slow = slowFrom(before.ttfb.p99);
  const usual = usualShare(before);
  const records = log.requests.notable.filter(({ at }) => at >= 0 && at < span.to);
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
  const objectives = judgeObjectives(played.objectives, measures, records, lastMend, observed);
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
    phases: phasesOf(scenario, log, events, span.to).map(
      (phase): PhaseResult => ({ ...phase, measures: measure(log, phase, slow, usual) }),
    ),
    objectives,
    ...(cause && { cause }),
    timeline: events.toSorted((a, b) => a.at - b.at),
    series: seriesOf(log, { from: -scenario.steady, to: span.to }),
  };
}

/** A design that does not hold an outage shows what is wrong; how long, how late and how old is promised all the same. */
function isHeldOrExcused({ held, objective }: ObjectiveResult): boolean {
  return held || objective === "availability" || objective === "wrongAnswers";
}

/** What a result says of its scenario. */
export function head(site: PreparedSite, { name, title, hypothesis, class: kind, source }: Scenario) {
  return { site: site.name, name, title, hypothesis, class: kind, ...(source && { source }) };
}

/** As the scenario names them; otherwise what was before, while and after something was broken. */
function phasesOf(
  { steady }: Scenario,
  log: Log,
  events: readonly TimelineEvent[],
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
