import type { Inventory } from "./inventory";
import { type FlatRatePlan, type PriceFile, shippedPrices } from "./prices";
import type { Usage } from "./usage";

/** A flat-rate plan beside the site. */
export interface PlanFit extends Pick<FlatRatePlan, "name" | "price"> {
  /** What of the site keeps it from joining. */
  readonly obstacles: readonly string[];
  /** What is not known to be allowed. */
  readonly unsure: readonly string[];
  /** What of the month is over its allowance: AWS bills nothing for it, and may throttle. */
  readonly over: readonly string[];
}

/** Every plan, cheapest first. */
export function plansFor(
  inventory: Inventory,
  usage: Pick<Usage, "requests" | "gigabytes">,
  { plans }: Pick<PriceFile, "plans"> = shippedPrices,
): PlanFit[] {
  return plans.map(({ name, price, requests, gigabytes, behaviours, ownPolicies }) => ({
    ...{ name, price },
    obstacles: [
      ...(!ownPolicies && inventory.ownCachePolicies > 0
        ? [`${inventory.ownCachePolicies} cache policies of its own, where only managed ones may be`]
        : []),
      ...(inventory.behaviours > behaviours
        ? [`${inventory.behaviours} cache behaviours, where ${behaviours} may be`]
        : []),
      ...(inventory.webAcl ? [] : ["no web ACL (distribution.webAclArn), which the plan demands"]),
    ],
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
