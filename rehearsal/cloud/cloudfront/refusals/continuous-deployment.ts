import { primaryProblem, trafficProblem } from "../../../../facts/cloudfront/continuous-deployment";
import type { CloudFrontContext } from "../context";
import { CloudFrontError, invalidArgument } from "../errors";
import type { Kept } from "../kept";
import type { ContinuousDeploymentPolicyConfig, DistributionConfig } from "../schema/plain";
import type { StoredDistribution } from "../state";

/** CloudFront guide, "Quotas and other considerations for continuous deployment". */
export function checkContinuousDeployment(
  config: DistributionConfig,
  current: StoredDistribution | undefined,
  { state }: Pick<CloudFrontContext, "state">,
): void {
  const { Staging, Aliases, ContinuousDeploymentPolicyId: policyId, HttpVersion } = config;
  if (current && current.config.Staging !== Staging)
    throw new CloudFrontError("IllegalUpdate", "Whether a distribution is a staging one cannot be changed.");
  if (Staging && Aliases.length > 0)
    throw invalidArgument(
      "A staging distribution has no alternate domain names: it takes the traffic of its primary.",
    );
  if (policyId === "") return;
  const hasCompletionTimeout = config.Origins.some((one) => one.ResponseCompletionTimeout !== undefined);
  const problem = primaryProblem({ isStaging: Staging, httpVersion: HttpVersion, hasCompletionTimeout });
  if (problem !== undefined) throw invalidArgument(`${problem}.`);
  if (current === undefined)
    throw invalidArgument("Continuous deployment policy is not supported during distribution creation.");
  state.continuousDeploymentPolicies.get(policyId);
  const isTaken = state.distributions
    .all()
    .some((other) => other.id !== current.id && other.config.ContinuousDeploymentPolicyId === policyId);
  if (isTaken)
    throw new CloudFrontError(
      "ContinuousDeploymentPolicyInUse",
      "The continuous deployment policy is attached to another distribution.",
    );
}

/** API shape TrafficConfig: a header of a certain prefix, or at most 15 % of the traffic. */
export function checkContinuousDeploymentPolicy(
  config: Kept["config"],
  current: Kept | undefined,
  { state }: Pick<CloudFrontContext, "state">,
): Kept["config"] {
  const given = config as unknown as ContinuousDeploymentPolicyConfig;
  const names = given.StagingDistributionDnsNames;
  if (names.length !== 1)
    throw invalidArgument("A continuous deployment policy names one staging distribution.");
  const staging = state.distributions.all().find(({ domainName }) => domainName === names[0]);
  if (staging === undefined || !staging.config.Staging)
    throw invalidArgument(`${names[0]} is not the domain name of a staging distribution.`);
  const isTaken = state.continuousDeploymentPolicies
    .all()
    .some(
      (other) =>
        other.id !== current?.id && other.config.StagingDistributionDnsNames.includes(names[0] ?? ""),
    );
  if (isTaken)
    throw new CloudFrontError(
      "StagingDistributionInUse",
      "Another continuous deployment policy has the staging distribution.",
    );
  const { Type, SingleHeaderConfig: header, SingleWeightConfig: weight } = given.TrafficConfig ?? {};
  if (given.TrafficConfig === undefined) {
    if (!given.Enabled) return config;
    throw invalidArgument("An enabled continuous deployment policy has a TrafficConfig.");
  }
  if (
    (Type === "SingleHeader") !== (header !== undefined) ||
    (Type === "SingleWeight") !== (weight !== undefined)
  )
    throw invalidArgument(
      `The parameter TrafficConfig has to have the configuration of its type ${Type}, and no other.`,
    );
  const sticky = weight?.SessionStickinessConfig;
  const problem = trafficProblem({
    header: header?.Header,
    weight: weight?.Weight,
    ...(sticky && { stickiness: { idleTtl: sticky.IdleTTL, maximumTtl: sticky.MaximumTTL } }),
  });
  if (problem !== undefined) throw invalidArgument(`${problem}.`);
  return config;
}
