import { Block } from "../../../terraform/block";
import type { Findings } from "../../../terraform/problems";
import type { Resource, Resources } from "../../../terraform/resources";
import type { CacheBehavior, CustomErrorResponse, Distribution } from "../../edge/model";
import { readBehavior, readOrderedBehavior } from "./behaviors";
import { checkDeployable } from "./deployable";
import { readOriginGroups, readOrigins } from "./origins";
import { readStaging } from "./staging";

/** Reads an `aws_cloudfront_distribution`. What it lacks altogether is a problem, and made up meanwhile. */
export function readDistribution(resource: Resource, resources: Resources, findings: Findings): Distribution {
  const block = Block.of(resource, findings);
  const defaultBehavior = block.block("default_cache_behavior");
  if (!defaultBehavior)
    block.problem("TERRAFORM_MISSING", "default_cache_behavior", "there is none", "Add one");
  const webAclId = block.string("web_acl_id");
  const own: Distribution = {
    id: block.required("id"),
    arn: block.required("arn"),
    domainName: block.required("domain_name"),
    enabled: readEnabled(block),
    aliases: block.strings("aliases"),
    defaultRootObject: block.string("default_root_object", ""),
    httpVersion: block.oneOf("http_version", ["http2", "http1.1", "http3", "http2and3"], "http2"),
    isIpv6Enabled: block.boolean("is_ipv6_enabled", false),
    origins: readOrigins(block, resources),
    originGroups: readOriginGroups(block),
    defaultCacheBehavior: defaultBehavior
      ? readBehavior(defaultBehavior, resources)
      : (undefined as never as CacheBehavior),
    cacheBehaviors: block
      .blocks("ordered_cache_behavior")
      .map((behavior) => readOrderedBehavior(behavior, resources)),
    customErrorResponses: block.blocks("custom_error_response").map(readErrorResponse),
    geoRestriction: readGeoRestriction(block),
    ...(webAclId && { webAclId }),
  };
  const distribution = { ...own, ...readStaging(block, resources, own) };
  checkCertificate(block, distribution);
  checkTargets(block, distribution);
  checkDeployable(block, distribution);
  checkTexts(block);
  block.finish();
  return distribution;
}

function readEnabled(block: Block): boolean {
  const isEnabled = block.boolean("enabled", true);
  if (!isEnabled) block.warn("enabled", "the distribution is off: it answers nobody, here as on AWS");
  return isEnabled;
}

function readGeoRestriction(block: Block): Distribution["geoRestriction"] {
  const geo = block.block("restrictions")?.block("geo_restriction");
  if (!geo) return { type: "none", locations: [] };
  return {
    type: geo.oneOf("restriction_type", ["none", "whitelist", "blacklist"]),
    locations: geo.strings("locations"),
  };
}

function readErrorResponse(block: Block): CustomErrorResponse {
  const path = block.string("response_page_path");
  const responseCode = block.number("response_code", 0);
  if ((path !== undefined) !== responseCode > 0) {
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "response_page_path",
      "a page needs a response_code, and the other way round",
      "Set both or neither",
    );
  }
  return {
    errorCode: Number(block.required("error_code")),
    errorCachingMinTtl: block.number("error_caching_min_ttl", 10),
    ...(path && { page: { path, responseCode } }),
  };
}

/** CloudFront takes an alias only with a certificate that covers it. CloudFront guide, "Requirements for using alternate domain names". */
function checkCertificate(block: Block, { aliases }: Distribution): void {
  const isDefault = block.block("viewer_certificate")?.boolean("cloudfront_default_certificate", false);
  if (aliases.length === 0 || !isDefault) return;
  block.problem(
    "TERRAFORM_BAD_VALUE",
    "aliases",
    `${aliases.join(", ")} without a certificate of their own`,
    "Set viewer_certificate.acm_certificate_arn, or drop the aliases",
  );
}

/** What no visitor sees, and CloudFront refuses all the same. */
function checkTexts(block: Block): void {
  const comment = block.knownString("comment") ?? "";
  if (comment.length > 128)
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "comment",
      `CloudFront refuses it: ${comment.length} characters`,
      "Give 128 at most",
    );
  const certificate = block.block("viewer_certificate");
  const region = /^arn:aws[\w-]*:acm:([^:]*):/.exec(
    certificate?.knownString("acm_certificate_arn") ?? "",
  )?.[1];
  if (region !== undefined && region !== "us-east-1" && certificate)
    certificate.problem(
      "TERRAFORM_BAD_VALUE",
      "acm_certificate_arn",
      `CloudFront refuses it: the certificate is in ${region}`,
      "Request it in us-east-1",
    );
}

function checkTargets(block: Block, distribution: Distribution): void {
  const { origins, originGroups, defaultCacheBehavior, cacheBehaviors } = distribution;
  const targets = new Set([...origins, ...originGroups].map(({ id }) => id));
  const own = new Set(origins.map(({ id }) => id));
  const check = (known: ReadonlySet<string>, id: string | undefined, attribute: string) => {
    if (!id || known.has(id)) return;
    block.problem("TERRAFORM_BAD_VALUE", attribute, `nothing has the id ${id}`, "Name one that is there");
  };
  check(targets, defaultCacheBehavior?.targetOriginId, "default_cache_behavior[0].target_origin_id");
  for (const [index, { targetOriginId }] of cacheBehaviors.entries())
    check(targets, targetOriginId, `ordered_cache_behavior[${index}].target_origin_id`);
  for (const [index, { members }] of originGroups.entries())
    for (const [at, id] of members.entries())
      check(own, id, `origin_group[${index}].member[${at}].origin_id`);
}
