import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { cachePolicyCount } from "../../../config/checks/quotas";
import { siteJson } from "../../support/site-json";
import { siteWith } from "../../support/sites";
import type { JsonBlock } from "../../support/synth";

function policies(cache: SiteInput["cache"]): Record<string, JsonBlock> {
  return siteJson({ cache }).resource?.aws_cloudfront_cache_policy as Record<string, JsonBlock>;
}

describe("cache policies", () => {
  it("honour no-store in every mode, and never switch caching off", () => {
    const paths = [
      { path: "/a/*", mode: "immutable" as const },
      { path: "/b/*", mode: "edge" as const, ttl: "10m", maxTtl: "2d" },
    ];
    const ttls = Object.entries(policies({ paths })).map(([id, { min_ttl, default_ttl, max_ttl }]) => [
      id,
      min_ttl,
      default_ttl,
      max_ttl,
    ]);
    expect(ttls).toEqual([
      ["cache_edge_10m_max_2d", 0, 600, 172_800],
      ["cache_immutable", 0, 31_536_000, 31_536_000],
      ["cache_origin", 0, 0, 31_536_000],
    ]);
  });

  it("are as many as the config counts against the account's quota", () => {
    const paths: NonNullable<NonNullable<SiteInput["cache"]>["paths"]> = [
      { path: "/a/*", mode: "immutable" },
      { path: "/b/*", mode: "edge", ttl: "1m", queryStrings: ["x", "y"] },
      { path: "/c/*", mode: "edge", ttl: "60s", queryStrings: ["y", "x"] },
      { path: "/d/*", mode: "edge", ttl: "1m" },
      { path: "/e/*", mode: "origin", maxTtl: "2d", headers: ["Origin"] },
      { path: "/f/*", mode: "origin", staleIfError: "1d" },
    ];
    for (let count = 0; count <= paths.length; count++) {
      const site = siteWith({ cache: { paths: paths.slice(0, count) } });
      const made = Object.keys(policies({ paths: paths.slice(0, count) }));
      expect(made).toHaveLength(cachePolicyCount(site));
    }
  });

  it("go after the distribution has left them, since CloudFront deletes none that is in use", () => {
    const lifecycles = Object.values(policies({})).map(({ lifecycle }) => lifecycle);
    expect(lifecycles).toEqual([{ create_before_destroy: true }]);
  });

  it("are shared by behaviours with equal settings", () => {
    const paths = [
      { path: "/a/*", mode: "immutable" as const },
      { path: "/b/*", mode: "immutable" as const },
      { path: "/c/*", mode: "origin" as const },
    ];
    expect(Object.keys(policies({ paths }))).toEqual(["cache_immutable", "cache_origin"]);
  });

  it("keep query strings, headers and cookies out of the key unless listed, and compress both ways", () => {
    expect(policies({}).cache_origin).toMatchObject({
      name: "shop-origin",
      parameters_in_cache_key_and_forwarded_to_origin: {
        cookies_config: { cookie_behavior: "none" },
        headers_config: { header_behavior: "none" },
        query_strings_config: { query_string_behavior: "none" },
        enable_accept_encoding_brotli: true,
        enable_accept_encoding_gzip: true,
      },
    });
  });

  it("have the listed names in the key, in whatever order they are given", () => {
    const a = policies({ default: { mode: "origin", queryStrings: ["b", "a"], headers: ["Origin"] } });
    const b = policies({ default: { mode: "origin", queryStrings: ["a", "b"], headers: ["Origin"] } });
    expect(a).toEqual(b);
    expect(Object.values(a)).toMatchObject([
      {
        name: expect.stringMatching(/^shop-origin-key-[0-9a-f]{8}$/),
        parameters_in_cache_key_and_forwarded_to_origin: {
          headers_config: { header_behavior: "whitelist", headers: { items: ["Origin"] } },
          query_strings_config: { query_string_behavior: "whitelist", query_strings: { items: ["a", "b"] } },
        },
      },
    ]);
  });
});
