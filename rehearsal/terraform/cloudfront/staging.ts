import { Block } from "../../../terraform/block";
import { findBy, type Resources } from "../../../terraform/resources";
import type { Distribution, StagingTraffic } from "../../edge/model";

/** Where the continuous deployment policy of a distribution sends a part of its requests; one that is off sends none. */
export function readStaging(distribution: Block, resources: Resources): Pick<Distribution, "staging"> {
  const id = distribution.string("continuous_deployment_policy_id");
  if (id === undefined) return {};
  const resource = findBy(resources, "aws_cloudfront_continuous_deployment_policy", "id", id);
  if (resource === undefined) {
    distribution.problem(
      "TERRAFORM_MISSING",
      "continuous_deployment_policy_id",
      `${id} is no aws_cloudfront_continuous_deployment_policy of this file`,
      "Rehearse the configuration or plan that also holds it",
    );
    return {};
  }
  const policy = Block.of(resource, distribution.findings);
  const isEnabled = policy.boolean("enabled", false);
  const domainName = readDomainName(policy, resources);
  const traffic = readTraffic(policy);
  policy.finish();
  return isEnabled && domainName !== undefined && traffic ? { staging: { domainName, traffic } } : {};
}

function readDomainName(policy: Block, resources: Resources): string | undefined {
  const names = policy.block("staging_distribution_dns_names");
  const [domainName] = names?.strings("items") ?? [];
  const staging =
    domainName === undefined
      ? undefined
      : findBy(resources, "aws_cloudfront_distribution", "domain_name", domainName);
  if (staging !== undefined) return domainName;
  policy.problem(
    "TERRAFORM_MISSING",
    "staging_distribution_dns_names",
    "it names no distribution of this file",
    "Rehearse the configuration or plan that also holds it",
  );
  return undefined;
}

function readTraffic(policy: Block): StagingTraffic["traffic"] | undefined {
  const config = policy.block("traffic_config");
  const isByHeader = config?.oneOf("type", ["SingleHeader", "SingleWeight"]) === "SingleHeader";
  const header = config?.block("single_header_config");
  const weight = config?.block("single_weight_config");
  const byHeader = header && {
    ...({ type: "header" } as const),
    header: header.required("header"),
    value: header.required("value"),
  };
  const sticky = weight?.block("session_stickiness_config");
  const stickiness = sticky && {
    idleTtl: Number(sticky.required("idle_ttl")),
    maximumTtl: Number(sticky.required("maximum_ttl")),
  };
  const byWeight = weight && {
    ...({ type: "weight" } as const),
    weight: Number(weight.required("weight")),
    ...(stickiness && { stickiness }),
  };
  const traffic = isByHeader ? byHeader : byWeight;
  if (traffic === undefined)
    policy.problem("TERRAFORM_MISSING", "traffic_config", "it does not say which requests", "Say which");
  return traffic;
}
