import type { DrillResult, Measures, ScenarioResult } from "../../rehearsal/drill/result";

const minute = 60_000;

export function measures(changed: Partial<Measures> = {}): Measures {
  return {
    pageViews: 1_200,
    requests: 9_600,
    availability: 1,
    wrong: {},
    wrongAnswers: 0,
    ttfb: { p50: 4, p95: 60, p99: 110, max: 2_140 },
    staleShare: 0,
    oldestStale: 0,
    firstSuccess: 0,
    normalAfterFault: 0,
    normalAfterMend: 0,
    failovers: 41,
    origins: {
      primary: { requests: 212, failures: 41, bytes: 3_400_000 },
      replica: { requests: 41, failures: 0, bytes: 610_000 },
    },
    regions: {
      "eu-central-1": { requests: 212, failures: 41, bytes: 3_400_000 },
      "eu-west-1": { requests: 41, failures: 0, bytes: 610_000 },
    },
    extraOriginRequests: 41,
    locations: { seen: 3, hit: 0 },
    bytesToVisitors: 88_000_000,
    ...changed,
  };
}

/** A region that was silent for ten minutes of thirty, and was failed over. */
export function scenario(changed: Partial<ScenarioResult> = {}): ScenarioResult {
  const steps = 40;
  const of = (value: (at: number) => number) => Array.from({ length: steps }, (_, at) => value(at));
  const isOut = (at: number) => at >= 10 && at < 20;
  return {
    site: "docs",
    name: "primary-blackholed",
    title: "The primary takes connections and never answers",
    hypothesis: "Visitors wait for two seconds at most, and see every page.",
    class: "region",
    verdict: "held",
    measures: measures(),
    phases: [
      { name: "steady", from: -10 * minute, to: 0, measures: measures({ failovers: 0 }) },
      { name: "outage", from: 0, to: 10 * minute, measures: measures() },
      { name: "after", from: 10 * minute, to: 30 * minute, measures: measures({ failovers: 0 }) },
    ],
    objectives: [
      { objective: "availability", value: 1, limit: 0.999, held: true },
      { objective: "p99", value: 110, limit: 3_000, held: true },
    ],
    timeline: [
      { at: 0, kind: "phase", text: "outage" },
      { at: 0, kind: "fault", text: "primary: blackhole", until: 10 * minute },
      { at: 5 * minute, kind: "operator", text: "evacuate", outcome: "done" },
      { at: 10 * minute, kind: "mend", text: "primary answers again" },
    ],
    series: {
      from: -10 * minute,
      step: minute,
      right: of((at) => (isOut(at) ? 28 : 30)),
      stale: of((at) => (isOut(at) ? 2 : 0)),
      wrong: of(() => 0),
      p50: of(() => 4),
      p99: of((at) => (isOut(at) ? 2_100 : 80)),
      origins: { primary: of((at) => (isOut(at) ? 2 : 6)), replica: of((at) => (isOut(at) ? 4 : 0)) },
      cache: { "Hit from cloudfront": of(() => 220), "Miss from cloudfront": of(() => 20) },
    },
    ...changed,
  };
}

/** The same without the failover: every page that is not cached is an error. */
export function brokenScenario(changed: Partial<ScenarioResult> = {}): ScenarioResult {
  const cause = {
    code: "status-not-in-failover-codes",
    sentence: "503 is none of the statuses that fail over, so the replica was not asked.",
    setting: "failover_criteria.status_codes",
    answers: 230,
  };
  const held = scenario();
  return {
    ...held,
    name: "primary-503",
    title: "The primary answers 503",
    verdict: "broken",
    measures: measures({
      availability: 0.9617,
      wrong: { "server-error": 230 },
      locations: { seen: 3, hit: 3 },
      normalAfterMend: 45_000,
    }),
    objectives: [{ objective: "availability", value: 0.9617, limit: 0.999, held: false, cause }],
    cause,
    series: { ...held.series, wrong: held.series.stale, stale: held.series.wrong },
    ...changed,
  };
}

export function skippedScenario(): ScenarioResult {
  return scenario({
    name: "both-down-maintenance",
    title: "Both regions are down, and there is a maintenance page",
    verdict: "skipped",
    remark: "The site has no maintenance page.",
  });
}

export function drillResult(
  scenarios: readonly ScenarioResult[] = [scenario(), brokenScenario(), skippedScenario()],
): DrillResult {
  return { version: 1, seed: "outlast", scenarios };
}
