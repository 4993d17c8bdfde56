// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import {
  behavior,
  complaints,
  complaintsOfDistribution,
  configuration,
  distribution,
  loadDistribution,
} from "../site";

const site = "aws_cloudfront_distribution.site";
const cachePolicy = (forwarded: object, over: object = {}) =>
  loadDistribution({
    default_cache_behavior: behavior({ cache_policy_id: null, forwarded_values: forwarded, ...over }),
  }).defaultCacheBehavior.cachePolicy;

describe("forwarded_values", () => {
  test("nothing forwarded is nothing in the key, and kept for no time, as the provider sends it", () => {
    expect(cachePolicy({ query_string: false, cookies: { forward: "none" } })).toEqual({
      id: "",
      name: "ForwardedValues",
      minTtl: 0,
      defaultTtl: 0,
      maxTtl: 0,
      enableAcceptEncodingGzip: true,
      enableAcceptEncodingBrotli: false,
      queryStrings: { behavior: "none", items: [] },
      headers: { behavior: "none", items: [] },
      cookies: { behavior: "none", items: [] },
    });
  });

  test("an asterisk among the headers is all of them, and all cookies and query strings can be taken", () => {
    const policy = cachePolicy({ query_string: true, headers: ["*"], cookies: { forward: "all" } });
    expect([policy.headers, policy.cookies, policy.queryStrings]).toEqual(
      Array(3).fill({ behavior: "all", items: [] }),
    );
  });

  test("names are whitelists, and names of query strings count only where those are forwarded", () => {
    const cookies = { forward: "whitelist", whitelisted_names: ["session"] };
    const policy = cachePolicy({
      query_string: false,
      query_string_cache_keys: ["v"],
      headers: ["Origin"],
      cookies,
    });
    expect(policy.headers).toEqual({ behavior: "whitelist", items: ["Origin"] });
    expect(policy.cookies).toEqual({ behavior: "whitelist", items: ["session"] });
    expect(policy.queryStrings).toEqual({ behavior: "none", items: [] });
  });

  test("its lifetimes are the behaviour's", () => {
    expect(cachePolicy({ query_string: false }, { min_ttl: 5, default_ttl: 6, max_ttl: 7 })).toMatchObject({
      minTtl: 5,
      defaultTtl: 6,
      maxTtl: 7,
    });
  });

  test("a minimum or a default alone is refused, as the provider sends 0 for the others", () => {
    for (const alone of [{ min_ttl: 100_000 }, { default_ttl: 3_600 }])
      expect(() => cachePolicy({ query_string: false }, alone)).toThrow("Put them in this order");
  });

  test("beside a cache policy it is refused", () => {
    expect(
      complaintsOfDistribution({
        default_cache_behavior: behavior({ forwarded_values: { query_string: true } }),
      }),
    ).toEqual([`TERRAFORM_BAD_VALUE ${site}: default_cache_behavior[0].forwarded_values`]);
  });

  test("without either, the policy is missing", () => {
    expect(complaintsOfDistribution({ default_cache_behavior: behavior({ cache_policy_id: null }) })).toEqual(
      [`TERRAFORM_MISSING ${site}: default_cache_behavior[0].cache_policy_id`],
    );
  });
});

describe("the rest of a distribution", () => {
  test("what is not set has CloudFront's defaults", () => {
    expect(loadDistribution({})).toMatchObject({
      enabled: true,
      aliases: [],
      defaultRootObject: "",
      httpVersion: "http2",
      isIpv6Enabled: false,
      originGroups: [],
      cacheBehaviors: [],
      customErrorResponses: [],
      geoRestriction: { type: "none", locations: [] },
    });
  });

  test("ordered behaviours keep their order", () => {
    const ordered = ["/b/*", "/a/*", "/c/*"].map((path_pattern) => behavior({ path_pattern }));
    expect(
      loadDistribution({ ordered_cache_behavior: ordered }).cacheBehaviors.map((one) => one.pathPattern),
    ).toEqual(["/b/*", "/a/*", "/c/*"]);
  });

  test("an error response without a page only has a lifetime, 10 seconds by default", () => {
    const responses = [
      { error_code: 503 },
      { error_code: 404, response_code: 200, response_page_path: "/404.html", error_caching_min_ttl: 5 },
    ];
    expect(loadDistribution({ custom_error_response: responses }).customErrorResponses).toEqual([
      { errorCode: 503, errorCachingMinTtl: 10 },
      { errorCode: 404, errorCachingMinTtl: 5, page: { path: "/404.html", responseCode: 200 } },
    ]);
  });

  test("countries are allowed or blocked", () => {
    const restrictions = { geo_restriction: { restriction_type: "blacklist", locations: ["AQ", "BV"] } };
    expect(loadDistribution({ restrictions }).geoRestriction).toEqual({
      type: "blacklist",
      locations: ["AQ", "BV"],
    });
  });

  test("a web ACL is kept, so that the edge can say that it has none", () => {
    expect(loadDistribution({ web_acl_id: "arn:aws:wafv2:us-east-1:1:global/webacl/a/b" }).webAclId).toMatch(
      /^arn:/,
    );
  });

  test.each([
    ["attribute_to_come", { attribute_to_come: "abc" }],
    [
      "default_cache_behavior[0].trusted_signers",
      { default_cache_behavior: behavior({ trusted_signers: ["self"] }) },
    ],
    [
      "default_cache_behavior[0].field_level_encryption_id",
      { default_cache_behavior: behavior({ field_level_encryption_id: "f" }) },
    ],
    [
      "default_cache_behavior[0].grpc_config[0].enabled",
      { default_cache_behavior: behavior({ grpc_config: { enabled: true } }) },
    ],
  ])("%s is refused with its address", (attribute, over) => {
    expect(complaintsOfDistribution(over)).toEqual([`TERRAFORM_NOT_REHEARSED ${site}: ${attribute}`]);
  });

  test("what only logs, or is for people, is let be", () => {
    const over = {
      comment: "ours",
      tags: { a: "b" },
      price_class: "PriceClass_100",
      anycast_ip_list_id: "aip_1",
      logging_config: { bucket: "logs.s3.amazonaws.com" },
      default_cache_behavior: behavior({
        realtime_log_config_arn: "arn:aws:cloudfront::1:realtime-log-config/a",
      }),
    };
    expect(complaintsOfDistribution(over)).toEqual([]);
  });

  test("aliases without a certificate are refused, as CloudFront does", () => {
    expect(complaintsOfDistribution({ aliases: ["example.com"] })).toEqual([
      `TERRAFORM_BAD_VALUE ${site}: aliases`,
    ]);
    const viewer_certificate = { acm_certificate_arn: "arn:aws:acm:us-east-1:1:certificate/a" };
    expect(loadDistribution({ aliases: ["example.com"], viewer_certificate }).aliases).toEqual([
      "example.com",
    ]);
  });

  test("a target that is no origin is named", () => {
    expect(
      complaintsOfDistribution({
        default_cache_behavior: behavior({ target_origin_id: "nowhere" }),
        ordered_cache_behavior: [behavior({ path_pattern: "/x", target_origin_id: "elsewhere" })],
        origin_group: {
          origin_id: "group",
          failover_criteria: { status_codes: [503] },
          member: [{ origin_id: "site" }, { origin_id: "gone" }],
        },
      }),
    ).toEqual([
      `TERRAFORM_BAD_VALUE ${site}: default_cache_behavior[0].target_origin_id`,
      `TERRAFORM_BAD_VALUE ${site}: ordered_cache_behavior[0].target_origin_id`,
      `TERRAFORM_BAD_VALUE ${site}: origin_group[0].member[1].origin_id`,
    ]);
  });

  test("a page without a code, and a code without a page", () => {
    const custom_error_response = [
      { error_code: 404, response_code: 200 },
      { error_code: 403, response_page_path: "/a" },
    ];
    expect(complaintsOfDistribution({ custom_error_response })).toEqual([
      `TERRAFORM_BAD_VALUE ${site}: custom_error_response[0].response_page_path`,
      `TERRAFORM_BAD_VALUE ${site}: custom_error_response[1].response_page_path`,
    ]);
  });

  test("every problem is told at once", () => {
    const bodies = {
      one: distribution({ attribute_to_come: "a", enabled: "maybe" }),
      two: { enabled: true },
    };
    expect(complaints(configuration({ aws_cloudfront_distribution: bodies }))).toEqual([
      "TERRAFORM_BAD_VALUE aws_cloudfront_distribution.one: enabled",
      "TERRAFORM_NOT_REHEARSED aws_cloudfront_distribution.one: attribute_to_come",
      "TERRAFORM_MISSING aws_cloudfront_distribution.two: default_cache_behavior",
    ]);
  });
});
