import { type PlanRules, planRules } from "../facts/cloudfront/flat-rate-plans";
import type { Inventory } from "./inventory";
import type { Month } from "./month";
import { type FlatRatePlan, type PriceFile, shippedPrices } from "./prices";
import type { Usage } from "./usage";

/** A flat-rate plan beside the site. */
export interface PlanFit extends Pick<FlatRatePlan, "name" | "price"> {
  /** Dollars of the expected month with the plan, and what it has not got by use. */
  readonly month: number;
  /** What of the site keeps it from joining. */
  readonly obstacles: readonly string[];
  /** What is not known to be allowed. */
  readonly unsure: readonly string[];
  /** What of the month is over its allowance: AWS bills nothing for it, and may throttle. */
  readonly over: readonly string[];
}

/** Terms that a plan pays for (CloudFront guide, CloudFront flat-rate pricing plans). */
const within = new Set([
  "cloudfront-transfer",
  "cloudfront-requests",
  "cloudfront-functions",
  "cloudfront-key-value-reads",
  "waf-web-acls",
  "waf-requests",
]);

/** Every plan, cheapest first. */
export function plansFor(
  inventory: Inventory,
  usage: Pick<Usage, "requests" | "gigabytes">,
  { lines }: Pick<Month, "lines">,
  { plans }: Pick<PriceFile, "plans"> = shippedPrices,
): PlanFit[] {
  const others = lines.filter(({ id }) => !within.has(id)).reduce((sum, { cost }) => sum + cost.expected, 0);
  return plans.map(({ name, price, requests, gigabytes }) => ({
    ...{ name, price, month: price + others },
    obstacles: obstaclesOf(inventory, planRules(name.toLowerCase())),
    unsure:
      inventory.lambdaAtViewer + inventory.lambdaAtOrigin > 0
        ? ["Lambda@Edge: allowed since March 2026, in which plans is not said"]
        : [],
    over: [
      ...(usage.requests > requests ? ["requests"] : []),
      ...(usage.gigabytes > gigabytes ? ["transfer"] : []),
    ],
  }));
}

function obstaclesOf(inventory: Inventory, plan: PlanRules | undefined): string[] {
  if (plan === undefined) return [];
  const { behaviours, logs, ownCachePolicies, ownForwardPolicies, ownHeadersPolicies, priceClass, webAcl } =
    inventory;
  const own = [
    [ownCachePolicies, "cache policies"],
    [ownHeadersPolicies, "response headers policies"],
    [ownForwardPolicies, "origin request policies"],
  ] as const;
  return [
    ...own.flatMap(([count, what]) =>
      !plan.ownPolicies && count > 0 ? [`${count} ${what} of its own, where only managed ones may be`] : [],
    ),
    ...(behaviours > plan.behaviours
      ? [`${behaviours} cache behaviours, where ${plan.behaviours} may be`]
      : []),
    ...(webAcl ? [] : ["no web ACL, which the plan demands (distribution.pricing makes one)"]),
    ...(priceClass === "PriceClass_All" ? [] : [`${priceClass}, where all edge locations are`]),
    ...(logs === "none" || plan.accessLogs ? [] : ["access logs, which it has not"]),
  ];
}
