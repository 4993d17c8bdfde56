import * as z from "zod";
import { duration } from "../duration";

/** Who is told of trouble, and what watches for it. */
export const monitoringSchema = z.strictObject({
  /** Subscribed to the SNS topic; AWS asks the owner to confirm. */
  email: z.string().optional(),
  alarms: z.boolean().default(true),
  healthChecks: z.boolean().default(true),
  dashboard: z.boolean().default(true),
  /** CloudFront's paid additional metrics (OriginLatency, rates per status code). */
  additionalMetrics: z.boolean().default(false),
  /** Percentage of 5xx answers at which the alarm goes off. */
  errorRateThreshold: z.number().default(1),
});

/** Who comes to the site, where that is known. */
export const visitorsSchema = z.strictObject({
  /** Edge locations, by their share of the visitors: each has a cache of its own in drills. */
  edgeLocations: z.array(z.number()).default([0.5, 0.3, 0.2]),
});

/** What `outlast drill` holds an outage to; a scenario may promise more or less. */
export const siteObjectivesSchema = z.strictObject({
  /** Least share of page views whose page and every asset are right, by what is broken. */
  availability: z
    .strictObject({
      /** One region. */
      region: z.number().default(0.999),
      /** Both regions: the edge's copies are all there is. */
      bothRegions: z.number().default(0.98),
      /** A region while content goes out. */
      release: z.number().default(0.999),
      /** An edge function, or what it reads. */
      function: z.number().default(0.999),
      /** CloudFront itself. */
      edge: z.number().default(0.999),
      /** What deployments ask. */
      controlPlane: z.number().default(0.999),
    })
    .prefault({}),
  /** Longest time to first byte of 99 of 100 requests: one attempt of `failover`, and the other region's answer. */
  p99: duration.default(6),
  /** Longest time to first byte of all. */
  longestWait: duration.default(15),
  /** From the end of an outage until everything is as before. */
  recovery: duration.default(60),
  /** Oldest that content may be after a release has replaced it. */
  staleness: duration.default(86_400),
  /** Most answers that are wrong and do not say so by a 5xx. */
  wrongAnswers: z.int().default(0),
});
