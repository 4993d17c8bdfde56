import * as z from "zod";

/** What a month is like: what `outlast cost` and `outlast sla` reckon with. */
export const monthSchema = z.strictObject({
  pageViews: z.number().default(100_000),
  /** Requests of one page view, the page's own among them. */
  requestsPerView: z.number().default(12),
  /** Bytes that go to the visitor for one page view. */
  bytesPerView: z.number().default(700_000),
  /** Share of requests that CloudFront answers without asking S3. */
  hitRatio: z.number().default(0.9),
  /** Shares of the visitors by the areas that CloudFront's prices know. */
  visitors: z
    .strictObject({
      us: z.number().default(0.4),
      europe: z.number().default(0.4),
      africa: z.number().default(0.02),
      "south-america": z.number().default(0.03),
      japan: z.number().default(0.03),
      oceania: z.number().default(0.02),
      asia: z.number().default(0.06),
      india: z.number().default(0.04),
    })
    .prefault({}),
  releases: z.number().default(30),
  /** Share of the content that a release changes. */
  changed: z.number().default(0.1),
  /** Paths that a release invalidates. */
  invalidatedPaths: z.number().default(20),
});
