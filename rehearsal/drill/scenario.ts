import * as z from "zod";
import { parseMilliseconds } from "../../facts/duration";

/**
 * A scenario as data: what is broken when, what people do about it, and what is promised meanwhile. The words are those
 * of Chaos Toolkit (title, hypothesis) and of FIS (target, stop conditions). Durations are strings, milliseconds once read.
 */

const ms = z.string().transform((text, context) => {
  const value = parseMilliseconds(text);
  if (value !== undefined) return value;
  context.addIssue({ code: "custom", message: 'expected a duration such as "500ms", "30s", "10m" or "4h"' });
  return z.NEVER;
});
const share = z.number().min(0).max(1);
/** Scenarios and their phases are called so in results, file names and the terminal. */
const slug = z.string().regex(/^[a-z0-9][a-z0-9-]*$/, "expected small letters, digits and hyphens");

/** Parts of a site that are no bucket and can be broken all the same. */
export const systems = {
  "viewer-request": ["throws", "exceeds-limits"],
  headers: ["throws", "exceeds-limits"],
  "key-value-store": ["unreadable"],
  edge: ["errors", "dns"],
  "control-plane": ["unavailable"],
} as const;

const step = {
  /** After the steady state's end. */
  at: ms,
  /** Begins a phase of this name; without any, the phases are steady, outage and after. */
  phase: slug.optional(),
  /** For whoever reads the timeline. */
  note: z.string().optional(),
};

/** Something breaks. */
const faultStep = z.strictObject({
  ...step,
  /** `primary`, `replica`, a bucket, a region, or one of the site's other parts (`systems`). */
  target: z.string(),
  /** An effect as docs/rehearsal.md has them (`503`, `blackhole`, `slow:8s`, ...), `policy-removed`, `bucket-deleted`, `cut`, or one of a system's. */
  fault: z.string(),
  /** Which keys, with `*` and `?`; without a leading slash. @default every key */
  keys: z.string().optional(),
  /** Part of the requests that is hit, by chance. @default every request */
  share: share.optional(),
  /** On for so long, then off for so long, again and again. */
  flapping: ms.optional(),
  /** @default until it is mended by a step */
  for: ms.optional(),
});

/** All faults of a target end; of everything with `all`. */
const mendStep = z.strictObject({ ...step, mend: z.string() });

/** Somebody does something. */
const operatorStep = z.strictObject({
  ...step,
  do: z.enum([
    "evacuate",
    "return",
    "release",
    "bad-release",
    "rollback",
    "invalidate",
    "take-down",
    "clear-caches",
    "deploy",
    "read-state",
    "renew-certificate",
  ]),
  /** From decision to effect: a person logs in, a tool starts. @default "0s" */
  takes: ms.optional(),
  /** `invalidate`: which paths. @default everything */
  paths: z.array(z.string()).optional(),
  /** `release`, `bad-release`, `rollback`: how long each object that is written takes. @default "0ms" */
  pace: ms.optional(),
  /** `deploy`: a Terraform file, from the folder of the scenario. @default what is deployed already */
  terraform: z.string().optional(),
});

const timelineStep = z.union([faultStep, mendStep, operatorStep]);

const spike = z.strictObject({ at: ms, for: ms, times: z.number().min(1).max(1_000) });

/** How many visitors come, and what they are like. */
const traffic = z.strictObject({
  /** Visits an hour on the daily average. @default 240 */
  visitsPerHour: z.number().positive().max(1_000_000).optional(),
  /** Hour of the day at which the drill begins, UTC; the daily curve follows. @default 10 */
  hour: z.number().min(0).max(24).optional(),
  /** Visitors who have been here before. @default 0.4 */
  returning: share.optional(),
  /** Times as many visitors for a while. */
  spikes: z.array(spike).optional(),
  /** Edge locations, by their share of the visitors. @default [0.5, 0.3, 0.2] */
  locations: z.array(z.number().positive()).min(1).max(50).optional(),
  /** Page views of a visit on average. @default 2.5 */
  pagesPerVisit: z.number().min(1).max(100).optional(),
  /** Shares of what is no page view. */
  head: share.optional(),
  options: share.optional(),
  ranges: share.optional(),
  wrongUrls: share.optional(),
});

/** What is promised while this goes on; `objectives` of the config has the defaults by class. */
export const objectivesSchema = z.strictObject({
  /** Least share of page views whose page and every asset were right, 0 to 1. */
  availability: share.optional(),
  /** Longest time to first byte of 99 of 100 requests. */
  p99: ms.optional(),
  /** Longest time to first byte of all. */
  longestWait: ms.optional(),
  /** From the end of the last fault until all is as it was. */
  recovery: ms.optional(),
  /** Oldest that content may be after a release has replaced it. */
  staleness: ms.optional(),
  /** Most answers that say 200, 404 or the like and are not what the site has. Errors that say so are availability's. */
  wrongAnswers: z.number().int().min(0).optional(),
});

/** What the objectives of a config go by. */
export const scenarioClasses = [
  "region",
  "both-regions",
  "release",
  "function",
  "edge",
  "control-plane",
] as const;

export const scenarioSchema = z.strictObject({
  name: slug,
  title: z.string().min(1),
  /** What visitors are expected to see, in one sentence. */
  hypothesis: z.string().min(1),
  class: z.enum(scenarioClasses),
  tags: z.array(slug).default([]),
  /** A real event: where it is told, and when it was. */
  source: z.strictObject({ url: z.url(), date: z.iso.date() }).optional(),
  /** How long visitors are watched before anything happens. */
  steady: ms.prefault("10m"),
  /** How long they are watched from then on; it has to outlast the timeline. */
  duration: ms,
  /** Whether the edge has seen visitors before the steady state is measured. */
  caches: z.enum(["warm", "cold"]).default("warm"),
  /** How long a copy takes from region to region. */
  replicationLag: ms.prefault("1s"),
  timeline: z.array(timelineStep),
  traffic: traffic.default({}),
  /** Ends the drill early: page views in a row that went wrong. */
  stop: z.strictObject({ wrongInARow: z.number().int().positive() }).optional(),
  objectives: objectivesSchema.default({}),
  /** What a site must have for this to mean anything. */
  needs: z
    .array(z.enum(["replica", "switch", "maintenance-page", "functions", "key-value-store"]))
    .default([]),
  /**
   * Set where this design is not expected to hold it: what would. Availability or wrong answers that are missed are told with it,
   * and fail nothing.
   */
  beyond: z.string().optional(),
});

/** A scenario as its author writes it. */
export type ScenarioInput = z.input<typeof scenarioSchema>;
/** A scenario as the engine takes it: checked, defaulted, durations in milliseconds. */
export type Scenario = z.output<typeof scenarioSchema>;
export type TimelineStep = Scenario["timeline"][number];
export type FaultStep = Extract<TimelineStep, { fault: string }>;
export type MendStep = Extract<TimelineStep, { mend: string }>;
export type OperatorStep = Extract<TimelineStep, { do: string }>;
export type TrafficShape = Scenario["traffic"];
/** What has to hold for visitors; what is left out is not judged. */
export type Objectives = z.output<typeof objectivesSchema>;
/** What kind of outage a scenario is. */
export type ScenarioClass = (typeof scenarioClasses)[number];

/** Gives a scenario its type; it is checked when it is loaded. */
export function defineScenario(scenario: ScenarioInput): ScenarioInput {
  return scenario;
}

/** JSON Schema of a scenario, for editors and other tools. */
export function scenarioJsonSchema(): object {
  return z.toJSONSchema(scenarioSchema, { io: "input" });
}
