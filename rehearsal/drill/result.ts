import type { Scenario } from "./scenario";

/**
 * What a drill came to, as `outlast drill --json` prints it and reports are drawn from. Times are milliseconds after the
 * end of the steady state, which begins below 0; shares are 0 to 1. A change that old readers would misread gets a new
 * version.
 */
export const resultVersion = 1;

/** What a run of drills found, as `--report` writes it. */
export interface DrillResult {
  readonly version: typeof resultVersion;
  readonly seed: string;
  /** Who came; results before it was said have none. */
  readonly traffic?: UsedTraffic;
  /** Of one that ran at what was being served, by the clock on the wall: so many times as fast. */
  readonly live?: { readonly speed: number };
  /** One for each site and scenario, in the order in which they ran. */
  readonly scenarios: readonly ScenarioResult[];
}

/** Visitors by the model of drills, or by a profile of real traffic. */
export interface UsedTraffic {
  readonly source: "made-up" | "profile";
  /** The profile's file, without its folder; its hours, UTC, and page views. */
  readonly file?: string;
  readonly from?: string;
  readonly to?: string;
  readonly pageViews?: number;
}

/**
 * `held`: every objective; `broken`: one at least was missed; `beyond`: missed, as the scenario says that this design would;
 * `skipped`: the site has not what the scenario needs.
 */
export type DrillVerdict = "held" | "broken" | "beyond" | "skipped";

/** What one scenario came to at one site. */
export interface ScenarioResult {
  readonly site: string;
  readonly name: string;
  readonly title: string;
  readonly hypothesis: string;
  readonly class: Scenario["class"];
  readonly source?: Scenario["source"];
  readonly verdict: DrillVerdict;
  /** Why it was skipped, or what would hold what is beyond this design. */
  readonly remark?: string;
  /** Of the whole time but the steady state. */
  readonly measures: Measures;
  /** One after the other; the first is the steady state. */
  readonly phases: readonly PhaseResult[];
  readonly objectives: readonly ObjectiveResult[];
  /** Of the worst of what went wrong; also where every objective held. */
  readonly cause?: Cause;
  readonly timeline: readonly TimelineEvent[];
  readonly series: Series;
}

/** A stretch of a scenario, with what it measured. */
export interface PhaseResult {
  readonly name: string;
  readonly from: number;
  readonly to: number;
  readonly measures: Measures;
}

/** What can be wrong with an answer. */
export const wrongKinds = [
  /** 5xx, or none at all. */
  "server-error",
  /** 4xx where the site has something. */
  "client-error",
  /** Older than any window that its Cache-Control or the edge's allows. */
  "too-stale",
  /** Page and asset of releases that do not belong together. */
  "mixed-releases",
  /** A security header that the site sends is not there, or another. */
  "header-missing",
  /** HTML where an asset was asked for. */
  "html-for-asset",
  "truncated",
  /** Of a release that was taken back. */
  "bad-release",
  /** What the site has deleted. */
  "deleted-content",
  /** Anything else that no release has there. */
  "wrong-content",
] as const;
/** How an answer was wrong. */
export type WrongKind = (typeof wrongKinds)[number];

/** What visitors saw over a stretch of time. */
export interface Measures {
  readonly pageViews: number;
  readonly requests: number;
  /** Share of page views whose page and every asset were right; null without a page view. */
  readonly availability: number | null;
  /** Answers by kind; kinds that did not come up are left out. */
  readonly wrong: Readonly<Partial<Record<WrongKind, number>>>;
  /** Of `wrong`, those that do not say that they are errors: all but 5xx. */
  readonly wrongAnswers: number;
  /** Of the 5xx, those that came with the site's own page for them. */
  readonly ownErrorPages?: number;
  /** Time to first byte at the edge location. */
  readonly ttfb: { readonly p50: number; readonly p95: number; readonly p99: number; readonly max: number };
  /** Share of answers from an expired copy, or of a release that another had replaced. */
  readonly staleShare: number;
  /** Oldest that an answer was after its content had been replaced. */
  readonly oldestStale: number;
  /** From the first fault until a page view was right again, where one was wrong at first. Null if none was. */
  readonly firstSuccess: number | null;
  /** From the first fault until nothing was wrong or slower than three times the steady state's p99 any more. Null if never, 0 if nothing ever was. */
  readonly normalAfterFault: number | null;
  /** From the end of the last fault on, of one that never ends from its beginning; null if never. */
  readonly normalAfterMend: number | null;
  /** Requests that a second origin answered. */
  readonly failovers: number;
  /** What CloudFront asked for, by origin id. */
  readonly origins: Readonly<
    Record<string, { readonly requests: number; readonly failures: number; readonly bytes: number }>
  >;
  /** The same by the region that the origin's bucket is in; results before it was counted have none. */
  readonly regions?: Measures["origins"];
  /** Requests to origins, beyond what as many requests of visitors bring in the steady state: what the outage cost. */
  readonly extraOriginRequests?: number;
  /** Edge locations that saw visitors, and that showed one something wrong. */
  readonly locations: { readonly seen: number; readonly hit: number };
  readonly bytesToVisitors: number;
}

export type ObjectiveName =
  | "availability"
  | "p99"
  | "longestWait"
  | "recovery"
  | "staleness"
  | "wrongAnswers";

/** An objective, and what it was held or missed by. */
export interface ObjectiveResult {
  readonly objective: ObjectiveName;
  /** Share, milliseconds or count. Null: it never came about. */
  readonly value: number | null;
  readonly limit: number;
  readonly held: boolean;
  /** Why it was missed. */
  readonly cause?: Cause;
}

/** Why visitors saw what they saw, found in the traces of their answers. */
export interface Cause {
  /** Stable, for machines: docs/drills.md lists them. */
  readonly code: string;
  /** One sentence, with the numbers and the setting that decides. */
  readonly sentence: string;
  /** The argument or setting that decides, such as `connection_attempts of origin primary`. */
  readonly setting?: string;
  /** What that is set to, by argument, where it has a value: what another configuration is compared by. */
  readonly settings?: Readonly<Record<string, string>>;
  /** How many answers it is the cause of. */
  readonly answers: number;
}

/** Something that happened, and when, in milliseconds of the scenario. */
export interface TimelineEvent {
  readonly at: number;
  readonly kind: "fault" | "mend" | "operator" | "phase" | "stop";
  readonly text: string;
  /** When a fault ended; null where none did. */
  readonly until?: number | null;
  /** What came of an operator's action, where it could fail. */
  readonly outcome?: string;
}

/** What charts are drawn of: the same number of values each, one for each stretch of `step` from `from` on. */
export interface Series {
  readonly from: number;
  readonly step: number;
  /** Page views by outcome. */
  readonly right: readonly number[];
  readonly stale: readonly number[];
  readonly wrong: readonly number[];
  /** Time to first byte; null without a request. */
  readonly p50: readonly (number | null)[];
  readonly p99: readonly (number | null)[];
  /** Requests by origin id. */
  readonly origins: Readonly<Record<string, readonly number[]>>;
  /** How answers came about: X-Cache's words. */
  readonly cache: Readonly<Record<string, readonly number[]>>;
}
