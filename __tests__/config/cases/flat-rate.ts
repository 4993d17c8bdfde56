import type { SiteInput } from "../../../config";
import type { PlanName } from "../../../facts/cloudfront/flat-rate-plans";
import { key, many, type SiteCase, server } from "./builders";

/** What a site has to write that is to join a plan, beside the plan itself. */
export const onPlan = (pricing: PlanName, change: object = {}) =>
  ({
    distribution: { pricing, priceClass: "PriceClass_All", ...change },
    headers: { runtime: "cloudfront-function" },
  }) satisfies Partial<SiteInput>;

const paths = (count: number) => many(count, (at) => ({ path: `/${at}/*`, mode: "immutable" }));

/** What plans refuse. */
export const flatRateCases: readonly SiteCase[] = [
  ["PLAN_PRICE_CLASS", "distribution.priceClass", { distribution: { pricing: "premium" } }],
  [
    "PLAN_BEHAVIOURS",
    "distribution.pricing",
    { ...onPlan("business"), cache: { paths: paths(50) }, errorPages: { notFound: false } },
  ],
  ["PLAN_CACHE_KEY", "cache.default.queryStrings", { ...onPlan("free"), ...key({ queryStrings: ["v"] }) }],
  ["PLAN_CACHE_MAX_TTL", "cache.default.maxTtl", { ...onPlan("pro"), ...key({ maxTtl: "30d" }) }],
  ["PLAN_SERVER_CACHE", "paths[0].cache", server({}, { cache: { ttl: "1m" } }, onPlan("pro"))],
  ["PLAN_FORWARD_LIST", "paths[0].forward", server({}, { forward: { headers: ["X-A"] } }, onPlan("pro"))],
  ["PLAN_HEADERS_RUNTIME", "headers.runtime", { ...onPlan("free"), headers: { runtime: "lambda-at-edge" } }],
  [
    "PLAN_HEADER_REFUSED",
    "headers.remove[0]",
    { ...onPlan("free"), headers: { runtime: "cloudfront-function", remove: ["Via"] } },
  ],
  ["PLAN_ACCESS_LOGS", "distribution.accessLogs", onPlan("free", { accessLogs: {} })],
  ["PLAN_MAYBE_REFUSED", "edge.originRequest", { ...onPlan("pro"), edge: { originRequest: "edge/a.ts" } }],
];
