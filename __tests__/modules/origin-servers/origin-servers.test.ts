import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { managedPolicyIds } from "../../../facts/cloudfront/managed-policy-ids";
import { Roles } from "../../support/roles";
import { siteJson } from "../../support/site-json";
import { headerRule, smallSite } from "../../support/sites";
import { type JsonBlock, resource, resources } from "../../support/synth";

type Origin = NonNullable<SiteInput["origins"]>[string];
type Path = NonNullable<SiteInput["paths"]>[number];

const url = "https://api.example.com";
const functionUrl = "https://abc123.lambda-url.eu-west-1.on.aws";
const lambdaFunctionArn = "arn:aws:lambda:eu-west-1:123456789012:function:api";

const withApi = (origin: Partial<Origin> = {}, path: Partial<Path> = {}): Partial<SiteInput> => ({
  origins: { api: { url, ...origin } },
  paths: [{ path: "/api/*", origin: "api", ...path }],
});

function distribution(changes: Partial<SiteInput>) {
  return resource(siteJson(changes), "aws_cloudfront_distribution") as {
    origin: JsonBlock[];
    origin_group: JsonBlock[];
    ordered_cache_behavior: JsonBlock[];
    default_cache_behavior: JsonBlock;
  };
}
const behaviour = (changes: Partial<SiteInput>) => distribution(changes).ordered_cache_behavior[3];
const origin = (changes: Partial<SiteInput>) => distribution(changes).origin[2];

describe("a server beside the buckets", () => {
  it("is an origin that is asked over TLS alone, with its timeouts", () => {
    expect(origin(withApi({ pathPrefix: "/v1", readTimeout: "45s" }))).toEqual({
      origin_id: "api",
      domain_name: "api.example.com",
      origin_path: "/v1",
      connection_attempts: 2,
      connection_timeout: 3,
      custom_origin_config: {
        http_port: 80,
        https_port: 443,
        origin_protocol_policy: "https-only",
        origin_ssl_protocols: ["TLSv1.2"],
        origin_read_timeout: 45,
        origin_keepalive_timeout: 5,
      },
    });
  });

  it("is asked at its port, and over HTTP where the config says so", () => {
    expect(origin(withApi({ url: "http://api.example.com:8080", allowHttp: true }))).toMatchObject({
      custom_origin_config: { http_port: 8080, https_port: 443, origin_protocol_policy: "http-only" },
    });
  });

  it("has a second one in a group, by the site's failover codes", () => {
    const made = distribution(withApi({ failover: "https://api2.example.com" }));
    expect(made.origin.map(({ origin_id, domain_name }) => [origin_id, domain_name]).slice(2)).toEqual([
      ["api", "api.example.com"],
      ["api-failover", "api2.example.com"],
    ]);
    expect(made.origin_group[2]).toEqual({
      origin_id: "api-then-failover",
      failover_criteria: { status_codes: [403, 500, 502, 503, 504] },
      member: [{ origin_id: "api" }, { origin_id: "api-failover" }],
    });
    expect(made.ordered_cache_behavior[3]).toMatchObject({
      target_origin_id: "api-then-failover",
      allowed_methods: ["GET", "HEAD", "OPTIONS"],
      cached_methods: ["GET", "HEAD", "OPTIONS"],
    });
  });

  it("is reached in a VPC by the id of CloudFront's", () => {
    const made = origin(withApi({ vpcOriginId: "vo_AbC123" }));
    expect(made).toMatchObject({
      domain_name: "api.example.com",
      vpc_origin_config: { vpc_origin_id: "vo_AbC123", origin_read_timeout: 30, origin_keepalive_timeout: 5 },
    });
    expect(made).not.toHaveProperty("custom_origin_config");
  });

  it("is a function URL that CloudFront signs for, and that nobody else may call", () => {
    const json = siteJson(withApi({ url: functionUrl, lambdaFunctionArn }));
    const [, access] = resources(json, "aws_cloudfront_origin_access_control");
    expect(access).toMatchObject({
      origin_access_control_origin_type: "lambda",
      signing_behavior: "always",
      signing_protocol: "sigv4",
    });
    expect(origin(withApi({ url: functionUrl, lambdaFunctionArn }))).toMatchObject({
      origin_access_control_id: expect.stringContaining("function_access"),
    });
    const calls = resources(json, "aws_lambda_permission");
    expect(calls.map(({ action }) => action)).toEqual(["lambda:InvokeFunction", "lambda:InvokeFunctionUrl"]);
    for (const call of calls)
      expect(call).toMatchObject({
        function_name: lambdaFunctionArn,
        principal: "cloudfront.amazonaws.com",
        source_arn: "${aws_cloudfront_distribution.distribution.arn}",
        provider: "aws.replica",
      });
  });

  it("gets secrets that Terraform reads where they are kept, each once", () => {
    const json = siteJson(
      withApi({
        headers: {
          "X-Plain": "a ${b}",
          "X-Whole": { secretsManager: "shop/api" },
          "X-Part": { secretsManager: "shop/api", key: "token" },
          "X-Parameter": { ssm: "/shop/token" },
        },
      }),
    );
    expect(json.data).toMatchObject({
      aws_secretsmanager_secret_version: { servers_secrets_value1: { secret_id: "shop/api" } },
      aws_ssm_parameter: { servers_secrets_value2: { name: "/shop/token", with_decryption: true } },
    });
    const secret = "data.aws_secretsmanager_secret_version.servers_secrets_value1.secret_string";
    const made = resource(json, "aws_cloudfront_distribution").origin as JsonBlock[];
    expect(made[2]?.custom_header).toEqual([
      { name: "X-Plain", value: "a $${b}" },
      { name: "X-Whole", value: `\${${secret}}` },
      { name: "X-Part", value: `\${jsondecode(${secret}).token}` },
      { name: "X-Parameter", value: "${data.aws_ssm_parameter.servers_secrets_value2.value}" },
    ]);
  });
});

describe("paths of a server", () => {
  it("cache nothing and forward all but Host by default, and run none of the site's functions", () => {
    expect(behaviour({ ...withApi(), headers: { rules: [headerRule] } })).toEqual({
      path_pattern: "/api/*",
      target_origin_id: "api",
      viewer_protocol_policy: "redirect-to-https",
      allowed_methods: ["GET", "HEAD", "OPTIONS"],
      cached_methods: ["GET", "HEAD"],
      cache_policy_id: managedPolicyIds.cache.CachingDisabled,
      origin_request_policy_id: managedPolicyIds.originRequest.AllViewerExceptHostHeader,
      response_headers_policy_id: "${aws_cloudfront_response_headers_policy.server_headers_policy.id}",
      compress: false,
    });
  });

  it("come after the health checks and before the site's own paths", () => {
    const cache = { paths: [{ path: "/assets/*", mode: "immutable" as const }] };
    const paths = distribution({ ...withApi(), cache }).ordered_cache_behavior;
    expect(paths.map(({ path_pattern }) => path_pattern)).toEqual([
      "/.well-known/outlast/primary",
      "/.well-known/outlast/replica",
      "/404.html",
      "/api/*",
      "/assets/*",
    ]);
  });

  it("write where the config says so", () => {
    expect(behaviour(withApi({}, { methods: "all" }))?.allowed_methods).toEqual([
      ...["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"],
    ]);
  });

  it("keep by a policy of their own what the server says, and then forward nothing more", () => {
    const changes = withApi({}, { cache: { ttl: "1m", queryStrings: "all", headers: ["Origin"] } });
    expect(behaviour(changes)).not.toHaveProperty("origin_request_policy_id");
    const policies = resources(siteJson(changes), "aws_cloudfront_cache_policy");
    expect(policies.find(({ name }) => (name as string).startsWith("shop-server-1m"))).toMatchObject({
      min_ttl: 0,
      default_ttl: 60,
      parameters_in_cache_key_and_forwarded_to_origin: {
        query_strings_config: { query_string_behavior: "all" },
        headers_config: { header_behavior: "whitelist", headers: { items: ["Origin"] } },
        cookies_config: { cookie_behavior: "none" },
      },
    });
  });

  it("forward what is listed, equal lists by one policy", () => {
    const forward = { queryStrings: "all" as const, headers: ["X-Trace"], cookies: ["session"] };
    const changes = {
      origins: { api: { url } },
      paths: ["/a/*", "/b/*"].map((path) => ({ path, origin: "api", forward })),
    };
    const policies = resources(siteJson(changes), "aws_cloudfront_origin_request_policy");
    expect(policies).toHaveLength(1);
    expect(policies[0]).toMatchObject({
      query_strings_config: { query_string_behavior: "all" },
      headers_config: { header_behavior: "whitelist", headers: { items: ["X-Trace"] } },
      cookies_config: { cookie_behavior: "whitelist", cookies: { items: ["session"] } },
    });
  });

  it("get the security headers that the server left out, and keep what it said", () => {
    const policies = resources(siteJson(withApi()), "aws_cloudfront_response_headers_policy");
    const ofServers = policies.find(({ name }) => name === "shop-server-headers");
    expect(JSON.stringify(ofServers)).not.toContain('"override":true');
    expect(JSON.stringify(ofServers)).toContain('"override":false');
    const without = withApi({}, { securityHeaders: false });
    expect(behaviour(without)).not.toHaveProperty("response_headers_policy_id");
    expect(resources(siteJson(without), "aws_cloudfront_response_headers_policy")).toHaveLength(1);
  });
});

describe("the roles of a site with servers", () => {
  const roles = Roles.of(
    [
      {
        ...smallSite,
        origins: {
          api: {
            url: functionUrl,
            lambdaFunctionArn,
            headers: { "X-A": { secretsManager: "shop/api" }, "X-B": { ssm: "/shop/token" } },
          },
        },
        paths: [{ path: "/api/*", origin: "api", forward: { headers: ["X-Trace"] } }],
      },
    ],
    { project: "websites", github: { repository: "o/n" } },
  );
  const secret = "arn:aws:secretsmanager:eu-central-1:123456789012:secret:shop/api-a1B2c3";
  const parameter = "arn:aws:ssm:eu-central-1:123456789012:parameter/shop/token";
  const policy = "arn:aws:cloudfront::123456789012:origin-request-policy/p";

  it.each(["plan", "apply"] as const)("let %s read what its plan takes, and no other secret", (role) => {
    expect(roles.may(role, { action: "secretsmanager:GetSecretValue", resource: secret })).toBe(true);
    expect(roles.may(role, { action: "secretsmanager:GetSecretValue", resource: `${secret}x` })).toBe(false);
    expect(roles.may(role, { action: "ssm:GetParameter", resource: parameter })).toBe(true);
    expect(roles.may(role, { action: "ssm:GetParameter", resource: `${parameter}2` })).toBe(false);
    expect(roles.may(role, { action: "lambda:GetPolicy", resource: lambdaFunctionArn })).toBe(true);
    expect(roles.may(role, { action: "cloudfront:GetOriginRequestPolicy", resource: policy })).toBe(true);
  });

  it("let apply alone make policies and grant calls, of the function that is named", () => {
    for (const [role, may] of [
      ["plan", false],
      ["apply", true],
    ] as const) {
      expect(roles.may(role, { action: "cloudfront:CreateOriginRequestPolicy", resource: policy })).toBe(may);
      expect(roles.may(role, { action: "lambda:AddPermission", resource: lambdaFunctionArn })).toBe(may);
      expect(roles.may(role, { action: "lambda:AddPermission", resource: `${lambdaFunctionArn}2` })).toBe(
        false,
      );
    }
  });
});
