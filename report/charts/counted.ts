import type { TimelineEvent } from "../../rehearsal/drill/result";
import { shownCount } from "../format";
import type { Charted } from "./frame";
import { type KeyedDrawing, latencyLines } from "./latency";
import { stacked } from "./stacked";

const outcomeWords = {
  served: ["served", "right"],
  failover: ["by the second origin", "series-0"],
  stale: ["older copy", "stale"],
  missing: ["4xx", "series-5"],
  failed: ["failed", "wrong"],
} as const;
export type CountedOutcome = keyof typeof outcomeWords;
const outcomes = Object.keys(outcomeWords) as CountedOutcome[];

/** What came of all requests of one second. */
export interface CountedSecond {
  /** Milliseconds since the epoch. */
  readonly at: number;
  readonly outcomes: Readonly<Record<CountedOutcome, number>>;
  /** By X-Cache. */
  readonly results: Readonly<Record<string, number>>;
  readonly origins: Readonly<Record<string, { readonly requests: number }>>;
  readonly p50: number | null;
  readonly p99: number | null;
}

/** What was broken, or done, at a time: charts have it behind their lines. */
export interface Happening {
  readonly at: number;
  readonly kind: "fault" | "operator";
  readonly text: string;
  /** Of a fault that has ended. */
  readonly until?: number;
}

/** What is drawn, between two times. */
export interface Counted {
  readonly seconds: readonly CountedSecond[];
  readonly happenings: readonly Happening[];
  readonly from: number;
  readonly to: number;
  /** Milliseconds of each stretch that is summed up. */
  readonly step: number;
  /** The same in words, for who cannot see it. */
  readonly span: string;
  /** Where the axis of time has its 0. */
  readonly zero: number;
}

/** What came of requests that were counted by the second, in the drawings of a report. */
export function countedDrawings({
  from,
  happenings,
  seconds,
  span,
  step,
  to,
  zero,
}: Counted): readonly KeyedDrawing[] {
  const places: CountedSecond[][] = Array.from(
    { length: Math.max(1, Math.ceil((to - from) / step)) },
    () => [],
  );
  for (const second of seconds) places[Math.floor((second.at - from) / step)]?.push(second);
  const sums = (of: (second: CountedSecond) => number) =>
    places.map((within) => within.reduce((sum, second) => sum + of(second), 0));
  const highest = (of: (second: CountedSecond) => number | null) =>
    places.map((within) => {
      const values = within.flatMap((second) => of(second) ?? []);
      return values.length === 0 ? null : Math.max(...values);
    });
  const charted: Charted = {
    series: { from: from - zero, step, right: places.map(() => 0) },
    timeline: timelineOf(happenings, zero).filter(({ at, until }) => Math.max(at, until ?? to) > from - zero),
  };
  const origins = [...new Set(places.flat().flatMap((second) => Object.keys(second.origins)))].sort();
  const results = [...new Set(places.flat().flatMap((second) => Object.keys(second.results)))].sort();
  const total = (what: string, values: readonly number[]) =>
    `${shownCount(values.reduce((sum, value) => sum + value, 0))} ${what}`;
  const layers = outcomes.map((outcome) => {
    const [name, look] = outcomeWords[outcome];
    return { name, look, values: sums((second) => second.outcomes[outcome]) };
  });
  const described = (all: readonly { name: string; values: readonly number[] }[]) =>
    `${span}: ${all.map(({ name, values }) => total(name, values)).join(", ") || "none"}.`;
  const named = (names: readonly string[], of: (second: CountedSecond, name: string) => number) =>
    names.map((name, at) => ({ name, look: `series-${at % 6}`, values: sums((second) => of(second, name)) }));
  const byOrigin = named(origins, (second, name) => second.origins[name]?.requests ?? 0);
  const byResult = named(results, (second, name) => second.results[name] ?? 0);
  return [
    stacked(charted, { title: "Requests by outcome", description: described(layers), layers }),
    latencyLines(charted, {
      p50: highest(({ p50 }) => p50),
      p99: highest(({ p99 }) => p99),
      description: "The slowest second of each stretch: half of its requests, and all but one in a hundred.",
    }),
    stacked(charted, { title: "Requests to origins", description: described(byOrigin), layers: byOrigin }),
    stacked(charted, { title: "How answers came about", description: described(byResult), layers: byResult }),
  ];
}

/** As a drill's timeline has it: times are after `zero`, and what still stands has no end. */
export function timelineOf(happenings: readonly Happening[], zero: number): readonly TimelineEvent[] {
  return happenings.map(({ at, kind, text, until }) => ({
    ...{ at: at - zero, kind, text },
    ...(kind === "fault" && { until: until === undefined ? null : until - zero }),
  }));
}
