// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import {
  type Body,
  behavior,
  complaints,
  complaintsOfDistribution,
  configuration,
  distribution,
  load,
} from "../site";

const site = "aws_cloudfront_distribution.site";
const first = "default_cache_behavior[0]";
const origin = { origin_id: "site", domain_name: "api.example.com" };
const custom = {
  http_port: 80,
  https_port: 443,
  origin_protocol_policy: "https-only",
  origin_ssl_protocols: [],
};
const server = (over: Body = {}, config: Body = {}) => ({
  origin: [{ ...origin, custom_origin_config: { ...custom, ...config }, ...over }],
});
const withBehavior = (over: Body) => ({ default_cache_behavior: behavior(over) });
const errorPage = (over: Body) => ({
  custom_error_response: [{ error_code: 404, response_code: 404, response_page_path: "/404.html", ...over }],
});
const group = (codes: readonly number[], over: Body = {}) => ({
  origin: [
    { ...origin, origin_id: "a" },
    { ...origin, origin_id: "b" },
  ],
  origin_group: [
    {
      origin_id: "site",
      failover_criteria: { status_codes: codes },
      member: [{ origin_id: "a" }, { origin_id: "b" }],
    },
  ],
  ...withBehavior(over),
});
const all = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
const patterns = (...all: string[]) => ({
  ordered_cache_behavior: all.map((path_pattern) => ({ path_pattern, ...behavior() })),
});

describe("what CloudFront refuses at the deployment is found at load", () => {
  test.each<[string, Body, string]>([
    ["a root object with a slash", { default_root_object: "/index.html" }, "default_root_object"],
    ["a long comment", { comment: "x".repeat(129) }, "comment"],
    [
      "a set of methods that there is not",
      withBehavior({ allowed_methods: ["GET", "HEAD", "POST"] }),
      `${first}.allowed_methods`,
    ],
    [
      "a method that is none",
      withBehavior({ allowed_methods: ["GET", "HEAD", "LIST"] }),
      `${first}.allowed_methods`,
    ],
    [
      "a cached POST",
      withBehavior({ allowed_methods: all, cached_methods: ["GET", "POST"] }),
      `${first}.cached_methods`,
    ],
    ["methods that write on a group", group([500], { allowed_methods: all }), `${first}.allowed_methods`],
    ["failover on 418", group([418]), "origin_group[0].failover_criteria[0].status_codes"],
    ["a page for 410", errorPage({ error_code: 410 }), "custom_error_response[0].error_code"],
    ["a page shown as 301", errorPage({ response_code: 301 }), "custom_error_response[0].response_code"],
    [
      "a page without a slash",
      errorPage({ response_page_path: "404.html" }),
      "custom_error_response[0].response_page_path",
    ],
    ["a pattern with a space", patterns("/a b/*"), "ordered_cache_behavior[0].path_pattern"],
    ["a pattern twice", patterns("/a/*", "/a/*"), "ordered_cache_behavior[1].path_pattern"],
    ["an origin by address", server({ domain_name: "192.0.2.1" }), "origin[0].domain_name"],
    ["an origin with a scheme", server({ domain_name: "https://example.com" }), "origin[0].domain_name"],
    ["an origin path that ends in a slash", server({ origin_path: "/live/" }), "origin[0].origin_path"],
    [
      "a read timeout of 500 s",
      server({}, { origin_read_timeout: 500 }),
      "origin[0].custom_origin_config[0].origin_read_timeout",
    ],
    [
      "a port of another service",
      server({}, { http_port: 22 }),
      "origin[0].custom_origin_config[0].http_port",
    ],
    [
      "a header of CloudFront's",
      server({ custom_header: [{ name: "X-Amz-Own", value: "1" }] }),
      "origin[0].custom_header",
    ],
    [
      "locations without a list",
      { restrictions: { geo_restriction: { restriction_type: "none", locations: ["DE"] } } },
      "restrictions[0].geo_restriction[0].locations",
    ],
    [
      "lifetimes out of order",
      withBehavior({
        cache_policy_id: null,
        forwarded_values: { query_string: false },
        default_ttl: 60,
        max_ttl: 5,
      }),
      `${first}.max_ttl`,
    ],
    [
      "a certificate elsewhere",
      {
        viewer_certificate: {
          acm_certificate_arn: "arn:aws:acm:eu-west-3:123456789012:certificate/a",
          ssl_support_method: "sni-only",
        },
      },
      "viewer_certificate[0].acm_certificate_arn",
    ],
  ])("%s", (_, over, attribute) => {
    expect(complaintsOfDistribution(over)).toEqual([`TERRAFORM_BAD_VALUE ${site}: ${attribute}`]);
  });

  const policyOf = (attribute: string, type: string, body: Body) =>
    complaints(
      configuration({
        aws_cloudfront_distribution: {
          site: distribution(withBehavior({ [attribute]: `\${${type}.own.id}` })),
        },
        [type]: { own: { name: "own", ...body } },
      }),
    );

  test.each(["remove_headers_config", "custom_headers_config"])("a forbidden header in %s", (config) => {
    const type = "aws_cloudfront_response_headers_policy";
    const items = [{ header: "Via", value: "x", override: true }];
    expect(
      policyOf("response_headers_policy_id", type, {
        [config]: { items: config === "remove_headers_config" ? [{ header: "Via" }] : items },
      }),
    ).toEqual([`TERRAFORM_BAD_VALUE ${type}.own: ${config}`]);
  });

  test.each(["Authorization", "accept-encoding"])("%s in an origin request policy", (name) => {
    const type = "aws_cloudfront_origin_request_policy";
    const headers_config = { header_behavior: "whitelist", headers: { items: [name] } };
    expect(policyOf("origin_request_policy_id", type, { headers_config })).toEqual([
      `TERRAFORM_BAD_VALUE ${type}.own: headers_config`,
    ]);
  });

  test("Accept-Encoding in a cache key that has it already", () => {
    const type = "aws_cloudfront_cache_policy";
    const parameters_in_cache_key_and_forwarded_to_origin = {
      enable_accept_encoding_gzip: true,
      headers_config: { header_behavior: "whitelist", headers: { items: ["Accept-Encoding"] } },
    };
    expect(policyOf("cache_policy_id", type, { parameters_in_cache_key_and_forwarded_to_origin })).toEqual([
      `TERRAFORM_BAD_VALUE ${type}.own: parameters_in_cache_key_and_forwarded_to_origin`,
    ]);
  });

  test("more than a response headers policy has room for", () => {
    const type = "aws_cloudfront_response_headers_policy";
    const names = Array.from({ length: 11 }, (_, at) => ({ header: `X-${at}` }));
    const items = names.map((name) => ({ ...name, value: "", override: true }));
    const security_headers_config = {
      content_security_policy: { content_security_policy: "x".repeat(1784), override: true },
      xss_protection: { protection: true, mode_block: true, report_uri: "https://a.test", override: true },
    };
    const complained = policyOf("response_headers_policy_id", type, {
      ...{ custom_headers_config: { items }, remove_headers_config: { items: names } },
      security_headers_config,
    });
    expect(complained?.map((text) => text.replace(/^.*: /, "")).sort()).toEqual([
      ...["custom_headers_config", "remove_headers_config", "security_headers_config"],
      "security_headers_config[0].xss_protection[0].report_uri",
    ]);
  });

  test("a cache key where nothing is cached", () => {
    const type = "aws_cloudfront_cache_policy";
    const parameters_in_cache_key_and_forwarded_to_origin = { enable_accept_encoding_gzip: true };
    const ttls = { min_ttl: 0, default_ttl: 0, max_ttl: 0 };
    expect(
      policyOf("cache_policy_id", type, { ...ttls, parameters_in_cache_key_and_forwarded_to_origin }),
    ).toEqual([`TERRAFORM_BAD_VALUE ${type}.own: parameters_in_cache_key_and_forwarded_to_origin`]);
  });

  test.each<[string, Body, string]>([
    [
      "two stores on one function",
      { key_value_store_associations: ["arn:a", "arn:b"] },
      "key_value_store_associations",
    ],
    [
      "a store of runtime 1.0",
      { runtime: "cloudfront-js-1.0", key_value_store_associations: ["arn:a"] },
      "runtime",
    ],
    ["a function of more than 10 KB", { code: "x".repeat(10_241) }, "code"],
  ])("%s", (_, body, attribute) => {
    const fn = { name: "f", runtime: "cloudfront-js-2.0", code: "function handler() {}", ...body };
    const function_association = [
      { event_type: "viewer-request", function_arn: "${aws_cloudfront_function.f.arn}" },
    ];
    const json = configuration({
      aws_cloudfront_distribution: { site: distribution(withBehavior({ function_association })) },
      aws_cloudfront_function: { f: fn },
    });
    expect(complaints(json)).toEqual([`TERRAFORM_BAD_VALUE aws_cloudfront_function.f: ${attribute}`]);
  });

  test("two functions at one event", () => {
    const fn = { name: "f", runtime: "cloudfront-js-2.0", code: "function handler() {}" };
    const at = { event_type: "viewer-request", function_arn: "${aws_cloudfront_function.f.arn}" };
    const json = configuration({
      aws_cloudfront_distribution: { site: distribution(withBehavior({ function_association: [at, at] })) },
      aws_cloudfront_function: { f: fn },
    });
    expect(complaints(json)).toEqual([`TERRAFORM_BAD_VALUE ${site}: ${first}.function_association`]);
  });
});

test("a distribution that is off is told: it answers nobody", () => {
  const json = configuration({ aws_cloudfront_distribution: { site: distribution({ enabled: false }) } });
  expect(load(json).warnings).toContainEqual(expect.stringContaining("it answers nobody"));
});
