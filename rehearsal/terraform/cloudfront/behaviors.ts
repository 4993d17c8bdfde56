import { Block } from "../../../terraform/block";
import { findBy, type Resources } from "../../../terraform/resources";
import { managedPolicies } from "../../edge/managed-policies";
import type { CacheBehavior, OriginRequestPolicy } from "../../edge/model";
import { forwardedValues } from "./forwarded-values";
import { readAssociations } from "./functions";
import { readCachePolicy, readOriginRequestPolicy, readResponseHeadersPolicy } from "./policies";
import { readTrustedKeys } from "./trusted-keys";

/** A `default_cache_behavior` block. */
export function readBehavior(block: Block, resources: Resources): CacheBehavior {
  const originRequestPolicy = readPolicy(block, "origin_request_policy_id", resources, {
    type: "aws_cloudfront_origin_request_policy",
    managed: managedPolicies.originRequest,
    read: readOriginRequestPolicy,
  });
  const responseHeadersPolicy = readPolicy(block, "response_headers_policy_id", resources, {
    type: "aws_cloudfront_response_headers_policy",
    managed: managedPolicies.responseHeaders,
    read: readResponseHeadersPolicy,
  });
  const trustedKeys = readTrustedKeys(block, resources);
  const behavior = {
    targetOriginId: block.required("target_origin_id"),
    viewerProtocolPolicy: block.oneOf("viewer_protocol_policy", [
      "allow-all",
      "https-only",
      "redirect-to-https",
    ]),
    allowedMethods: block.strings("allowed_methods"),
    cachedMethods: block.strings("cached_methods"),
    compress: block.boolean("compress", false),
    ...readBehaviorPolicies(block, resources, originRequestPolicy),
    functions: readAssociations(block, resources),
    ...(responseHeadersPolicy && { responseHeadersPolicy }),
    ...(trustedKeys && { trustedKeys }),
  };
  const grpc = block.block("grpc_config");
  if (grpc?.boolean("enabled", false)) grpc.refuse("enabled", true);
  return behavior;
}

/** An `ordered_cache_behavior` block. */
export function readOrderedBehavior(
  block: Block,
  resources: Resources,
): CacheBehavior & { readonly pathPattern: string } {
  return { pathPattern: block.required("path_pattern"), ...readBehavior(block, resources) };
}

function readBehaviorPolicies(
  block: Block,
  resources: Resources,
  originRequestPolicy: OriginRequestPolicy | undefined,
): Pick<CacheBehavior, "cachePolicy" | "originRequestPolicy"> {
  const policy = readPolicy(block, "cache_policy_id", resources, {
    type: "aws_cloudfront_cache_policy",
    managed: managedPolicies.cache,
    read: readCachePolicy,
  });
  if (policy) {
    // With a policy CloudFront takes no lifetimes of the behaviour; the provider leaves them out.
    block.ignore("min_ttl", "default_ttl", "max_ttl");
    if (block.has("forwarded_values")) {
      block.problem(
        "TERRAFORM_BAD_VALUE",
        "forwarded_values",
        "a behaviour takes a cache policy or forwarded_values, not both",
        "Drop forwarded_values",
      );
    }
    return { cachePolicy: policy, ...(originRequestPolicy && { originRequestPolicy }) };
  }
  const legacy = block.block("forwarded_values");
  if (!legacy && block.string("cache_policy_id") === undefined) {
    block.problem(
      "TERRAFORM_MISSING",
      "cache_policy_id",
      "there is neither a cache policy nor forwarded_values, or the policy is known only after the apply",
      "Set one",
    );
  }
  if (legacy && originRequestPolicy) {
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "origin_request_policy_id",
      "an origin request policy needs a cache policy",
      "Replace forwarded_values by a cache policy",
    );
  }
  return forwardedValues(block, legacy);
}

interface PolicyKind<T> {
  readonly type: string;
  /** Those of AWS. */
  readonly managed: readonly T[];
  readonly read: (block: Block, id: string) => T;
}

/** The policy that an attribute names by its id: one of AWS's, or a resource of the file. */
function readPolicy<T extends { readonly id: string }>(
  block: Block,
  attribute: string,
  resources: Resources,
  { type, managed, read }: PolicyKind<T>,
): T | undefined {
  const id = block.string(attribute);
  if (id === undefined) return undefined;
  const known = managed.find((policy) => policy.id === id);
  if (known) return known;
  const resource = findBy(resources, type, "id", id);
  if (resource) return read(Block.of(resource, block.findings), id);
  block.problem(
    "TERRAFORM_MISSING",
    attribute,
    `the policy ${id} is neither in this file nor one of AWS's`,
    "Rehearse the configuration or plan that also holds it",
  );
  return undefined;
}
