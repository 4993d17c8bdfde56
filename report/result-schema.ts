import * as z from "zod";
import { type DrillResult, resultVersion, wrongKinds } from "../rehearsal/drill/result";
import { scenarioClasses } from "../rehearsal/drill/scenario";

/**
 * What `outlast drill --json` prints, published as JSON Schema, and how a result is read that was kept. Numbers are
 * milliseconds, counts, or shares from 0 to 1; keys that a newer outlast has added are passed over.
 */

const number = z.number();

const oneLine = z.string().regex(/^\P{C}{0,255}$/u);

const cause = z.object({
  code: z.string(),
  sentence: z.string(),
  setting: z.string().optional(),
  settings: z.record(z.string(), z.string()).optional(),
  answers: number,
});

const asked = z.record(z.string(), z.object({ requests: number, failures: number, bytes: number }));

const measures = z.object({
  pageViews: number,
  requests: number,
  availability: number.nullable(),
  wrong: z.partialRecord(z.enum(wrongKinds), number),
  wrongAnswers: number,
  ownErrorPages: number.optional(),
  ttfb: z.object({ p50: number, p95: number, p99: number, max: number }),
  staleShare: number,
  oldestStale: number,
  firstSuccess: number.nullable(),
  normalAfterFault: number.nullable(),
  normalAfterMend: number.nullable(),
  failovers: number,
  origins: asked,
  regions: asked.optional(),
  extraOriginRequests: number.optional(),
  locations: z.object({ seen: number, hit: number }),
  bytesToVisitors: number,
});

const series = z.object({
  from: number,
  step: number.positive(),
  right: z.array(number),
  stale: z.array(number),
  wrong: z.array(number),
  p50: z.array(number.nullable()),
  p99: z.array(number.nullable()),
  origins: z.record(z.string(), z.array(number)),
  cache: z.record(z.string(), z.array(number)),
});

const scenario = z.object({
  site: z.string(),
  name: z.string().regex(/^[a-z0-9][a-z0-9-]*$/),
  title: z.string(),
  hypothesis: z.string(),
  class: z.enum(scenarioClasses),
  source: z.object({ url: z.url({ protocol: /^https?$/ }), date: z.string() }).optional(),
  verdict: z.enum(["held", "broken", "beyond", "skipped"]),
  remark: z.string().optional(),
  measures,
  phases: z.array(z.object({ name: z.string(), from: number, to: number, measures })),
  objectives: z.array(
    z.object({
      objective: z.enum(["availability", "p99", "longestWait", "recovery", "staleness", "wrongAnswers"]),
      value: number.nullable(),
      limit: number,
      held: z.boolean(),
      cause: cause.optional(),
    }),
  ),
  cause: cause.optional(),
  timeline: z.array(
    z.object({
      at: number,
      kind: z.enum(["fault", "mend", "operator", "phase", "stop"]),
      text: z.string(),
      until: number.nullable().optional(),
      outcome: z.string().optional(),
    }),
  ),
  series,
});

export const resultSchema = z.object({
  version: z.literal(resultVersion),
  seed: z.string().regex(/^[\w.-]{1,100}$/),
  traffic: z
    .object({
      source: z.enum(["made-up", "profile"]),
      // They stand in a line of a terminal, and somebody else may have written the result.
      file: oneLine.optional(),
      from: oneLine.optional(),
      to: oneLine.optional(),
      pageViews: number.optional(),
    })
    .optional(),
  live: z.object({ speed: number.positive() }).optional(),
  scenarios: z.array(scenario),
}) satisfies z.ZodType<DrillResult>;

/** JSON Schema of a result, for other programs that read one. */
export function resultJsonSchema(): object {
  return z.toJSONSchema(resultSchema, { io: "input" });
}
