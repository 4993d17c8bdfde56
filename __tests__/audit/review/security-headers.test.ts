import { describe, expect, test } from "vitest";
import { looserDirectives } from "../../../audit/review/rules/content-security-policy";
import type { Json } from "../../../terraform/value";
import { found } from "../../support/plans";
import { siteJson } from "../../support/site-json";
import { headerRule } from "../../support/sites";

const type = "aws_cloudfront_response_headers_policy";
const csp = "default-src 'self'; script-src 'self'; object-src 'none'";
const config = {
  strict_transport_security: [
    { access_control_max_age_sec: 31_536_000, include_subdomains: true, preload: false, override: true },
  ],
  content_security_policy: [{ content_security_policy: csp, override: true }],
  frame_options: [{ frame_option: "DENY", override: true }],
  content_type_options: [{ override: true }],
  referrer_policy: [{ referrer_policy: "strict-origin-when-cross-origin", override: true }],
};
const custom = [{ items: [{ header: "Permissions-Policy", value: "camera=()", override: true }] }];
const headers = (change: Json = {}, items: readonly Json[] = custom): Json => ({
  security_headers_config: [{ ...config, ...change }],
  custom_headers_config: items,
});
const change = (what: Json, items?: readonly Json[]) =>
  found({ type, before: headers(), after: headers(what, items) });

describe("a response headers policy", () => {
  test("that goes is found", () => {
    expect(found({ type, before: headers() })).toEqual(["high headers-policy-removed"]);
  });

  test.each([
    ["strict_transport_security", "high"],
    ["content_security_policy", "high"],
    ["frame_options", "medium"],
    ["content_type_options", "medium"],
    ["referrer_policy", "medium"],
  ])("that no longer sets %s is found", (block, severity) => {
    expect(change({ [block]: [] })).toEqual([`${severity} security-header-removed`]);
  });

  test("that overrules what pages bring is found, and so is one that yields to them", () => {
    const [page, site] = [true, false].map((override) => ({
      content_security_policy: [{ content_security_policy: csp, override: !override }],
    }));
    expect(found({ type, before: headers(page), after: headers(site) })).toEqual([
      "high csp-overrules-pages",
    ]);
    expect(found({ type, before: headers(site), after: headers(page) })).toEqual(["low header-yields"]);
  });

  test("in a CloudFront Function, hashes of pages that are switched off are found by its code", () => {
    const viewerResponse = (inlineHashes: boolean) => {
      const json = siteJson({
        headers: { runtime: "cloudfront-function", inlineHashes, rules: [headerRule] },
      });
      const all = Object.values(json.resource?.aws_cloudfront_function ?? {});
      return { code: String(all.find(({ name }) => /viewer-response$/.test(String(name)))?.code) };
    };
    const type = "aws_cloudfront_function";
    const [on, off] = [viewerResponse(true), viewerResponse(false)];
    expect(found({ type, before: on, after: off })).toEqual(["high inline-hashes-off"]);
    expect(found({ type, before: off, after: on })).toEqual([]);
    expect(found({ type, before: on, after: {}, after_unknown: { code: true } })).toEqual([]);
  });

  test("that shortens HSTS is found, and one that ends it is worse", () => {
    const hsts = (seconds: number) => ({
      ...config.strict_transport_security[0],
      access_control_max_age_sec: seconds,
    });
    expect(change({ strict_transport_security: [hsts(300)] })).toEqual(["medium hsts-shortened"]);
    expect(change({ strict_transport_security: [hsts(0)] })).toEqual(["high hsts-shortened"]);
    expect(change({ strict_transport_security: [hsts(63_072_000)] })).toEqual([]);
  });

  test("that leaves subdomains out of HSTS is found", () => {
    const narrowed = { ...config.strict_transport_security[0], include_subdomains: false };
    expect(change({ strict_transport_security: [narrowed] })).toEqual(["medium hsts-narrowed"]);
  });

  test("that loses a header of its own is found, whatever the case of its name", () => {
    expect(change({}, [])).toEqual(["medium custom-header-removed"]);
    expect(change({}, [{ items: [{ header: "permissions-policy", value: "camera=()" }] }])).toEqual([]);
  });

  test("that tells more to other sites, or lets itself be framed, is found", () => {
    expect(change({ referrer_policy: [{ referrer_policy: "unsafe-url", override: true }] })).toEqual([
      "medium referrer-loosened",
    ]);
    expect(change({ frame_options: [{ frame_option: "SAMEORIGIN", override: true }] })).toEqual([
      "low framing-allowed",
    ]);
  });

  test("that yields to the origin is found", () => {
    expect(change({ frame_options: [{ frame_option: "DENY", override: false }] })).toEqual([
      "low header-yields",
    ]);
  });

  test("whose new CSP allows inline scripts is found", () => {
    const loose = [
      {
        content_security_policy: csp.replace("script-src 'self'", "script-src 'self' 'unsafe-inline'"),
        override: true,
      },
    ];
    expect(change({ content_security_policy: loose })).toEqual(["high csp-loosened"]);
  });
});

describe("a Content-Security-Policy is looser", () => {
  const looser = (before: string, after: string) => looserDirectives(before, after).map(({ what }) => what);

  test("with a source that was not allowed", () => {
    expect(looser(csp, `${csp}; img-src 'self' https://cdn.example`)).toEqual([
      "img-src https://cdn.example",
    ]);
  });

  test("without a directive that nothing stands in for", () => {
    expect(looser(`${csp}; frame-ancestors 'none'`, csp)).toEqual(["no frame-ancestors"]);
  });

  test("where a directive falls back to a wider default-src", () => {
    expect(looser("default-src 'self' https:; script-src 'self'", "default-src 'self' https:")).toEqual([
      "script-src https:",
    ]);
  });

  test("not where it forbids more, or says the same in another order", () => {
    expect(looser(csp, `${csp}; frame-ancestors 'none'; upgrade-insecure-requests`)).toEqual([]);
    expect(looser(csp, "object-src 'none'; DEFAULT-SRC 'self'; script-src 'self'")).toEqual([]);
    expect(looser("default-src *", "default-src 'self'")).toEqual([]);
  });
});
