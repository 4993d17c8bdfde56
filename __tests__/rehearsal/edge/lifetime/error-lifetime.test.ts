import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { errorLifetime } from "../../../../rehearsal/edge/lifetime/error-lifetime";

const none = { behavior: "none", items: [] } as const;
const policy = (maxTtl: number) => ({
  ...{ id: "p", name: "p", minTtl: 0, defaultTtl: 0, maxTtl },
  ...{ enableAcceptEncodingGzip: false, enableAcceptEncodingBrotli: false },
  ...{ queryStrings: none, headers: none, cookies: none },
});
const held = (status: number, control?: string, minimum?: number, isS3 = false, maxTtl = 100) =>
  errorLifetime(
    status,
    new HeaderMap(control === undefined ? {} : { "Cache-Control": control }),
    minimum === undefined ? undefined : { errorCode: status, errorCachingMinTtl: minimum },
    policy(maxTtl),
    isS3,
    0,
  );

describe("errorLifetime", () => {
  test("404, 414 and 5xx are held for 10 s by default", () => {
    expect([404, 414, 500, 501, 502, 503, 504].map((status) => held(status))).toEqual(Array(7).fill(10));
  });
  test("400, 403, 405, 412 and 415 are held only with max-age or s-maxage", () => {
    expect([400, 403, 405, 412, 415].map((status) => held(status))).toEqual(Array(5).fill(0));
    expect([400, 403, 405, 412, 415].map((status) => held(status, "max-age=20"))).toEqual(Array(5).fill(20));
  });
  test("416, 410 and 429 are never held, nor anything with caching disabled", () => {
    expect([416, 410, 429].map((status) => held(status, "max-age=20"))).toEqual([0, 0, 0]);
    expect(held(500, undefined, undefined, false, 0)).toBe(0);
  });
  test("the longer of the minimum and the header capped by max TTL counts", () => {
    expect([held(404, "max-age=5"), held(404, "s-maxage=50"), held(404, "max-age=500")]).toEqual([
      10, 50, 100,
    ]);
  });
  test("no-store keeps 404 and 501 out, and leaves other codes the minimum", () => {
    expect([held(404, "no-store"), held(501, "private"), held(503, "no-cache")]).toEqual([0, 0, 10]);
    expect([404, 410, 414, 501].map((status) => held(status, "no-store, max-age=20"))).toEqual([0, 0, 0, 0]);
  });
  test("a minimum of 0 acts as one second with S3 only", () => {
    expect([held(503, undefined, 0, true), held(503, undefined, 0)]).toEqual([1, 0]);
  });
});
