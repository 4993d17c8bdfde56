import { primaryProblem, trafficProblem } from "../../../facts/cloudfront/continuous-deployment";
import { Block } from "../../../terraform/block";
import { findBy, known, type Resource, type Resources } from "../../../terraform/resources";
import type { Distribution, StagingTraffic } from "../../edge/model";

const policies = "aws_cloudfront_continuous_deployment_policy";
const distributions = "aws_cloudfront_distribution";

/** What concerns continuous deployment of a distribution whose other settings were read. */
type Read = Pick<Distribution, "aliases" | "domainName" | "httpVersion" | "origins">;

/**
 * Where the continuous deployment policy of a distribution sends a part of its requests; one that is off sends none. A
 * staging distribution has none, and is what no visitor asks for by a name of its own.
 */
export function readStaging(
  block: Block,
  resources: Resources,
  { aliases, domainName, httpVersion, origins }: Read,
): Pick<Distribution, "staging"> {
  const isStaging = block.boolean("staging", false);
  if (isStaging && aliases.length > 0)
    refuse(block, "aliases", "a staging distribution has no names of its own", "Leave them to its primary");
  const id = block.string("continuous_deployment_policy_id");
  if (id === undefined) {
    if (isStaging) checkUnattached(block, resources, domainName);
    return {};
  }
  const resource = findBy(resources, policies, "id", id);
  if (resource === undefined) {
    block.problem(
      "TERRAFORM_MISSING",
      "continuous_deployment_policy_id",
      `${id} is no ${policies} of this file`,
      "Rehearse the configuration or plan that also holds it",
    );
    return {};
  }
  const hasCompletionTimeout = origins.some((one) => one.responseCompletionTimeout !== undefined);
  const problem = primaryProblem({ isStaging, httpVersion, hasCompletionTimeout });
  if (problem !== undefined) refuse(block, "continuous_deployment_policy_id", problem, "Change either");
  if (countOf(resources, distributions, (one) => known(one, "continuous_deployment_policy_id") === id) > 1)
    refuse(
      block,
      "continuous_deployment_policy_id",
      `another distribution has ${id} too`,
      "Give each its own",
    );
  return readPolicy(resource, resources, block);
}

/** A policy is made before its primary has it: what is wrong with it is the staging distribution's until then. */
function checkUnattached(block: Block, resources: Resources, domainName: string): void {
  for (const resource of resources.ofType(policies)) {
    const isAttached = resources
      .ofType(distributions)
      .some((one) => known(one, "continuous_deployment_policy_id") === known(resource, "id"));
    if (!isAttached && namesOf(resource).includes(domainName)) readPolicy(resource, resources, block);
  }
}

function readPolicy(
  resource: Resource,
  resources: Resources,
  { findings }: Block,
): Pick<Distribution, "staging"> {
  const policy = Block.of(resource, findings);
  const isEnabled = policy.boolean("enabled", false);
  const domainName = readDomainName(policy, resources);
  const traffic = readTraffic(policy, isEnabled);
  policy.finish();
  return isEnabled && domainName !== undefined && traffic ? { staging: { domainName, traffic } } : {};
}

function readDomainName(policy: Block, resources: Resources): string | undefined {
  const attribute = "staging_distribution_dns_names";
  const names = policy.block(attribute)?.strings("items") ?? [];
  const [domainName] = names;
  const staging =
    domainName === undefined ? undefined : findBy(resources, distributions, "domain_name", domainName);
  if (staging === undefined) {
    policy.problem(
      "TERRAFORM_MISSING",
      attribute,
      "it names no distribution of this file",
      "Rehearse the configuration or plan that also holds it",
    );
    return undefined;
  }
  if (names.length > 1) refuse(policy, attribute, `${names.length} distributions`, "Name one");
  if (known(staging, "staging") !== true)
    refuse(policy, attribute, `${staging.address} is no staging distribution`, "Set staging = true there");
  if (countOf(resources, policies, (one) => namesOf(one).includes(domainName as string)) > 1)
    refuse(policy, attribute, `another policy names ${staging.address} too`, "Give each its own");
  return domainName;
}

/** Names that a policy gives, as far as they are known. */
function namesOf(resource: Resource): readonly unknown[] {
  const names = known(resource, "staging_distribution_dns_names");
  const [first] = Array.isArray(names) ? names : [names];
  const items = (first as { readonly items?: unknown } | null | undefined)?.items;
  return Array.isArray(items) ? items : [];
}

function readTraffic(policy: Block, isEnabled: boolean): StagingTraffic["traffic"] | undefined {
  const config = policy.block("traffic_config");
  if (config === undefined) {
    // A policy that is off may leave it for later (API, ContinuousDeploymentPolicyConfig).
    if (isEnabled)
      policy.problem("TERRAFORM_MISSING", "traffic_config", "it does not say which requests", "Say which");
    return undefined;
  }
  const type = config.oneOf("type", ["SingleHeader", "SingleWeight"]);
  const isByHeader = type === "SingleHeader";
  const header = config.block("single_header_config");
  const weight = config.block("single_weight_config");
  if (isByHeader !== (header !== undefined) || isByHeader === (weight !== undefined))
    refuse(
      config,
      "type",
      `${type} without its block, or with the other one`,
      `Give the block of ${type} alone`,
    );
  const byHeader = header && readHeader(header);
  const byWeight = weight && readWeight(weight);
  const traffic = isByHeader ? byHeader : byWeight;
  const problem = traffic && trafficProblem(traffic);
  if (problem !== undefined) refuse(policy, "traffic_config", problem, "Correct it");
  return traffic;
}

function readHeader(block: Block): StagingTraffic["traffic"] {
  return { type: "header", header: block.required("header"), value: block.required("value") };
}

function readWeight(block: Block): StagingTraffic["traffic"] {
  const sticky = block.block("session_stickiness_config");
  const stickiness = sticky && {
    idleTtl: Number(sticky.required("idle_ttl")),
    maximumTtl: Number(sticky.required("maximum_ttl")),
  };
  return { type: "weight", weight: Number(block.required("weight")), ...(stickiness && { stickiness }) };
}

function countOf(resources: Resources, type: string, is: (one: Resource) => boolean): number {
  return resources.ofType(type).filter(is).length;
}

function refuse(block: Block, attribute: string, rule: string, mend: string): void {
  block.problem("TERRAFORM_BAD_VALUE", attribute, `CloudFront refuses it: ${rule}`, mend);
}
