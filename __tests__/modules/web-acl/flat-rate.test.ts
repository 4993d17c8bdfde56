import { describe, expect, it } from "vitest";
import { readProject, type SiteInput } from "../../../config";
import type { flatRatePlans } from "../../../facts/cloudfront/flat-rate-plans";
import { managedPolicyIds } from "../../../facts/cloudfront/managed-policy-ids";
import { onPlan } from "../../config/cases/flat-rate";
import { siteJson } from "../../support/site-json";
import { smallSite } from "../../support/sites";
import { type JsonBlock, resource, resources } from "../../support/synth";

const joining = (pricing: keyof typeof flatRatePlans, change: Partial<SiteInput> = {}) =>
  siteJson({ ...onPlan(pricing), ...change });
const behavioursOf = (json: ReturnType<typeof siteJson>) => {
  const { default_cache_behavior: usual, ordered_cache_behavior: ordered } = resource(
    json,
    "aws_cloudfront_distribution",
  );
  return [usual, ...(ordered as JsonBlock[])] as JsonBlock[];
};
const several: Partial<SiteInput> = {
  cache: {
    default: { mode: "origin" },
    paths: [
      { path: "/assets/*", mode: "immutable" },
      { path: "/blog/*", mode: "edge", ttl: "10m" },
    ],
  },
  errorPages: { notFound: "/404.html", maintenance: "/sorry.html" },
};

describe("a stack that is to join Free or Pro", () => {
  const json = joining("free", several);

  it("has AWS's policies alone, and no behaviours that would be cached as the default one is", () => {
    for (const type of ["cache_policy", "response_headers_policy", "origin_request_policy"])
      expect(resources(json, `aws_cloudfront_${type}`)).toEqual([]);
    const { CachingDisabled, CachingOptimized } = managedPolicyIds.cache;
    expect(
      behavioursOf(json).map(({ path_pattern, cache_policy_id }) => [path_pattern, cache_policy_id]),
    ).toEqual([
      [undefined, CachingOptimized],
      ["/.well-known/outlast/primary", CachingDisabled],
      ["/.well-known/outlast/replica", CachingDisabled],
      ["/404.html", CachingOptimized],
      ["/sorry.html", CachingOptimized],
    ]);
    const policies = behavioursOf(json).map((one) => one.response_headers_policy_id);
    expect(new Set(policies)).toEqual(new Set([managedPolicyIds.responseHeaders.SecurityHeadersPolicy]));
  });

  it("has a web ACL of its own in us-east-1 that lets everything pass, every edge location, and the plan as a tag", () => {
    const tags = { "outlast:pricing": "free" };
    expect(resource(json, "aws_wafv2_web_acl")).toMatchObject({
      provider: "aws.global",
      name: "shop",
      scope: "CLOUDFRONT",
      default_action: { allow: {} },
      visibility_config: { sampled_requests_enabled: false },
      tags,
    });
    expect(resource(json, "aws_cloudfront_distribution")).toMatchObject({
      web_acl_id: "${aws_wafv2_web_acl.web_acl_acl.arn}",
      price_class: "PriceClass_All",
      tags,
    });
  });

  it("leaves AWS's headers out where its HSTS would outlive the site's own, or a header is to be gone", () => {
    const runtime = "cloudfront-function" as const;
    for (const headers of [
      { runtime, hsts: false as const },
      { runtime, hsts: { maxAge: "1d" } },
      { runtime, remove: ["X-Frame-Options"], frameOptions: false as const },
    ])
      for (const behaviour of behavioursOf(joining("pro", { headers })))
        expect(behaviour.response_headers_policy_id).toBeUndefined();
  });

  it("has of a server's answers nothing, or what AWS's policy keeps, and all of a request but Host goes to it", () => {
    const [, , , , api, kept] = behavioursOf(
      joining("pro", {
        origins: { api: { url: "https://api.example.net" } },
        paths: [
          { path: "/api/*", origin: "api" },
          { path: "/feed/*", origin: "api", cache: { ttl: "1d" } },
        ],
      }),
    );
    const { cache, originRequest, responseHeaders } = managedPolicyIds;
    expect(api).toMatchObject({
      cache_policy_id: cache.CachingDisabled,
      origin_request_policy_id: originRequest.AllViewerExceptHostHeader,
      response_headers_policy_id: responseHeaders.SecurityHeadersPolicy,
    });
    expect(kept).toMatchObject({ cache_policy_id: cache.CachingOptimized });
  });

  it("is told all at once what does not fit, each with a mend", () => {
    const wrong = {
      ...smallSite,
      ...several,
      cache: { ...several.cache, default: { mode: "origin", headers: ["Origin"] } },
      distribution: { pricing: "free", accessLogs: {} },
    };
    expect(() => readProject({ default: wrong })).toThrow(
      /PLAN_PRICE_CLASS[\s\S]*PLAN_ACCESS_LOGS[\s\S]*PLAN_CACHE_KEY[\s\S]*PLAN_HEADERS_RUNTIME/,
    );
  });
});

describe("a stack that is to join Business or Premium", () => {
  it("keeps its policies and its behaviours, and the web ACL of the config", () => {
    const webAclArn = "arn:aws:wafv2:us-east-1:111122223333:global/webacl/a/b";
    const json = joining("business", {
      ...several,
      distribution: { pricing: "business", priceClass: "PriceClass_All", webAclArn },
    });
    expect(behavioursOf(json)).toHaveLength(7);
    expect(resources(json, "aws_cloudfront_cache_policy")).toHaveLength(3);
    expect(resources(json, "aws_wafv2_web_acl")).toEqual([]);
    expect(resource(json, "aws_cloudfront_distribution")).toMatchObject({ web_acl_id: webAclArn });
  });
});
