import * as z from "zod";
import { trafficError } from "./errors";

/**
 * What traffic is like, and nothing of anybody: no address, cookie, query or referrer is in it, and what fewer than `k`
 * requests share is added up under one name.
 */

const count = z.number().min(0);
const counts = z.record(z.string(), count);

const pathSchema = z.strictObject({
  path: z.string(),
  requests: count,
  /** By the status's first digit, "2xx". */
  statuses: counts,
  /** Bytes that went to visitors, in all. */
  bytes: count,
  /** Requests that CloudFront answered itself. */
  hits: count,
});

const profileSchema = z.strictObject({
  version: z.literal(1),
  /** The first and the last hour, UTC: "2026-11-01T00". */
  from: z.string(),
  to: z.string(),
  /** What fewer requests have in common is told of nobody. */
  k: z.number().int().positive(),
  requests: count,
  bytes: count,
  /** Of the requests, what programs sent that say so. */
  bots: count,
  /** HTML that was answered with 2xx or 304: page views, as near as logs come to them. */
  pageViews: count,
  /** Shares, 0 to 1. */
  hitRatio: count,
  conditional: count,
  ranges: count,
  /** Requests by hour of the day, UTC. */
  hours: z.array(count).length(24),
  /** By edge location's city, "FRA". */
  locations: counts,
  methods: counts,
  statuses: counts,
  devices: counts,
  /** The most asked for first. */
  paths: z.array(pathSchema),
  /** Requests for paths that fewer than `k` asked for. */
  otherPaths: count,
});

/** A profile of traffic, as `outlast traffic --json` prints it. */
export type TrafficProfile = z.output<typeof profileSchema>;

/** Reads a profile. @throws {OutlastError} TRAFFIC_NOT_A_PROFILE */
export function parseProfile(text: string, file: string): TrafficProfile {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch {
    throw trafficError("TRAFFIC_NOT_A_PROFILE", `${file} is not JSON`);
  }
  const { data, error } = profileSchema.safeParse(document);
  if (data !== undefined) return data;
  const [issue] = error.issues;
  throw trafficError(
    "TRAFFIC_NOT_A_PROFILE",
    `${file}: ${issue?.path.join(".") || "all of it"}: ${issue?.message}`,
  );
}
