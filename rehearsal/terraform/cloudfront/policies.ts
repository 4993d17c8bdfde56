import { type CacheTtls, cacheTtls } from "../../../facts/cloudfront/cache-ttls";
import {
  isForbiddenToOriginRequests,
  isForbiddenToPolicy,
} from "../../../facts/cloudfront/forbidden-headers";
import { hstsValue } from "../../../facts/cloudfront/header-values";
import { headersPolicyLimits } from "../../../facts/cloudfront/limits";
import type { Block } from "../../../terraform/block";
import { own } from "../../../terraform/value";
import type {
  CachePolicy,
  CorsConfig,
  OriginRequestPolicy,
  PolicyHeader,
  ResponseHeadersPolicy,
  Selection,
} from "../../edge/model";

/** `aws_cloudfront_cache_policy`. */
export function readCachePolicy(block: Block, id: string): CachePolicy {
  const key = block.block("parameters_in_cache_key_and_forwarded_to_origin");
  const policy: CachePolicy = {
    id,
    name: block.required("name"),
    ...cacheTtls(givenTtls(block)),
    enableAcceptEncodingGzip: key?.boolean("enable_accept_encoding_gzip", false) ?? false,
    enableAcceptEncodingBrotli: key?.boolean("enable_accept_encoding_brotli", false) ?? false,
    queryStrings: selection(key, "query_strings_config", "query_string_behavior", "query_strings"),
    headers: selection(key, "headers_config", "header_behavior", "headers"),
    cookies: selection(key, "cookies_config", "cookie_behavior", "cookies"),
  };
  if (policy.maxTtl === 0 && hasKey(policy))
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "parameters_in_cache_key_and_forwarded_to_origin",
      "CloudFront refuses it: with a maximum TTL of 0 nothing can be in the cache key",
      "Forward what the origin needs by an origin request policy",
    );
  const isEncoding = (name: string) => name.toLowerCase() === "accept-encoding";
  const compresses = policy.enableAcceptEncodingGzip || policy.enableAcceptEncodingBrotli;
  if (compresses && policy.headers.items.some(isEncoding))
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "parameters_in_cache_key_and_forwarded_to_origin",
      "CloudFront refuses it: Accept-Encoding is in the key already where an encoding is enabled",
      "Take it off headers_config",
    );
  block.finish();
  return policy;
}

function hasKey(policy: CachePolicy): boolean {
  const { enableAcceptEncodingBrotli, enableAcceptEncodingGzip, queryStrings, headers, cookies } = policy;
  const isSelected = [queryStrings, headers, cookies].some(({ behavior }) => behavior !== "none");
  return enableAcceptEncodingBrotli || enableAcceptEncodingGzip || isSelected;
}

/** The TTLs of a cache policy, and of a behaviour that has none. */
export function givenTtls(block: Block): Partial<CacheTtls> {
  return {
    minTtl: block.number("min_ttl"),
    defaultTtl: block.number("default_ttl"),
    maxTtl: block.number("max_ttl"),
  };
}

/** `aws_cloudfront_origin_request_policy`. */
export function readOriginRequestPolicy(block: Block, id: string): OriginRequestPolicy {
  const policy = {
    id,
    name: block.required("name"),
    queryStrings: selection(block, "query_strings_config", "query_string_behavior", "query_strings"),
    headers: selection(block, "headers_config", "header_behavior", "headers"),
    cookies: selection(block, "cookies_config", "cookie_behavior", "cookies"),
  };
  const { behavior, items } = policy.headers;
  const refused = behavior === "whitelist" ? items.filter(isForbiddenToOriginRequests) : [];
  if (refused.length > 0)
    block.problem(
      "TERRAFORM_BAD_VALUE",
      "headers_config",
      `CloudFront refuses it: no origin request policy names ${refused.join(", ")}`,
      "Name Authorization in a cache policy, and enable encodings there",
    );
  block.finish();
  return policy;
}

const behaviors: Readonly<Record<string, Selection["behavior"]>> = {
  none: "none",
  whitelist: "whitelist",
  allExcept: "allExcept",
  all: "all",
  allViewer: "all",
  allViewerAndWhitelistCloudFront: "all",
};

function selection(parent: Block | undefined, config: string, attribute: string, list: string): Selection {
  const block = parent?.block(config);
  if (!block) return { behavior: "none", items: [] };
  const behavior = block.string(attribute, "none");
  const listed = block.block(list);
  const items = listed?.strings("items") ?? [];
  const known = own(behaviors, behavior);
  if (known) return { behavior: known, items };
  block.refuse(attribute, behavior);
  return { behavior: "none", items: [] };
}

/** `aws_cloudfront_response_headers_policy`. */
export function readResponseHeadersPolicy(block: Block, id: string): ResponseHeadersPolicy {
  const cors = block.block("cors_config");
  const security = block.block("security_headers_config");
  const timing = block.block("server_timing_headers_config");
  const samplingRate = timing?.boolean("enabled", false) ? timing.number("sampling_rate", 0) : undefined;
  timing?.ignore("sampling_rate");
  const policy: ResponseHeadersPolicy = {
    id,
    name: block.required("name"),
    securityHeaders: security ? readSecurityHeaders(security) : [],
    customHeaders: headerItems(block, "custom_headers_config").map((item) => ({
      name: item.required("header"),
      value: item.string("value", ""),
      override: item.boolean("override", false),
    })),
    removeHeaders: headerItems(block, "remove_headers_config").map((item) => item.required("header")),
    ...(cors && { cors: readCors(cors) }),
    ...(samplingRate !== undefined && { serverTimingSamplingRate: samplingRate }),
  };
  checkHeaderNames(
    block,
    "custom_headers_config",
    policy.customHeaders.map(({ name }) => name),
  );
  checkHeaderNames(block, "remove_headers_config", policy.removeHeaders);
  checkSizes(block, policy);
  block.finish();
  return policy;
}

function checkHeaderNames(block: Block, attribute: string, names: readonly string[]): void {
  const forbidden = names.filter(isForbiddenToPolicy);
  if (forbidden.length > 0)
    block.problem(
      "TERRAFORM_BAD_VALUE",
      attribute,
      `CloudFront refuses it: ${forbidden.join(", ")} is not a policy's to set or to remove`,
      "Take it off the list",
    );
}

function checkSizes(
  block: Block,
  { customHeaders, removeHeaders, securityHeaders }: ResponseHeadersPolicy,
): void {
  const csp = securityHeaders.find(({ name }) => name === "Content-Security-Policy")?.value ?? "";
  const { custom, removed, contentSecurityPolicy } = headersPolicyLimits;
  const sizes = [
    ["custom_headers_config", customHeaders.length, custom, "headers"],
    ["remove_headers_config", removeHeaders.length, removed, "headers"],
    ["security_headers_config", csp.length, contentSecurityPolicy, "characters of Content-Security-Policy"],
  ] as const;
  for (const [attribute, size, most, what] of sizes)
    if (size > most)
      block.problem(
        "TERRAFORM_BAD_VALUE",
        attribute,
        `CloudFront refuses it: ${size} ${what}`,
        `Keep to ${most}`,
      );
}

function headerItems(block: Block, name: string): Block[] {
  return block.blocks(name).flatMap((config) => config.blocks("items"));
}

function readCors(block: Block): CorsConfig {
  const items = (name: string) => block.block(name)?.strings("items") ?? [];
  const maxAge = block.number("access_control_max_age_sec");
  return {
    allowCredentials: block.boolean("access_control_allow_credentials", false),
    allowHeaders: items("access_control_allow_headers"),
    allowMethods: items("access_control_allow_methods"),
    allowOrigins: items("access_control_allow_origins"),
    exposeHeaders: items("access_control_expose_headers"),
    originOverride: block.boolean("origin_override", false),
    ...(maxAge && { maxAge }),
  };
}

/** The headers in the spelling in which CloudFront writes them. */
function readSecurityHeaders(block: Block): PolicyHeader[] {
  const out: PolicyHeader[] = [];
  const add = (section: string, name: string, value: (section: Block) => string) => {
    const found = block.block(section);
    if (!found) return;
    out.push({ name, value: value(found), override: found.boolean("override", false) });
  };
  add("strict_transport_security", "Strict-Transport-Security", strictTransportSecurity);
  add("content_type_options", "X-Content-Type-Options", () => "nosniff");
  add("frame_options", "X-Frame-Options", (section) => section.required("frame_option"));
  add("referrer_policy", "Referrer-Policy", (section) => section.required("referrer_policy"));
  add("content_security_policy", "Content-Security-Policy", (section) =>
    section.required("content_security_policy"),
  );
  add("xss_protection", "X-XSS-Protection", xssProtection);
  return out;
}

function strictTransportSecurity(section: Block): string {
  return hstsValue({
    maxAge: section.number("access_control_max_age_sec", 0),
    includeSubDomains: section.boolean("include_subdomains", false),
    preload: section.boolean("preload", false),
  });
}

function xssProtection(section: Block): string {
  const protection = section.boolean("protection", false);
  const block = section.boolean("mode_block", false);
  const report = section.string("report_uri");
  if (block && report)
    section.problem(
      "TERRAFORM_BAD_VALUE",
      "report_uri",
      "CloudFront refuses it: mode_block and report_uri exclude each other",
      "Drop one",
    );
  if (!protection) return "0";
  return `1${block ? "; mode=block" : ""}${report ? `; report=${report}` : ""}`;
}
