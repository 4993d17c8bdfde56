import type { Distribution } from "../../../edge";
import type { DistributionConfig } from "../schema/plain";
import type { CloudFrontState } from "../state";

/** Where the policy of a distribution sends a part of its requests; a disabled policy sends none. */
export function toStaging(config: DistributionConfig, state: CloudFrontState): Pick<Distribution, "staging"> {
  const policy = state.continuousDeploymentPolicies.find(config.ContinuousDeploymentPolicyId)?.config;
  const [domainName] = policy?.StagingDistributionDnsNames ?? [];
  const { SingleHeaderConfig: header, SingleWeightConfig: weight } = policy?.TrafficConfig ?? {};
  if (!policy?.Enabled || domainName === undefined) return {};
  if (header)
    return {
      staging: { domainName, traffic: { type: "header", header: header.Header, value: header.Value } },
    };
  if (weight === undefined) return {};
  const { Weight, SessionStickinessConfig: sticky } = weight;
  const stickiness = sticky && { idleTtl: sticky.IdleTTL, maximumTtl: sticky.MaximumTTL };
  return {
    staging: { domainName, traffic: { type: "weight", weight: Weight, ...(stickiness && { stickiness }) } },
  };
}
