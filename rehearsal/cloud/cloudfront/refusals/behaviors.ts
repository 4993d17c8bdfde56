import { cacheTtls } from "../../../../facts/cloudfront/cache-ttls";
import { methodSets } from "../../../../facts/cloudfront/limits";
import { pathPatternProblem } from "../../../../facts/cloudfront/path-pattern";
import { managedPolicies } from "../../../edge/managed-policies";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { BehaviorConfig, DistributionConfig } from "../schema/plain";
import { behaviorsOf } from "../state";

/** API shapes CacheBehavior and DefaultCacheBehavior. */
export function checkBehaviors(config: DistributionConfig, context: CloudFrontContext): void {
  const targets = new Set([...config.Origins, ...config.OriginGroups].map(({ Id }) => Id));
  checkPatterns(config.CacheBehaviors.map(({ PathPattern }) => PathPattern));
  for (const behavior of behaviorsOf(config)) {
    if (!targets.has(behavior.TargetOriginId))
      throw new CloudFrontError(
        "NoSuchOrigin",
        `One or more of your origins or origin groups do not exist: ${behavior.TargetOriginId}`,
      );
    checkMethods(behavior);
    checkPolicies(behavior, context);
    checkLegacySettings(behavior);
    checkSigners(behavior, context);
  }
}

function checkPatterns(patterns: readonly string[]): void {
  for (const [at, pattern] of patterns.entries()) {
    if (pathPatternProblem(pattern) !== undefined)
      throw invalidArgument(`The parameter PathPattern contains characters that are not allowed: ${pattern}`);
    if (patterns.indexOf(pattern) !== at)
      throw invalidArgument(`The parameter PathPattern contains a value that is used twice: ${pattern}`);
  }
}

function checkMethods({ AllowedMethods: { Items: allowed, CachedMethods } }: BehaviorConfig): void {
  if (!methodSets.some((set) => isSame(set, allowed)))
    throw invalidArgument(
      `The parameter AllowedMethods contains methods that are not allowed: ${allowed.join(", ")}`,
    );
  const cached = CachedMethods;
  if (
    !methodSets.slice(0, 2).some((set) => isSame(set, cached)) ||
    cached.some((method) => !allowed.includes(method))
  )
    throw invalidArgument(
      `The parameter CachedMethods contains methods that are not allowed: ${cached.join(", ")}`,
    );
}

function isSame(set: readonly string[], methods: readonly string[]): boolean {
  return methods.length === set.length && set.every((method) => methods.includes(method));
}

function checkPolicies(behavior: BehaviorConfig, { state }: CloudFrontContext): void {
  const { CachePolicyId, OriginRequestPolicyId, ResponseHeadersPolicyId } = behavior;
  const isManaged = (policies: readonly { readonly id: string }[], id: string) =>
    policies.some((policy) => policy.id === id);
  if (CachePolicyId !== undefined && !isManaged(managedPolicies.cache, CachePolicyId))
    state.cachePolicies.get(CachePolicyId);
  if (OriginRequestPolicyId !== undefined && !isManaged(managedPolicies.originRequest, OriginRequestPolicyId))
    state.originRequestPolicies.get(OriginRequestPolicyId);
  if (
    ResponseHeadersPolicyId !== undefined &&
    !isManaged(managedPolicies.responseHeaders, ResponseHeadersPolicyId)
  )
    state.responseHeadersPolicies.get(ResponseHeadersPolicyId);
}

/** CloudFront guide, "Specify signers that can create signed URLs and signed cookies". */
function checkSigners({ TrustedKeyGroups }: BehaviorConfig, { state }: CloudFrontContext): void {
  const { Enabled, Items } = TrustedKeyGroups;
  if (Enabled !== Items.length > 0)
    throw invalidArgument("The parameter TrustedKeyGroups is enabled with key groups, and only with them.");
  if (Items.length > 4)
    throw new CloudFrontError(
      "TooManyKeyGroupsAssociatedToDistribution",
      "A behavior trusts at most 4 key groups.",
    );
  const missing = Items.find((id) => state.keyGroups.find(id) === undefined);
  if (missing !== undefined)
    throw new CloudFrontError("TrustedKeyGroupDoesNotExist", `The key group ${missing} does not exist.`);
}

/** A behaviour has a cache policy or the legacy settings, never parts of both. */
function checkLegacySettings(behavior: BehaviorConfig): void {
  const { CachePolicyId, OriginRequestPolicyId, ForwardedValues, MinTTL = 0 } = behavior;
  const legacy = (["ForwardedValues", "MinTTL", "DefaultTTL", "MaxTTL"] as const).find(
    (name) => behavior[name] !== undefined,
  );
  if (CachePolicyId !== undefined) {
    if (legacy === undefined) return;
    throw invalidArgument(
      `The parameter ${legacy} cannot be used when a cache policy is associated to the cache behavior.`,
    );
  }
  if (ForwardedValues === undefined) throw invalidArgument("The parameter ForwardedValues is required.");
  if (OriginRequestPolicyId !== undefined)
    throw invalidArgument(
      "The parameter OriginRequestPolicyId cannot be used without a cache policy associated to the cache behavior.",
    );
  const { defaultTtl: DefaultTTL, maxTtl: MaxTTL } = cacheTtls({
    minTtl: MinTTL,
    defaultTtl: behavior.DefaultTTL,
    maxTtl: behavior.MaxTTL,
  });
  if (MinTTL < 0 || MinTTL > DefaultTTL || DefaultTTL > MaxTTL)
    throw new CloudFrontError(
      "InvalidTTLOrder",
      `The TTL order is not valid: MinTTL ${MinTTL}, DefaultTTL ${DefaultTTL}, MaxTTL ${MaxTTL}.`,
    );
}
