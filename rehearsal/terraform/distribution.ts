import { managedPolicies } from "../edge/managed-policies";
import type { CacheBehavior, CachePolicy, CustomErrorResponse, Distribution, Selection } from "../edge/model";
import { Block, type Harmless } from "./block";
import { readAssociations } from "./functions";
import { readOriginGroups, readOrigins } from "./origins";
import { readCachePolicy, readOriginRequestPolicy, readResponseHeadersPolicy } from "./policies";
import type { ReadProblem } from "./problems";
import { findBy, type Resource, type Resources } from "./resources";

/** Attributes of a distribution that cannot affect what a visitor sees, and why. */
const harmless: Harmless = {
  tags: "for people",
  tags_all: "for people",
  comment: "for people",
  caller_reference: "the provider's",
  etag: "the provider's",
  hosted_zone_id: "DNS does not lead to a laptop",
  in_progress_validation_batches: "the provider's",
  last_modified_time: "the provider's",
  status: "the provider's",
  trusted_key_groups: "computed; the behaviours' own are read",
  trusted_signers: "computed; the behaviours' own are read",
  price_class: "a laptop is one edge location",
  retain_on_delete: "for Terraform",
  wait_for_deployment: "for Terraform",
  logging_config: "visitors do not see logs",
  viewer_certificate: "a laptop has no certificate; the edge is told that visitors came by HTTPS",
  is_ipv6_enabled: "a laptop is reached by its own address",
  http_version: "the rehearsal speaks HTTP/1.1 to the browser",
  timeouts: "for Terraform",
};

/** Reads an `aws_cloudfront_distribution`. */
export function readDistribution(
  resource: Resource,
  resources: Resources,
  problems: ReadProblem[],
): Distribution {
  const block = new Block(resource.address, "", resource.attributes, problems);
  const geo = block.block("restrictions")?.block("geo_restriction");
  const behavior = (name: string) => block.blocks(name).map((one) => readBehavior(one, resources, problems));
  const [defaultCacheBehavior] = behavior("default_cache_behavior");
  const webAclId = block.string("web_acl_id");
  const httpVersion = block.string("http_version", "http2") as Distribution["httpVersion"];
  const isIpv6Enabled = block.boolean("is_ipv6_enabled", false);
  block.ignore(harmless);
  const distribution = {
    id: block.required("id"),
    arn: block.required("arn"),
    domainName: block.required("domain_name"),
    enabled: block.boolean("enabled", true),
    aliases: block.strings("aliases"),
    defaultRootObject: block.string("default_root_object", ""),
    httpVersion,
    isIpv6Enabled,
    origins: readOrigins(block, resources),
    originGroups: readOriginGroups(block),
    defaultCacheBehavior: defaultCacheBehavior as CacheBehavior,
    cacheBehaviors: behavior("ordered_cache_behavior").map((one) => ({ pathPattern: "", ...one })),
    customErrorResponses: block.blocks("custom_error_response").map(readErrorResponse),
    geoRestriction: {
      type: (geo?.string("restriction_type", "none") ?? "none") as "none",
      locations: geo?.strings("locations") ?? [],
    },
    ...(webAclId && { webAclId }),
  };
  if (!defaultCacheBehavior) {
    block.problem(
      "TERRAFORM_MISSING",
      "default_cache_behavior",
      "there is none",
      "Every distribution has one",
    );
  }
  block.finish();
  checkTargets(block, distribution);
  return distribution;
}

function checkTargets(block: Block, distribution: Distribution): void {
  const ids = new Set([...distribution.origins, ...distribution.originGroups].map(({ id }) => id));
  const all = [distribution.defaultCacheBehavior, ...distribution.cacheBehaviors].filter(Boolean);
  const targets = [
    ...all.map(({ targetOriginId }) => targetOriginId),
    ...distribution.originGroups.flatMap(({ members }) => members),
  ];
  for (const target of new Set(targets)) {
    if (target !== "" && !ids.has(target)) {
      block.problem(
        "TERRAFORM_BAD_VALUE",
        "target_origin_id",
        `nothing has the id ${target}`,
        "Name an origin or a group",
      );
    }
  }
}

function readBehavior(block: Block, resources: Resources, problems: ReadProblem[]): CacheBehavior {
  const pathPattern = block.string("path_pattern");
  const originRequestPolicyId = block.string("origin_request_policy_id");
  const responseHeadersPolicyId = block.string("response_headers_policy_id");
  const originRequestPolicy =
    originRequestPolicyId &&
    policyById(block, "origin_request_policy_id", originRequestPolicyId, managedPolicies.originRequest, () =>
      readOwn(
        resources,
        problems,
        "aws_cloudfront_origin_request_policy",
        originRequestPolicyId,
        readOriginRequestPolicy,
      ),
    );
  const responseHeadersPolicy =
    responseHeadersPolicyId &&
    policyById(
      block,
      "response_headers_policy_id",
      responseHeadersPolicyId,
      managedPolicies.responseHeaders,
      () =>
        readOwn(
          resources,
          problems,
          "aws_cloudfront_response_headers_policy",
          responseHeadersPolicyId,
          readResponseHeadersPolicy,
        ),
    );
  const behavior = {
    targetOriginId: block.required("target_origin_id"),
    viewerProtocolPolicy: block.required("viewer_protocol_policy") as CacheBehavior["viewerProtocolPolicy"],
    allowedMethods: block.strings("allowed_methods"),
    cachedMethods: block.strings("cached_methods"),
    compress: block.boolean("compress", false),
    cachePolicy: readBehaviorCachePolicy(block, resources, problems),
    functions: readAssociations(block, resources, problems),
    ...(originRequestPolicy && { originRequestPolicy }),
    ...(responseHeadersPolicy && { responseHeadersPolicy }),
    ...(pathPattern && { pathPattern }),
  };
  const grpc = block.block("grpc_config");
  if (grpc?.boolean("enabled", false)) grpc.refuse("enabled", true);
  block.ignore({ realtime_log_config_arn: "visitors do not see logs" }).finish();
  return behavior;
}

function readBehaviorCachePolicy(block: Block, resources: Resources, problems: ReadProblem[]): CachePolicy {
  const id = block.string("cache_policy_id");
  const legacy = block.block("forwarded_values");
  const ttls = {
    minTtl: block.number("min_ttl", 0),
    defaultTtl: block.number("default_ttl", id ? 0 : 86_400),
    maxTtl: block.number("max_ttl", id ? 0 : 31_536_000),
  };
  const found =
    id &&
    policyById(block, "cache_policy_id", id, managedPolicies.cache, () =>
      readOwn(resources, problems, "aws_cloudfront_cache_policy", id, readCachePolicy),
    );
  if (found) return found;
  if (!id && !legacy) {
    block.problem(
      "TERRAFORM_MISSING",
      "cache_policy_id",
      "neither a cache policy nor forwarded_values",
      "Set one",
    );
  }
  return forwardedValues(legacy, ttls);
}

/** The legacy block in the terms of a cache policy. CloudFront guide, "Cache based on selected request headers". */
function forwardedValues(
  block: Block | undefined,
  ttls: Pick<CachePolicy, "minTtl" | "defaultTtl" | "maxTtl">,
): CachePolicy {
  const headers = block?.strings("headers") ?? [];
  const queryString = block?.boolean("query_string", false) ?? false;
  const keys = block?.strings("query_string_cache_keys") ?? [];
  const cookies = block?.block("cookies");
  const forward = cookies?.string("forward", "none") ?? "none";
  const names = cookies?.strings("whitelisted_names") ?? [];
  block?.finish();
  return {
    id: "",
    name: "forwarded_values",
    ...ttls,
    // Without a policy, CloudFront compresses with gzip only.
    enableAcceptEncodingGzip: true,
    enableAcceptEncodingBrotli: false,
    queryStrings: queryString ? chosen(keys, keys.length === 0) : { behavior: "none", items: [] },
    headers: chosen(headers, headers.includes("*")),
    cookies: forward === "all" ? { behavior: "all", items: [] } : chosen(names, false),
  };
}

function chosen(items: readonly string[], everything: boolean): Selection {
  if (everything) return { behavior: "all", items: [] };
  return items.length === 0 ? { behavior: "none", items: [] } : { behavior: "whitelist", items };
}

function readOwn<T>(
  resources: Resources,
  problems: ReadProblem[],
  type: string,
  id: string,
  read: (block: Block, id: string) => T,
): T | undefined {
  const resource = findBy(resources, type, "id", id);
  return resource && read(new Block(resource.address, "", resource.attributes, problems), id);
}

function policyById<T extends { readonly id: string }>(
  block: Block,
  attribute: string,
  id: string,
  managed: readonly T[],
  own: () => T | undefined,
): T | undefined {
  const found = managed.find((policy) => policy.id === id) ?? own();
  if (!found) {
    block.problem(
      "TERRAFORM_MISSING",
      attribute,
      `the policy ${id} is neither in this file nor one of AWS's`,
      "Rehearse the configuration or plan that also holds it",
    );
  }
  return found;
}

function readErrorResponse(block: Block): CustomErrorResponse {
  const path = block.string("response_page_path");
  const responseCode = block.number("response_code", 0);
  const errorCode = block.number("error_code", 0);
  if ((path !== undefined) !== responseCode > 0) {
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "response_page_path",
      "a page needs a response_code, and the other way round",
      "Set both or neither",
    );
  }
  const response = {
    errorCode,
    errorCachingMinTtl: block.number("error_caching_min_ttl", 10),
    ...(path && { page: { path, responseCode } }),
  };
  block.finish();
  return response;
}
