import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { lifetime } from "../../../../rehearsal/edge/lifetime/freshness";
import type { CachePolicy } from "../../../../rehearsal/edge/model";

const NOW = Date.parse("2026-01-01T00:00:00Z");
const EXPIRES = "Thu, 01 Jan 2026 00:05:00 GMT";
const none = { behavior: "none", items: [] } as const;
const policy = (minTtl: number, defaultTtl: number, maxTtl: number): CachePolicy => ({
  ...{ id: "p", name: "p", minTtl, defaultTtl, maxTtl },
  ...{ enableAcceptEncodingGzip: false, enableAcceptEncodingBrotli: false },
  ...{ queryStrings: none, headers: none, cookies: none },
});
const of = (headers: Record<string, string>, min = 0, max = 1000) =>
  lifetime(policy(min, 500, max), 200, new HeaderMap(headers), NOW);
const cc = (value: string) => ({ "Cache-Control": value });

describe("lifetime", () => {
  test.each([
    ["max-age", cc("max-age=300"), 300, 300],
    ["max-age below the minimum", cc("max-age=10"), 10, 60],
    ["max-age above the maximum", cc("max-age=5000"), 1000, 1000],
    ["s-maxage before max-age", cc("max-age=10, s-maxage=300"), 300, 300],
    ["s-maxage alone", cc("s-maxage=10"), 10, 60],
    ["Expires only", { Expires: EXPIRES }, 300, 300],
    ["an unreadable Expires", { Expires: "0" }, 0, 60],
    ["max-age and Expires", { ...cc("max-age=100"), Expires: EXPIRES }, 100, 100],
    ["no header", {}, 500, 500],
    ["must-revalidate", cc("must-revalidate, max-age=300"), 300, 300],
    ["a negative max-age", cc("max-age=-5"), 0, 60],
    ["junk", cc("max-age=abc"), 0, 60],
    ["a duplicate", cc("max-age=100, max-age=100"), 100, 100],
    ["two that differ", cc("max-age=100, max-age=0"), 0, 60],
    ["what is no list", cc("public; max-age=100"), 0, 60],
    ["a directive inside a quoted string", cc('x="max-age=5, no-store", max-age=100'), 100, 100],
    ["a huge number", cc(`max-age=${"9".repeat(400)}`), 1000, 1000],
  ])("TTL of %s, with minimum 0 and 60", (_name, headers, withZero, withSixty) => {
    expect([of(headers).ttl, of(headers, 60).ttl]).toEqual([withZero, withSixty]);
  });

  test("no-store and private are not stored with minimum 0, and cached for a larger minimum", () => {
    for (const value of ["no-store", "private", "private, max-age=300"]) {
      expect(of(cc(value)).storable).toBe(false);
      expect(of(cc(value), 60)).toMatchObject({ storable: true, ttl: 60, revalidateAlways: false });
    }
  });

  test("no-cache is revalidated each time with minimum 0", () => {
    expect(of(cc("no-cache"))).toMatchObject({ storable: true, ttl: 0, revalidateAlways: true });
    expect(of(cc("no-cache"), 60)).toMatchObject({ ttl: 60, revalidateAlways: false });
  });

  test("a policy with all TTLs 0 stores nothing", () => {
    expect(lifetime(policy(0, 0, 0), 200, new HeaderMap(cc("max-age=60")), NOW).storable).toBe(false);
  });

  test("lifetimes end at 100 years", () => {
    const ttl = lifetime(policy(0, 0, 1e12), 200, new HeaderMap(cc("max-age=99999999999")), NOW).ttl;
    expect(ttl).toBe(3_153_600_000);
  });

  test("an Expires in 200 years counts as 100 years", () => {
    const Expires = "Fri, 01 Jan 2226 00:00:00 GMT";
    expect(lifetime(policy(0, 0, 1e12), 200, new HeaderMap({ Expires }), NOW).ttl).toBe(3_153_600_000);
  });

  test.each([
    ["IMF-fixdate", "Thu, 01 Jan 2026 00:05:00 GMT", 300],
    ["RFC 850", "Thursday, 01-Jan-26 00:05:00 GMT", 300],
    ["asctime", "Thu Jan  1 00:05:00 2026", 300],
    ["ISO 8601, which HTTP does not know", "2026-01-01T00:05:00Z", 0],
    ["another zone", "Thu, 01 Jan 2026 00:05:00 PST", 0],
    ["a day that no month has", "Thu, 99 Jan 2026 00:05:00 GMT", 0],
    ["a date in the past", "Thu, 01 Jan 2015 00:05:00 GMT", 0],
  ])("Expires as %s", (_form, Expires, ttl) => {
    expect(of({ Expires }).ttl).toBe(ttl);
  });

  test("the max TTL cuts stale windows, by total age unless told otherwise", () => {
    const headers = cc("max-age=400, stale-while-revalidate=100, stale-if-error=900");
    expect(of(headers)).toMatchObject({ staleWhileRevalidate: 100, staleIfError: 600 });
    const options = { staleWindowCap: "window" } as const;
    expect(lifetime(policy(0, 0, 1000), 200, new HeaderMap(headers), NOW, options).staleIfError).toBe(900);
    expect(of(cc("stale-if-error=0")).staleIfError).toBe(0);
    expect(of({})).toMatchObject({ staleIfError: 500, saysStaleIfError: false });
  });

  test("the TTL stays between minimum and maximum, and grows with max-age", () => {
    fc.assert(
      fc.property(fc.nat(2000), fc.nat(2000), fc.nat(100), (a, b, min) => {
        const [low, high] = [Math.min(a, b), Math.max(a, b)].map((n) => of(cc(`max-age=${n}`), min).ttl);
        expect(low).toBeGreaterThanOrEqual(min);
        expect(high).toBeLessThanOrEqual(1000);
        expect(low).toBeLessThanOrEqual(high as number);
      }),
    );
  });
});
