import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { policyHeaders } from "../../../config/policy-headers";
import { loadTerraform } from "../../../rehearsal/terraform";
import { siteJson } from "../../support/site-json";
import { siteWith } from "../../support/sites";
import { resource, resources } from "../../support/synth";

type Headers = NonNullable<SiteInput["headers"]>;
const type = "aws_cloudfront_response_headers_policy";

function policy(headers: Headers = {}) {
  return resource(siteJson({ headers }), type);
}

const nothing: Headers = {
  hsts: false,
  contentTypeOptions: false,
  frameOptions: false,
  referrerPolicy: false,
  contentSecurityPolicy: false,
  permissionsPolicy: false,
};

describe("response headers policy", () => {
  it("sets every security header over what S3 says, HSTS for a year and without preload", () => {
    expect(policy().security_headers_config).toEqual({
      strict_transport_security: {
        access_control_max_age_sec: 31_536_000,
        include_subdomains: false,
        preload: false,
        override: true,
      },
      content_type_options: { override: true },
      frame_options: { frame_option: "DENY", override: true },
      referrer_policy: { referrer_policy: "strict-origin-when-cross-origin", override: true },
      content_security_policy: {
        content_security_policy:
          "default-src 'self'; img-src 'self' data:; font-src 'self' data:; base-uri 'self'; form-action 'self'; frame-ancestors 'none'; object-src 'none'",
        // Pages whose hashes travel with them have it already.
        override: false,
      },
    });
    expect(policy({ inlineHashes: false }).security_headers_config).toMatchObject({
      content_security_policy: { override: true },
    });
    expect(policy().custom_headers_config).toEqual({
      items: [
        {
          header: "Permissions-Policy",
          value: "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
          override: true,
        },
      ],
    });
  });

  it.each([
    ["hsts", "strict_transport_security"],
    ["contentTypeOptions", "content_type_options"],
    ["frameOptions", "frame_options"],
    ["referrerPolicy", "referrer_policy"],
    ["contentSecurityPolicy", "content_security_policy"],
  ])("leaves %s out when it is false", (key, section) => {
    expect(policy({ [key]: false }).security_headers_config).not.toHaveProperty(section);
  });

  it("sets custom headers and removes what the config names", () => {
    const { custom_headers_config, remove_headers_config } = policy({
      permissionsPolicy: false,
      custom: { "X-Robots-Tag": "noindex" },
      remove: ["Server"],
    });
    expect(custom_headers_config).toEqual({
      items: [{ header: "X-Robots-Tag", value: "noindex", override: true }],
    });
    expect(remove_headers_config).toEqual({ items: [{ header: "Server" }] });
  });

  it("leaves a header alone that a Lambda@Edge rule sets, since the policy is applied after it", () => {
    const rules = [{ path: "/embed/*", set: { "x-frame-options": "SAMEORIGIN" } }];
    expect(policy({ rules }).security_headers_config).toMatchObject({ frame_options: { override: false } });
    expect(policy({ rules, runtime: "cloudfront-function" }).security_headers_config).toMatchObject({
      frame_options: { override: true },
    });
  });

  it("does not exist when the config drops every header, which CloudFront would refuse", () => {
    const json = siteJson({ headers: nothing });
    expect(resources(json, type)).toEqual([]);
    expect(resource(json, "aws_cloudfront_distribution").default_cache_behavior).not.toHaveProperty(
      "response_headers_policy_id",
    );
  });

  it("goes only once the distribution has left it, and is another one where rules move out of Lambda", () => {
    const rules = [{ set: { "X-Frame-Options": "SAMEORIGIN" } }];
    const below = (headers: Headers) => {
      const found = Object.entries(siteJson({ headers }).resource?.[type] ?? {});
      return found.map(([id, { name, lifecycle }]) => ({ id, name, lifecycle }));
    };
    const lifecycle = { create_before_destroy: true };
    expect(below({ rules })).toEqual([{ id: "headers_policy", name: "shop-headers", lifecycle }]);
    expect(below({ rules, runtime: "cloudfront-function" })).toEqual([
      { id: "headers_below_viewer_policy", name: "shop-headers-below-viewer", lifecycle },
    ]);
    // What no rule and the policy both set needs no second one.
    expect(
      below({
        inlineHashes: false,
        rules: [{ set: { "X-Robots-Tag": "none" } }],
        runtime: "cloudfront-function",
      }),
    ).toEqual([{ id: "headers_policy", name: "shop-headers", lifecycle }]);
  });

  it.each<[string, Headers]>([
    ["all of them", { custom: { "X-Of-Its-Own": "1" } }],
    ["HSTS alone", { ...nothing, hsts: {} }],
  ])("sets the headers that all others take the config to set: %s", (_, given) => {
    const headers: Headers = { ...given, runtime: "cloudfront-function" };
    const { distributions } = loadTerraform(JSON.stringify(siteJson({ headers })), {
      folder: ".",
      name: "cdk.tf.json",
    });
    const { customHeaders = [], securityHeaders = [] } =
      distributions[0]?.defaultCacheBehavior.responseHeadersPolicy ?? {};
    const set = [...securityHeaders, ...customHeaders].map(({ name, value }) => [name.toLowerCase(), value]);
    expect(set.sort()).toEqual(policyHeaders(siteWith({ headers }).headers).sort());
  });
});
