// biome-ignore-all lint/suspicious/noTemplateCurlyInString: templates are Terraform's
import { describe, expect, test } from "vitest";
import { type Body, behavior, configuration, distribution, load } from "../site";

const none = { behavior: "none", items: [] };
const config = (cookies: object, headers: object, queryStrings: object) => ({
  cookies_config: cookies,
  headers_config: headers,
  query_strings_config: queryStrings,
});

function behaviorWith(attribute: string, type: string, body: Body) {
  const over = { [attribute]: `\${${type}.own.id}` };
  const site = distribution({ default_cache_behavior: behavior(over) });
  const resources = { aws_cloudfront_distribution: { site }, [type]: { own: { name: "own", ...body } } };
  return load(configuration(resources)).distributions[0]?.defaultCacheBehavior;
}

const cache = (body: Body) =>
  behaviorWith("cache_policy_id", "aws_cloudfront_cache_policy", {
    parameters_in_cache_key_and_forwarded_to_origin: {},
    ...body,
  })?.cachePolicy;
const request = (body: Body) =>
  behaviorWith("origin_request_policy_id", "aws_cloudfront_origin_request_policy", body)?.originRequestPolicy;
const response = (body: Body) =>
  behaviorWith("response_headers_policy_id", "aws_cloudfront_response_headers_policy", body)
    ?.responseHeadersPolicy;

describe("a cache policy", () => {
  test("has a day and a year for lifetimes that are not set", () => {
    expect(cache({})).toMatchObject({
      name: "own",
      minTtl: 0,
      defaultTtl: 86_400,
      maxTtl: 31_536_000,
      enableAcceptEncodingGzip: false,
      enableAcceptEncodingBrotli: false,
      queryStrings: none,
      headers: none,
      cookies: none,
    });
  });

  test("takes a larger minimum for the default, and a larger default for the maximum", () => {
    expect(cache({ min_ttl: 90_000 })).toMatchObject({ defaultTtl: 90_000 });
    expect(cache({ default_ttl: 40_000_000 })).toMatchObject({ maxTtl: 40_000_000 });
  });

  test("keeps zeros", () => {
    expect(cache({ min_ttl: 0, default_ttl: 0, max_ttl: 0 })).toMatchObject({ defaultTtl: 0, maxTtl: 0 });
  });

  test("tells answers apart by what it lists", () => {
    const key = config(
      { cookie_behavior: "allExcept", cookies: { items: ["tracking"] } },
      { header_behavior: "whitelist", headers: { items: ["Origin"] } },
      { query_string_behavior: "all" },
    );
    expect(
      cache({
        parameters_in_cache_key_and_forwarded_to_origin: { ...key, enable_accept_encoding_gzip: true },
      }),
    ).toMatchObject({
      cookies: { behavior: "allExcept", items: ["tracking"] },
      headers: { behavior: "whitelist", items: ["Origin"] },
      queryStrings: { behavior: "all", items: [] },
      enableAcceptEncodingGzip: true,
    });
  });
});

describe("an origin request policy", () => {
  test.each([
    ["allViewer", "all"],
    ["allViewerAndWhitelistCloudFront", "all"],
    ["allExcept", "allExcept"],
    ["whitelist", "whitelist"],
    ["none", "none"],
  ])("forwards headers: %s", (header_behavior, expected) => {
    const listed = { header_behavior, headers: { items: ["CloudFront-Viewer-Country"] } };
    const body = config({ cookie_behavior: "none" }, listed, { query_string_behavior: "none" });
    expect(request(body)?.headers).toEqual({ behavior: expected, items: ["CloudFront-Viewer-Country"] });
  });
});

describe("a response headers policy", () => {
  test("writes each security header as CloudFront does", () => {
    const security_headers_config = {
      strict_transport_security: {
        access_control_max_age_sec: 60,
        include_subdomains: true,
        preload: true,
        override: true,
      },
      content_type_options: { override: true },
      frame_options: { frame_option: "DENY", override: false },
      referrer_policy: { referrer_policy: "no-referrer", override: true },
      content_security_policy: { content_security_policy: "default-src 'self'", override: true },
      xss_protection: { protection: true, mode_block: true, override: false },
    };
    expect(response({ security_headers_config })?.securityHeaders).toEqual([
      { name: "Strict-Transport-Security", value: "max-age=60; includeSubDomains; preload", override: true },
      { name: "X-Content-Type-Options", value: "nosniff", override: true },
      { name: "X-Frame-Options", value: "DENY", override: false },
      { name: "Referrer-Policy", value: "no-referrer", override: true },
      { name: "Content-Security-Policy", value: "default-src 'self'", override: true },
      { name: "X-XSS-Protection", value: "1; mode=block", override: false },
    ]);
  });

  test.each([
    [{ protection: false }, "0"],
    [{ protection: true }, "1"],
    [{ protection: true, report_uri: "https://a.example" }, "1; report=https://a.example"],
  ])("XSS protection %j is %s", (xss_protection, value) => {
    const policy = response({
      security_headers_config: { xss_protection: { ...xss_protection, override: true } },
    });
    expect(policy?.securityHeaders).toEqual([{ name: "X-XSS-Protection", value, override: true }]);
  });

  test("reads CORS, custom headers, headers to remove and server timing", () => {
    const items = (...list: string[]) => ({ items: list });
    const policy = response({
      cors_config: {
        access_control_allow_credentials: true,
        access_control_allow_headers: items("X-A"),
        access_control_allow_methods: items("GET"),
        access_control_allow_origins: items("https://a.example"),
        access_control_expose_headers: items("X-B"),
        access_control_max_age_sec: 9,
        origin_override: true,
      },
      custom_headers_config: { items: [{ header: "X-C", value: "", override: false }] },
      remove_headers_config: { items: [{ header: "Server" }] },
      server_timing_headers_config: { enabled: true, sampling_rate: 12.5 },
    });
    expect(policy).toMatchObject({
      cors: {
        allowCredentials: true,
        allowHeaders: ["X-A"],
        allowMethods: ["GET"],
        allowOrigins: ["https://a.example"],
        exposeHeaders: ["X-B"],
        maxAge: 9,
        originOverride: true,
      },
      customHeaders: [{ name: "X-C", value: "", override: false }],
      removeHeaders: ["Server"],
      serverTimingSamplingRate: 12.5,
    });
  });

  test("server timing that is disabled is off", () => {
    const policy = response({ server_timing_headers_config: { enabled: false, sampling_rate: 50 } });
    expect(policy?.serverTimingSamplingRate).toBeUndefined();
  });
});

describe("a policy document", () => {
  const rendered = (body: Body, more: Body = {}) => {
    const json = configuration(
      {
        aws_s3_bucket_policy: {
          site: { bucket: "site-bucket", policy: "${data.aws_iam_policy_document.site.json}" },
        },
      },
      { data: { aws_iam_policy_document: { site: body, ...more } } },
    );
    return JSON.parse(String(load(json).buckets[0]?.policy));
  };
  const read = { actions: ["s3:GetObject"], resources: ["arn:aws:s3:::site-bucket/*"] };

  test("renders single values as strings, several as lists, and everybody as an asterisk", () => {
    const statement = [
      { ...read, sid: "One", principals: { type: "Service", identifiers: ["cloudfront.amazonaws.com"] } },
      {
        effect: "Deny",
        not_actions: ["s3:a", "s3:b"],
        not_resources: ["x"],
        principals: { type: "*", identifiers: ["*"] },
      },
    ];
    expect(rendered({ policy_id: "p", statement })).toEqual({
      Version: "2012-10-17",
      Id: "p",
      Statement: [
        {
          Sid: "One",
          Effect: "Allow",
          Action: "s3:GetObject",
          Resource: "arn:aws:s3:::site-bucket/*",
          Principal: { Service: "cloudfront.amazonaws.com" },
        },
        { Effect: "Deny", NotAction: ["s3:a", "s3:b"], NotResource: "x", Principal: "*" },
      ],
    });
  });

  test("puts conditions of one operator together", () => {
    const condition = [
      { test: "StringEquals", variable: "aws:SourceArn", values: ["a"] },
      { test: "StringEquals", variable: "aws:Referer", values: ["b", "c"] },
      { test: "Bool", variable: "aws:SecureTransport", values: ["false"] },
    ];
    expect(rendered({ statement: { ...read, condition } }).Statement[0].Condition).toEqual({
      StringEquals: { "aws:SourceArn": "a", "aws:Referer": ["b", "c"] },
      Bool: { "aws:SecureTransport": "false" },
    });
  });

  test("begins with its sources, and lets what it says itself, then overrides, take the place of their Sid", () => {
    const more = {
      source: {
        statement: [
          { ...read, sid: "Narrowed" },
          { ...read, sid: "Source" },
        ],
      },
      override: { statement: { ...read, sid: "Own", effect: "Deny" } },
    };
    const { Statement } = rendered(
      {
        source_policy_documents: ["${data.aws_iam_policy_document.source.json}"],
        override_policy_documents: ["${data.aws_iam_policy_document.override.json}"],
        statement: [
          { ...read, sid: "Own" },
          { ...read, sid: "Narrowed", effect: "Deny" },
        ],
      },
      more,
    );
    expect(Statement.map(({ Sid, Effect }: Record<string, string>) => [Sid, Effect])).toEqual([
      ["Narrowed", "Deny"],
      ["Source", "Allow"],
      ["Own", "Deny"],
    ]);
  });
});
