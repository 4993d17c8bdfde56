import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { cacheTtls } from "../../../facts/cloudfront/cache-ttls";
import { isCompressible } from "../../../facts/cloudfront/compressible";
import { hstsValue, readHsts } from "../../../facts/cloudfront/header-values";
import { managedPolicyIds } from "../../../facts/cloudfront/managed-policy-ids";
import { managedPolicies } from "../../../rehearsal/edge/managed-policies";

describe("the TTLs of a cache", () => {
  it("are a day and a year, and none is shorter than the one before it", () => {
    expect(cacheTtls({})).toEqual({ minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 });
    fc.assert(
      fc.property(fc.nat(1e9), (minTtl) => {
        const { defaultTtl, maxTtl } = cacheTtls({ minTtl });
        expect(minTtl <= defaultTtl && defaultTtl <= maxTtl).toBe(true);
      }),
    );
  });

  it("are as given, also where that is 0", () => {
    const given = { minTtl: 0, defaultTtl: 0, maxTtl: 0 };
    expect(cacheTtls(given)).toEqual(given);
  });
});

describe("what CloudFront compresses", () => {
  it.each([
    ["text/html", 1_000, true],
    [" Text/HTML ", 10_000_000, true],
    ["text/html", 999, false],
    ["text/html", 10_000_001, false],
    ["text/html", Number.NaN, false],
    ["image/png", 5_000, false],
    ["font/woff2", 5_000, false],
    ["application/wasm", 5_000, true],
  ])("%s of %d bytes: %s", (type, size, expected) => {
    expect(isCompressible(type, size)).toBe(expected);
  });
});

describe("Strict-Transport-Security", () => {
  it.each([
    [{ maxAge: 0, includeSubDomains: false, preload: false }, "max-age=0"],
    [{ maxAge: 300, includeSubDomains: true, preload: false }, "max-age=300; includeSubDomains"],
    [{ maxAge: 300, includeSubDomains: true, preload: true }, "max-age=300; includeSubDomains; preload"],
  ])("of %o", (hsts, value) => {
    expect(hstsValue(hsts)).toBe(value);
    expect(readHsts(value)).toEqual(hsts);
  });
});

describe("managed policies", () => {
  it("are all rehearsed, under the ids that Terraform finds them by", () => {
    for (const kind of ["cache", "originRequest", "responseHeaders"] as const)
      expect(Object.fromEntries(managedPolicies[kind].map(({ id, name }) => [name, id]))).toEqual(
        Object.fromEntries(
          Object.entries(managedPolicyIds[kind]).map(([name, id]) => [`Managed-${name}`, id]),
        ),
      );
  });
});
