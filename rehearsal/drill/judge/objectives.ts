import type { Measures, ObjectiveName, ObjectiveResult } from "../result";
import { longWait, type RequestRecord } from "../run/record";
import type { Objectives } from "../scenario";
import { causeOf } from "./causes";
import type { Observed } from "./found-cause";

interface Rule {
  readonly value: (measures: Measures) => number | null;
  readonly isHeld: (value: number, limit: number) => boolean;
  /** The answers on account of which it is missed. */
  readonly blames: (record: RequestRecord, limit: number, lastMend: number) => boolean;
  /** Whether a value that never came about misses it. */
  readonly nullIsMissed?: boolean;
}

const atMost = (value: number, limit: number) => value <= limit;

const rules: Readonly<Record<ObjectiveName, Rule>> = {
  availability: {
    value: ({ availability }) => availability,
    isHeld: (value, limit) => value >= limit,
    blames: ({ wrong }) => wrong !== undefined,
  },
  p99: { value: ({ ttfb }) => ttfb.p99, isHeld: atMost, blames: ({ duration }, limit) => duration > limit },
  longestWait: {
    value: ({ ttfb }) => ttfb.max,
    isHeld: atMost,
    blames: ({ duration }, limit) => duration > limit,
  },
  recovery: {
    value: ({ normalAfterMend, normalAfterFault }) => normalAfterMend ?? normalAfterFault,
    isHeld: atMost,
    blames: ({ wrong, at, duration }, _, lastMend) =>
      at + duration >= lastMend && (wrong !== undefined || duration > longWait),
    nullIsMissed: true,
  },
  staleness: {
    value: ({ oldestStale }) => oldestStale,
    isHeld: atMost,
    blames: ({ staleFor }, limit) => staleFor > limit,
  },
  wrongAnswers: {
    value: ({ wrongAnswers }) => wrongAnswers,
    isHeld: atMost,
    blames: ({ wrong }) => wrong !== undefined && wrong !== "server-error",
  },
};

/** What a cache may still show is not wrong; where its age is what misses an objective, that has to be explained, and no wait. */
function asTooStale(record: RequestRecord): RequestRecord {
  return record.wrong === undefined ? { ...record, wrong: "too-stale" } : record;
}

/** What became of each objective, in the order of the schema, with the cause of each that was missed. */
export function judgeObjectives(
  objectives: Objectives,
  measures: Measures,
  records: readonly RequestRecord[],
  lastMend: number,
  observed: Observed,
): ObjectiveResult[] {
  return (Object.keys(rules) as ObjectiveName[]).flatMap((objective): ObjectiveResult[] => {
    const limit = objectives[objective];
    if (limit === undefined) return [];
    const rule = rules[objective];
    const value = rule.value(measures);
    const held = value === null ? !rule.nullIsMissed : rule.isHeld(value, limit);
    if (held) return [{ objective, value, limit, held }];
    const blamed = records.filter((record) => rule.blames(record, limit, lastMend));
    const cause = causeOf(objective === "staleness" ? blamed.map(asTooStale) : blamed, observed);
    return [{ objective, value, limit, held, ...(cause && { cause }) }];
  });
}
