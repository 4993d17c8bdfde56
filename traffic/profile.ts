import * as z from "zod";
import { OutlastError, type Problem } from "../errors/outlast-error";
import { pathClasses } from "./classes";
import { trafficError, trafficRules } from "./errors";

/**
 * What traffic is like, and nothing of anybody: no address, cookie, query or referrer is in it, and what fewer than `k`
 * people share is added up under one name.
 */

/** Sums of them stay numbers. */
const count = z.number().min(0).max(Number.MAX_SAFE_INTEGER);
const share = z.number().min(0).max(1);
/** An hour, UTC: "2026-11-01T00". */
const hour = z
  .string()
  .refine(
    (text) => /^\d{4}-\d\d-\d\dT\d\d$/.test(text) && !Number.isNaN(Date.parse(`${text}:00Z`)),
    "expected an hour such as 2026-11-01T00",
  );
const counts = z.record(z.string(), count);

const pathSchema = z.strictObject({
  path: z.string(),
  /** Whether it is of a page or of what belongs to one; profiles from before have it not. */
  class: z.enum(pathClasses).optional(),
  requests: count,
  /** By the status's first digit, "2xx". */
  statuses: counts,
  /** Bytes that went to visitors, in all. */
  bytes: count,
  /** Requests that CloudFront answered itself. */
  hits: count,
});

const profileShape = z.strictObject({
  version: z.literal(1),
  /** The first and the last hour. */
  from: hour,
  to: hour,
  /** What fewer people have in common is told of nobody. */
  k: z.number().int().positive(),
  requests: count.min(1),
  bytes: count,
  /** Of the requests, what programs sent that say so. */
  bots: count,
  /** HTML that was answered with 2xx or 304: page views, as near as logs come to them. */
  pageViews: count,
  /** Shares of the requests. */
  hitRatio: share,
  conditional: share,
  ranges: share,
  /** Requests by hour of the day, UTC. */
  hours: z.array(count).length(24),
  /** By edge location's city, "FRA". */
  locations: counts,
  /** By country, "DE"; where the log has it. */
  countries: counts.optional(),
  /** By the distribution's name, "d111111abcdef8.cloudfront.net", or its id. */
  distributions: counts.optional(),
  methods: counts,
  statuses: counts,
  devices: counts,
  /** The most asked for first. */
  paths: z.array(pathSchema),
  /** Requests for paths that fewer than `k` asked for. */
  otherPaths: count,
  /** Paths of the content's files that nobody asked for, where a content folder was named. */
  unreached: z.array(z.string()).optional(),
});

const profileSchema = profileShape.superRefine(({ from, hours, pageViews, requests, to }, context) => {
  const say = (path: string, message: string) => context.addIssue({ code: "custom", path: [path], message });
  if (to < from) say("to", `expected an hour that is not before ${from}`);
  if (pageViews > requests) say("pageViews", `expected no more than the ${requests} requests`);
  if (!hours.some((one) => one > 0)) say("hours", "expected an hour with requests");
});

/** A profile of traffic, as `outlast traffic --json` prints it. */
export type TrafficProfile = z.output<typeof profileSchema>;

/** Whoever gives another file by mistake need not read all of it. */
const mostProblems = 20;

/** Reads a profile. @throws {OutlastError} TRAFFIC_NOT_A_PROFILE, with all that is wrong */
export function parseProfile(text: string, file: string): TrafficProfile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw trafficError("TRAFFIC_NOT_A_PROFILE", `${file} is not JSON`);
  }
  const { data, error } = profileSchema.safeParse(document);
  if (data !== undefined) return data;
  const { rule, mend } = trafficRules.TRAFFIC_NOT_A_PROFILE;
  const problems = error.issues.slice(0, mostProblems).map(
    ({ message, path }): Problem => ({
      ...{ code: "TRAFFIC_NOT_A_PROFILE", severity: "error", rule, mend },
      value: `${file}: ${path.map(String).join(".") || "all of it"}: ${message}`,
    }),
  );
  throw new OutlastError(problems);
}
