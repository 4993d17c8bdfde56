import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { providerArguments } from "../../support/provider-arguments";
import { siteJson } from "../../support/site-json";
import { domain, headerRule } from "../../support/sites";
import { type JsonBlock, resource } from "../../support/synth";

interface DistributionJson {
  readonly origin: readonly JsonBlock[];
  readonly ordered_cache_behavior: readonly JsonBlock[];
  readonly default_cache_behavior: JsonBlock;
  readonly custom_error_response: readonly JsonBlock[];
  readonly origin_group: readonly JsonBlock[];
  readonly [key: string]: unknown;
}

function distribution(changes: Partial<SiteInput> = {}): DistributionJson {
  return resource(siteJson(changes), "aws_cloudfront_distribution") as DistributionJson;
}

describe("distribution origins", () => {
  it("are both buckets by regional domain name behind one access control, with the config's timers", () => {
    const failover = { connectionAttempts: 2, connectionTimeout: "3s" };
    const access = "${aws_cloudfront_origin_access_control.distribution_origin_access.id}";
    expect(distribution({ failover }).origin).toEqual(
      ["primary", "replica"].map((id) => ({
        origin_id: id,
        domain_name: `\${aws_s3_bucket.${id}_bucket.bucket_regional_domain_name}`,
        origin_access_control_id: access,
        connection_attempts: 2,
        connection_timeout: 3,
      })),
    );
  });

  it("wait 30 s for the replica's bytes as long as the provider has no argument for it: README and docs/first-deployment.md, 10, say so", () => {
    const { origin } = providerArguments.resources.aws_cloudfront_distribution as { origin: object };
    expect(origin).toMatchObject({ s3_origin_config: { origin_access_identity: "string" } });
    expect(JSON.stringify(origin)).not.toMatch(/"s3_origin_config":\{[^}]*read_timeout/);
  });

  it("are signed for always", () => {
    expect(resource(siteJson(), "aws_cloudfront_origin_access_control")).toMatchObject({
      name: "shop",
      origin_access_control_origin_type: "s3",
      signing_behavior: "always",
      signing_protocol: "sigv4",
    });
  });

  it("form one group, primary first, that fails over on refusals, silence and server errors, not on 404", () => {
    const errorPages = { notFound: false as const };
    expect(distribution({ errorPages }).origin_group).toEqual([
      {
        origin_id: "primary-then-replica",
        failover_criteria: { status_codes: [403, 500, 502, 503, 504] },
        member: [{ origin_id: "primary" }, { origin_id: "replica" }],
      },
    ]);
  });

  it("form a second one for error pages, replica first", () => {
    expect(distribution().origin_group[1]).toEqual({
      origin_id: "replica-then-primary",
      failover_criteria: { status_codes: [403, 500, 502, 503, 504] },
      member: [{ origin_id: "replica" }, { origin_id: "primary" }],
    });
  });

  it("fail over on the config's codes", () => {
    expect(distribution({ failover: { statusCodes: [500, 503, 504] } }).origin_group).toMatchObject([
      { failover_criteria: { status_codes: [500, 503, 504] } },
      { failover_criteria: { status_codes: [500, 503, 504] } },
    ]);
  });
});

describe("distribution behaviours", () => {
  it("are the two health paths and the error page, then the config's paths in order", () => {
    const paths = [
      { path: "/assets/*", mode: "immutable" as const },
      { path: "/blog/*", mode: "edge" as const, ttl: "10m" },
    ];
    const behaviours = distribution({ cache: { paths } }).ordered_cache_behavior;
    expect(
      behaviours.map((behaviour) => [
        behaviour.path_pattern,
        behaviour.target_origin_id,
        behaviour.cache_policy_id,
      ]),
    ).toEqual([
      ["/.well-known/outlast/primary", "primary", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"],
      ["/.well-known/outlast/replica", "replica", "4135ea2d-6df8-44a3-9df3-4b5a84be39ad"],
      ["/404.html", "replica-then-primary", "${aws_cloudfront_cache_policy.cache_origin.id}"],
      ["/assets/*", "primary-then-replica", "${aws_cloudfront_cache_policy.cache_immutable.id}"],
      ["/blog/*", "primary-then-replica", "${aws_cloudfront_cache_policy.cache_edge_10m.id}"],
    ]);
  });

  it("give each error page one, which a path of the config takes its settings from, and no other has the same pattern", () => {
    const behaviours = (errorPages: SiteInput["errorPages"], path: string) =>
      distribution({ errorPages, cache: { paths: [{ path, mode: "edge", ttl: "10m" }] } })
        .ordered_cache_behavior.slice(2)
        .map(({ cache_policy_id, path_pattern, target_origin_id }) => [
          path_pattern,
          target_origin_id === "replica-then-primary",
          `${cache_policy_id}`.includes("edge_10m"),
        ]);
    expect(behaviours({ notFound: "/404.html", maintenance: "/sorry.html" }, "404.html")).toEqual([
      ["/404.html", true, true],
      ["/sorry.html", true, false],
    ]);
    expect(behaviours({ notFound: "/err%20or+.html", maintenance: "/err%20or+.html" }, "/err*")).toEqual([
      ["/err?20or?2B.html", true, true],
      ["/err*", false, true],
    ]);
    expect(behaviours({ notFound: false }, "/a/*")).toEqual([["/a/*", false, true]]);
  });

  it("run no function on the health paths, and allow them only reading", () => {
    const [health] = distribution({ headers: { rules: [headerRule] } }).ordered_cache_behavior;
    expect(health).toEqual({
      path_pattern: "/.well-known/outlast/primary",
      target_origin_id: "primary",
      allowed_methods: ["GET", "HEAD"],
      cached_methods: ["GET", "HEAD"],
      cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
      compress: false,
      response_headers_policy_id: "${aws_cloudfront_response_headers_policy.headers_policy.id}",
      viewer_protocol_policy: "redirect-to-https",
    });
  });

  it("cache OPTIONS, so that preflights fail over, and allow nothing that writes", () => {
    expect(distribution({ headers: { inlineHashes: false } }).default_cache_behavior).toEqual({
      target_origin_id: "primary-then-replica",
      allowed_methods: ["GET", "HEAD", "OPTIONS"],
      cached_methods: ["GET", "HEAD", "OPTIONS"],
      cache_policy_id: "${aws_cloudfront_cache_policy.cache_origin.id}",
      compress: true,
      function_association: [
        {
          event_type: "viewer-request",
          function_arn: "${aws_cloudfront_function.viewer_request_function.arn}",
        },
      ],
      response_headers_policy_id: "${aws_cloudfront_response_headers_policy.headers_policy.id}",
      viewer_protocol_policy: "redirect-to-https",
    });
  });

  it("run the header function on origin-response by its numbered version", () => {
    expect(distribution({ headers: { rules: [headerRule] } }).default_cache_behavior).toMatchObject({
      lambda_function_association: [
        {
          event_type: "origin-response",
          include_body: false,
          lambda_arn: "${aws_lambda_function.edge_headers_lambda_function.qualified_arn}",
        },
      ],
    });
  });

  it("run it on viewer-response when it is a CloudFront Function", () => {
    const headers = { runtime: "cloudfront-function" as const, rules: [headerRule] };
    const behaviour = distribution({ headers }).default_cache_behavior;
    expect(behaviour.lambda_function_association).toBeUndefined();
    expect(behaviour.function_association).toEqual([
      {
        event_type: "viewer-request",
        function_arn: "${aws_cloudfront_function.viewer_request_function.arn}",
      },
      {
        event_type: "viewer-response",
        function_arn: "${aws_cloudfront_function.edge_headers_viewer_response.arn}",
      },
    ]);
  });
});

describe("distribution error responses", () => {
  it("hold 404 for 10 s with its page and 5xx for 1 s, and never turn an error into a 200", () => {
    expect(distribution().custom_error_response).toEqual([
      { error_code: 404, error_caching_min_ttl: 10, response_code: 404, response_page_path: "/404.html" },
      ...[500, 502, 503, 504].map((error_code) => ({ error_code, error_caching_min_ttl: 1 })),
    ]);
  });

  it("have the maintenance page, and leave S3's own 404, when the config says so", () => {
    const errorPages = {
      notFound: false as const,
      maintenance: "/maintenance.html",
      notFoundTtl: "5s",
      serverErrorTtl: "2s",
    };
    expect(distribution({ errorPages }).custom_error_response).toEqual([
      { error_code: 404, error_caching_min_ttl: 5 },
      ...[500, 502, 503, 504].map((code) => ({
        error_code: code,
        error_caching_min_ttl: 2,
        response_code: code,
        response_page_path: "/maintenance.html",
      })),
    ]);
  });

  it("are fetched by the path that S3 takes for the page's key, since no function makes it so", () => {
    const [notFound] = distribution({
      errorPages: { notFound: "/caf%c3%a9/c++.html" },
    }).custom_error_response;
    expect(notFound?.response_page_path).toBe("/caf%C3%A9/c%2B%2B.html");
  });
});

describe("distribution settings", () => {
  it("are HTTP/2 and 3, IPv6, no root object, which the function finds, and CloudFront's certificate without a domain", () => {
    expect(distribution()).toMatchObject({
      enabled: true,
      http_version: "http2and3",
      is_ipv6_enabled: true,
      price_class: "PriceClass_100",
      restrictions: { geo_restriction: { restriction_type: "none" } },
      viewer_certificate: { cloudfront_default_certificate: true },
    });
    for (const key of ["aliases", "default_root_object", "web_acl_id", "logging_config"])
      expect(distribution()).not.toHaveProperty(key);
  });

  it("have every host name, and TLS 1.2 or newer with the validated certificate, with a domain", () => {
    expect(distribution({ domain })).toMatchObject({
      aliases: ["www.example.com", "example.com"],
      viewer_certificate: {
        acm_certificate_arn: "${aws_acm_certificate_validation.certificate_validation.certificate_arn}",
        minimum_protocol_version: "TLSv1.2_2021",
        ssl_support_method: "sni-only",
      },
    });
  });

  it("take price class, countries, web ACL and access logs from the config", () => {
    const webAclArn =
      "arn:aws:wafv2:us-east-1:123456789012:global/webacl/shop/a1b2c3d4-0000-4000-8000-000000000000";
    const settings = {
      priceClass: "PriceClass_All" as const,
      geoRestriction: { type: "whitelist" as const, locations: ["DE", "FR"] },
      webAclArn,
      accessLogs: { prefix: "logs/", includeCookies: true },
    };
    expect(distribution({ distribution: settings })).toMatchObject({
      price_class: "PriceClass_All",
      restrictions: { geo_restriction: { restriction_type: "whitelist", locations: ["DE", "FR"] } },
      web_acl_id: webAclArn,
      logging_config: {
        bucket: "${aws_s3_bucket.logs_bucket.bucket_domain_name}",
        prefix: "logs/",
        include_cookies: true,
      },
      depends_on: ["aws_s3_bucket_ownership_controls.logs_ownership"],
    });
  });
});
