import { type PlanRules, planRules } from "../../../../facts/cloudfront/flat-rate-plans";
import { planTag } from "../../../../facts/site/plan-tag";
import { managedPolicies } from "../../../edge/managed-policies";
import { CloudFrontError, invalidArgument } from "../errors";
import type { BehaviorConfig, DistributionConfig } from "../schema/plain";
import { behaviorsOf, type StoredDistribution } from "../state";

/**
 * Refuses of a distribution that is subscribed to a flat-rate plan what its plan does not let in. UNSURE: the guide names
 * the features by tier, and the sentence was seen of the Free plan alone ("Distributions with the Free pricing plan can't have
 * the following features"); its code was not.
 */
export function checkPlan(config: DistributionConfig, current: StoredDistribution): void {
  const plan = planOf(current);
  if (plan === undefined) return;
  const features = [
    ...ofDistribution(config, current, plan),
    ...behaviorsOf(config).flatMap(ofBehavior(plan)),
  ];
  if (features.length > 0)
    throw invalidArgument(
      `Distributions with the ${plan.title} pricing plan can't have the following features: ${[...new Set(features)].join(", ")}.`,
    );
}

/** A subscription is cancelled first, in the console. */
export function checkNoPlan(distribution: StoredDistribution): void {
  const plan = planOf(distribution);
  if (plan !== undefined)
    throw new CloudFrontError(
      "IllegalDelete",
      `The distribution is subscribed to the ${plan.title} pricing plan, which has to be cancelled first.`,
    );
}

function planOf({ tags }: StoredDistribution): PlanRules | undefined {
  return planRules(tags.find(({ Key }) => Key === planTag)?.Value ?? "");
}

function ofDistribution(config: DistributionConfig, current: StoredDistribution, plan: PlanRules): string[] {
  const count = behaviorsOf(config).length;
  const { WebACLId = "", PriceClass, Logging } = config;
  const before = current.config.WebACLId ?? "";
  return [
    ...(count > plan.behaviours ? [`${count} cache behaviors, of ${plan.behaviours}`] : []),
    ...(WebACLId === "" || (before !== "" && before !== WebACLId) ? ["no web ACL, or another"] : []),
    ...(PriceClass !== "PriceClass_All" ? [`price class ${PriceClass}`] : []),
    ...(Logging.Enabled && !plan.accessLogs ? ["standard logging"] : []),
  ];
}

const policies = [
  ["CachePolicyId", managedPolicies.cache, "cache policies"],
  ["OriginRequestPolicyId", managedPolicies.originRequest, "origin request policies"],
  ["ResponseHeadersPolicyId", managedPolicies.responseHeaders, "response headers policies"],
] as const;

function ofBehavior({ ownPolicies }: PlanRules): (behavior: BehaviorConfig) => string[] {
  return (behavior) => [
    ...policies.flatMap(([name, managed, what]) => {
      const own = behavior[name];
      return own === undefined || ownPolicies || managed.some(({ id }) => id === own)
        ? []
        : [`custom ${what}`];
    }),
    ...(behavior.ForwardedValues === undefined ? [] : ["legacy cache settings"]),
  ];
}
