import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { compileCacheKey } from "../../../../rehearsal/edge/key/cache-key";
import { originRequestParts } from "../../../../rehearsal/edge/key/origin-request-parts";
import type { CachePolicy, Selection } from "../../../../rehearsal/edge/model";

const none: Selection = { behavior: "none", items: [] };
const all: Selection = { behavior: "all", items: [] };
const only = (...items: string[]): Selection => ({ behavior: "whitelist", items });
const policy = (over: Partial<CachePolicy>): CachePolicy => ({
  ...{ id: "p", name: "p", minTtl: 0, defaultTtl: 1, maxTtl: 2 },
  ...{ enableAcceptEncodingGzip: false, enableAcceptEncodingBrotli: false },
  ...{ queryStrings: none, headers: none, cookies: none, ...over },
});
const request = (headers: Record<string, string> = {}, query = "", method = "GET", uri = "/a") => ({
  ...{ method, uri, query, headers: new HeaderMap(headers) },
  ...{ clientIp: "192.0.2.1", via: "1.1 edge (CloudFront)" },
});

describe("compileCacheKey", () => {
  test("HEAD shares GET's entry, OPTIONS has its own", () => {
    const key = compileCacheKey(policy({}));
    expect(key(request({}, "", "HEAD"))).toBe(key(request()));
    expect(key(request({}, "", "OPTIONS"))).not.toBe(key(request()));
  });

  test("Accept-Encoding is normalised to br and gzip, each where enabled", () => {
    const key = compileCacheKey(policy({ enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true }));
    const of = (value: string) => key(request({ "Accept-Encoding": value }));
    expect(of("gzip, deflate, br")).toBe(of("BR;q=0.5,gzip"));
    expect(new Set(["gzip, br", "gzip", "br", "deflate"].map(of)).size).toBe(4);
    expect(of("br;q=0, gzip")).toBe(of("gzip"));
  });

  test("query strings count where whitelisted, by case and order", () => {
    const key = compileCacheKey(policy({ queryStrings: only("v", "w") }));
    const of = (query: string) => key(request({}, query));
    expect(of("v=1&utm=x")).toBe(of("v=1"));
    expect(new Set(["v=1&w=2", "w=2&v=1", "V=1&w=2", "v=2"].map(of)).size).toBe(4);
  });

  test("cookies count by name, in any order", () => {
    const key = compileCacheKey(policy({ cookies: only("a*") }));
    const of = (Cookie: string) => key(request({ Cookie }));
    expect(of("b=1; ab=2; a=3")).toBe(of("a=3; ab=2; c=9"));
    expect(of("a=3")).not.toBe(of("A=3"));
  });

  const names = fc.constantFrom("a", "b", "ab", "A");
  const pairs = fc.uniqueArray(fc.tuple(names, fc.stringMatching(/^[a-z0-9]{0,3}$/)), {
    selector: ([name]) => name,
    maxLength: 4,
  });
  const render = (list: readonly (readonly string[])[], by: string) =>
    list.map((pair) => pair.join("=")).join(by);

  test("allExcept takes the opposite of a whitelist, for cookies, query strings and headers", () => {
    const except = (...items: string[]): Selection => ({ behavior: "allExcept", items });
    fc.assert(
      fc.property(pairs, fc.subarray(["a", "b", "ab", "A"]), (list, listed) => {
        const taken = list.filter(([name]) => !listed.includes(name as string));
        const query = compileCacheKey(policy({ queryStrings: except(...listed) }));
        expect(query(request({}, render(list, "&")))).toBe(query(request({}, render(taken, "&"))));
        const cookies = compileCacheKey(policy({ cookies: except(...listed) }));
        const cookie = (shown: typeof list) => cookies(request({ Cookie: render(shown, "; ") }));
        expect(cookie(list)).toBe(cookie(taken));
        const lower = listed.map((name) => name.toLowerCase());
        const headers = compileCacheKey(policy({ headers: except(...listed) }));
        const kept = list.filter(([name]) => !lower.includes((name as string).toLowerCase()));
        const fields = (shown: typeof list) => headers(request(Object.fromEntries(shown)));
        expect(fields(list.filter(([name]) => name !== "A"))).toBe(
          fields(kept.filter(([name]) => name !== "A")),
        );
      }),
    );
  });

  test("any two different sets of selected cookies have different keys", () => {
    const key = compileCacheKey(policy({ cookies: all }));
    const of = (list: readonly (readonly string[])[]) => key(request({ Cookie: render(list, "; ") }));
    const sorted = (list: readonly (readonly string[])[]) => render([...list].sort(), ";");
    fc.assert(
      fc.property(pairs, pairs, (a, b) => {
        expect(of(a) === of(b)).toBe(sorted(a) === sorted(b));
      }),
    );
  });

  test("no header value can pass for another header's", () => {
    const key = compileCacheKey(policy({ headers: only("x", "y"), queryStrings: all }));
    const text = fc.string({ unit: fc.constantFrom("-", "1", ":", "0", "a"), maxLength: 5 });
    fc.assert(
      fc.property(fc.tuple(text, text, text), fc.tuple(text, text, text), (one, two) => {
        const [a, b] = [one, two].map(([x, y, q]) => key(request({ x, y, ignored: y + q }, q)));
        expect(a === b).toBe(one.join("\n") === two.join("\n"));
      }),
    );
  });
});

describe("originRequestParts", () => {
  test("CloudFront's own headers replace the viewer's, and unselected ones stay behind", () => {
    const parts = originRequestParts(policy({ enableAcceptEncodingGzip: true }), undefined, true, false);
    const viewer = {
      Host: "x",
      "User-Agent": "b",
      Referer: "r",
      Cookie: "a=1",
      "X-Forwarded-For": "10.0.0.1",
    };
    const { headers, query } = parts(request({ ...viewer, "Accept-Encoding": "gzip, br" }, "a=1"));
    expect(query).toBe("");
    expect(Object.fromEntries(headers)).toEqual({
      "accept-encoding": "gzip",
      "user-agent": "Amazon CloudFront",
      "x-forwarded-for": "10.0.0.1, 192.0.2.1",
      via: "1.1 edge (CloudFront)",
    });
  });

  test("AllViewer forwards Host, even to S3; a cache policy's Host is not sent to S3", () => {
    const allViewer = { id: "o", name: "o", queryStrings: all, headers: all, cookies: all };
    const { headers } = originRequestParts(
      policy({}),
      allViewer,
      true,
      false,
    )(request({ Host: "www.example.com" }));
    expect(headers.get("host")).toBe("www.example.com");
    const keyed = policy({ headers: only("Host") });
    const host = (isS3: boolean) =>
      originRequestParts(
        keyed,
        undefined,
        isS3,
        false,
      )(request({ Host: "www.example.com" })).headers.get("host");
    expect([host(true), host(false)]).toEqual([null, "www.example.com"]);
  });
});
