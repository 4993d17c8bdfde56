import type {
  Cause,
  DrillResult,
  ObjectiveName,
  ScenarioResult,
  UsedTraffic,
} from "../rehearsal/drill/result";
import { recoveryOf } from "./format";

/** What a scenario came to before, and comes to now. */
export interface OutcomeChange {
  readonly site: string;
  readonly name: string;
  readonly measure: ObjectiveName;
  readonly before: number | null;
  readonly after: number | null;
  /** Why it is what it is now. */
  readonly cause?: Cause;
  /** What that was set to before, where it is set otherwise now. */
  readonly settingsBefore?: Cause["settings"];
}

/** What is another in a later result. */
export interface ResultChanges {
  /** Whether the traffic of the two is not the same. */
  readonly hasOtherVisitors: boolean;
  readonly changes: readonly OutcomeChange[];
  /** Scenarios whose verdict is another. */
  readonly verdicts: readonly Pick<ScenarioResult, "site" | "name" | "verdict">[];
  /** `site: name` of what only one of the results has. */
  readonly added: readonly string[];
  readonly gone: readonly string[];
}

/** What is too small to mean anything: a share of the larger value. */
const noise = 0.05;

/**
 * What changed in the outcome between two results of one seed. Of the same seed and site, the same outcome is the same number;
 * what differs by less than a twentieth is not told, unless it is availability or a number of wrong answers.
 */
export function changesBetween(before: DrillResult, after: DrillResult): ResultChanges {
  const key = ({ name, site }: ScenarioResult) => `${site}: ${name}`;
  const known = new Map(before.scenarios.map((scenario) => [key(scenario), scenario]));
  const now = new Set(after.scenarios.map(key));
  const both = after.scenarios.flatMap((scenario) => {
    const was = known.get(key(scenario));
    return was === undefined ? [] : [[was, scenario] as const];
  });
  return {
    hasOtherVisitors: !sameVisitors(before.traffic, after.traffic),
    changes: both.flatMap(([was, is]) => changesOf(was, is)),
    verdicts: both.filter(([was, is]) => was.verdict !== is.verdict).map(([, is]) => is),
    added: [...now].filter((name) => !known.has(name)),
    gone: [...known.keys()].filter((name) => !now.has(name)),
  };
}

/** Results before it was said had made-up visitors, as nearly all have. */
function sameVisitors(before: UsedTraffic = { source: "made-up" }, after = before): boolean {
  return (["source", "from", "to", "pageViews"] as const).every((key) => before[key] === after[key]);
}

function changesOf(was: ScenarioResult, is: ScenarioResult): OutcomeChange[] {
  const { name, site } = is;
  const of = (measure: ObjectiveName, value: (one: ScenarioResult) => number | null) => {
    const [before, after] = [value(was), value(is)];
    if (!differs(measure, before, after)) return [];
    const [causeBefore, cause] = [was, is].map(
      (one) => one.objectives.find(({ objective }) => objective === measure)?.cause ?? one.cause,
    );
    const settingsBefore = cause?.code === causeBefore?.code ? causeBefore?.settings : undefined;
    return [
      {
        site,
        name,
        measure,
        before,
        after,
        ...(cause && { cause }),
        ...(settingsBefore && { settingsBefore }),
      },
    ];
  };
  return [
    ...of("availability", ({ measures }) => measures.availability),
    ...of("wrongAnswers", ({ measures }) => measures.wrongAnswers),
    ...of("p99", ({ measures }) => measures.ttfb.p99),
    ...of("longestWait", ({ measures }) => measures.ttfb.max),
    ...of("recovery", recoveryOf),
    ...of("staleness", ({ measures }) => measures.oldestStale),
  ];
}

function differs(measure: ObjectiveName, before: number | null, after: number | null): boolean {
  if (before === null || after === null) return before !== after;
  if (measure === "availability" || measure === "wrongAnswers") return before !== after;
  return Math.abs(before - after) > noise * Math.max(Math.abs(before), Math.abs(after));
}
