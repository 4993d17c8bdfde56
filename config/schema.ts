import * as z from "zod";
import { duration } from "./duration";
import { cacheSchema } from "./schema/cache";
import { distributionSchema, domainSchema } from "./schema/distribution";
import { headersSchema } from "./schema/headers";
import { monthSchema } from "./schema/month";
import { monitoringSchema, siteObjectivesSchema, visitorsSchema } from "./schema/operation";
import { failoverSchema, originPathSchema, originSchema } from "./schema/origins";
import { contentSchema, errorPagesSchema, redirectSchema, urlsSchema } from "./schema/pages";
import { regionsSchema } from "./schema/regions";

/**
 * The shape of `site.config.ts`: every key, its unit and its default; what has parts of its own is in `schema/`. Durations
 * are strings in the file ("10m") and whole seconds once parsed. What a key cannot show to be wrong by itself is in `checks/`.
 */

export { type DeploymentConfig, type DeploymentInput, deploymentSchema } from "./schema/deployment";

/** What the message of a value says that has to be a function. */
export const aFunction = "a function";

/** A file of the project whose `handler` runs in one function with the site's own, before it or after it. */
const ownFunction = z.union([
  z.string(),
  z.strictObject({
    /** TypeScript or JavaScript that exports `handler`, relative to the project. */
    file: z.string(),
    /** Whether it sees request or answer as they come, or as the site's own function at that event leaves them. */
    order: z.enum(["before", "after"]).default("before"),
  }),
]);

/** One website: a stack of its own. */
export const siteSchema = z.strictObject({
  /** Short name; the stack's id, and the stem of every resource name. */
  name: z.string(),
  /** Added to bucket names, which are global: `<name>-primary-<suffix>`. */
  bucketSuffix: z.string().optional(),
  regions: regionsSchema,
  /** Host names, zone and certificate; without it, the distribution's own name is used. */
  domain: domainSchema.optional(),
  content: contentSchema.prefault({}),
  /** The style of the site's URLs, or the style and which forms of a page's URL are redirected. */
  urls: urlsSchema.default("directory"),
  redirects: z.array(redirectSchema).default([]),
  cache: cacheSchema.prefault({}),
  /** Servers beside the two buckets, by name; the name is the origin's id. */
  origins: z.record(z.string(), originSchema).default({}),
  /** Paths that go to them, ahead of those of `cache.paths`; the first that matches wins. */
  paths: z.array(originPathSchema).default([]),
  failover: failoverSchema.prefault({}),
  replication: z
    .strictObject({
      /** Adds the way back, so that an emergency release may go to the replica. */
      twoWay: z.boolean().default(false),
    })
    .prefault({}),
  /** How long the buckets keep versions that are no longer current. */
  noncurrentVersions: z.strictObject({ retention: duration.default(90 * 86_400) }).prefault({}),
  errorPages: errorPagesSchema.prefault({}),
  headers: headersSchema.prefault({}),
  distribution: distributionSchema.prefault({}),
  /** Edge functions of one's own, an event each. */
  edge: z
    .strictObject({
      /** CloudFront Function: every request, before the cache. */
      viewerRequest: ownFunction.optional(),
      /** CloudFront Function: every answer below 400, on its way to the visitor. */
      viewerResponse: ownFunction.optional(),
      /** Lambda@Edge: a request that goes to a bucket, once for each that is asked. */
      originRequest: z.string().optional(),
      /** Lambda@Edge: what a bucket answered, before it is kept. */
      originResponse: ownFunction.optional(),
    })
    .prefault({}),
  monitoring: monitoringSchema.prefault({}),
  visitors: visitorsSchema.prefault({}),
  objectives: siteObjectivesSchema.prefault({}),
  month: monthSchema.prefault({}),
  /** US dollars that an expected month may cost: `outlast review` fails a plan that passes it. */
  budget: z.number().optional(),
  /** Tags of every resource that takes tags. */
  tags: z.record(z.string(), z.string()).default({}),
  /** Called with the site's stack, a `Site`, once it is whole: adds resources, or overrides what is there. */
  customize: z.custom<(stack: never) => void>((value) => typeof value === "function", aFunction).optional(),
});

/** A site as a user writes it. */
export type SiteInput = z.input<typeof siteSchema>;
/** A site as everything downstream reads it: parsed, defaulted, checked, durations in seconds. */
export type SiteConfig = z.output<typeof siteSchema>;
/** Who is in charge of one path's freshness. */
export type CacheMode = SiteConfig["cache"]["default"];
/** One conditional header rule. */
export type HeaderRule = SiteConfig["headers"]["rules"][number];
/** One redirect of the site's table. */
export type Redirect = SiteConfig["redirects"][number];
/** A server beside the two buckets. */
export type OriginServer = SiteConfig["origins"][string];
/** Paths that such a server answers. */
export type OriginPath = SiteConfig["paths"][number];
