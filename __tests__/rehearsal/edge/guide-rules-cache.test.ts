import { describe, expect, it } from "vitest";
import type { ViewerRequest } from "../../../rehearsal/edge";
import { legacyPolicies } from "../../../rehearsal/edge/legacy-behavior";
import type { CacheBehavior } from "../../../rehearsal/edge/model";
import { behavior, customOrigin, policy, ScriptedEdge, viewerRequest, withHeaders } from "./harness";

const only = (...items: string[]) => ({ behavior: "whitelist", items }) as const;
const all = { behavior: "all", items: [] } as const;

function single(over: Partial<CacheBehavior> = {}) {
  const origins = [customOrigin("only", { connectionAttempts: 1 })];
  return {
    origins,
    originGroups: [],
    defaultCacheBehavior: behavior({ targetOriginId: "only", ...over }),
  };
}

type Legacy = Parameters<typeof legacyPolicies>[0];

const legacy = (over: Partial<Legacy>) =>
  single(
    legacyPolicies({
      ...{ ttls: {}, queryString: false, queryStringCacheKeys: [], headers: [] },
      cookies: { forward: "none", names: [] },
      ...over,
    }),
  );

describe("behaviours without a cache policy (CloudFront API, ForwardedValues)", () => {
  it("forward headers that are not listed, but for those that CloudFront removes or replaces", async () => {
    const rehearsal = new ScriptedEdge({}, legacy({ headers: ["Accept-Language"] }));
    const sent = { "X-Own": "1", From: "a@example.com", "Accept-Language": "de" };
    const removed = {
      ...{
        Accept: "*/*",
        "Accept-Charset": "utf-8",
        Referer: "https://example.com/",
        Authorization: "Basic YQ==",
      },
      ...{ "X-HTTP-Method-Override": "PUT", Cookie: "a=1", "X-Real-IP": "192.0.2.9" },
    };
    await rehearsal.get("/page", withHeaders({ ...sent, ...removed, "User-Agent": "Browser" }));
    const asked = rehearsal.origins.asked[0]?.headers;
    expect(Object.keys(sent).map((name) => asked?.get(name))).toEqual(Object.values(sent));
    expect(Object.keys(removed).map((name) => asked?.get(name))).toEqual(
      Object.keys(removed).map(() => null),
    );
    expect([asked?.get("user-agent"), asked?.get("host")]).toEqual(["Amazon CloudFront", "only.example.net"]);
  });

  it("tell copies apart by the headers that are listed alone", async () => {
    const rehearsal = new ScriptedEdge({}, legacy({ headers: ["Accept-Language"] }));
    await rehearsal.get("/page", withHeaders({ "Accept-Language": "de", "X-Own": "1" }));
    const same = await rehearsal.get("/page", withHeaders({ "Accept-Language": "de", "X-Own": "2" }));
    const other = await rehearsal.get("/page", withHeaders({ "Accept-Language": "fr" }));
    expect([same.xCache, other.xCache]).toEqual(["Hit from cloudfront", "Miss from cloudfront"]);
  });

  it("that list Accept-Encoding get nothing compressed, and tell its values apart as they are", async () => {
    const page = {
      headers: { "Content-Type": "text/html", "Content-Length": "2000" },
      body: "x".repeat(2000),
    };
    const listed = legacy({ headers: ["Accept-Encoding"] });
    listed.defaultCacheBehavior = { ...listed.defaultCacheBehavior, compress: true };
    const rehearsal = new ScriptedEdge({ only: page }, listed);
    const seen = await rehearsal.get("/page", withHeaders({ "Accept-Encoding": "gzip, deflate" }));
    expect([seen.headers.get("content-encoding"), seen.body.length]).toEqual([null, 2000]);
    expect(rehearsal.origins.asked[0]?.headers.get("accept-encoding")).toBe("gzip, deflate");
    const other = await rehearsal.get("/page", withHeaders({ "Accept-Encoding": "gzip" }));
    expect(other.xCache).toBe("Miss from cloudfront");
  });

  it("that forward all headers send every request to the origin, whatever it says of caching", async () => {
    const answer = { headers: { "Cache-Control": "max-age=600" } };
    const rehearsal = new ScriptedEdge({ only: answer }, legacy({ headers: ["*"], ttls: { minTtl: 60 } }));
    for (const agent of ["one", "one"]) await rehearsal.get("/page", withHeaders({ "User-Agent": agent }));
    expect(rehearsal.origins.asked.map(({ headers }) => headers.get("user-agent"))).toEqual(["one", "one"]);
    expect(rehearsal.origins.asked[0]?.headers.get("host")).toBe("www.example.com");
  });

  it("forward every query string parameter, and cache on the listed ones", async () => {
    const rehearsal = new ScriptedEdge({}, legacy({ queryString: true, queryStringCacheKeys: ["v"] }));
    await rehearsal.get("/page?v=1&utm=a");
    expect((await rehearsal.get("/page?v=1&utm=b")).xCache).toBe("Hit from cloudfront");
    expect((await rehearsal.get("/page?v=2&utm=a")).xCache).toBe("Miss from cloudfront");
    expect(rehearsal.origins.asked.map(({ query }) => query)).toEqual(["v=1&utm=a", "v=2&utm=a"]);
  });
});

describe("cookies (CloudFront guide, Cache content based on cookies)", () => {
  const setting = { headers: { "Set-Cookie": "id=1", "Cache-Control": "max-age=60" } };

  it("that nobody forwards are removed from answers too, from misses and from hits", async () => {
    const rehearsal = new ScriptedEdge({ only: setting }, single());
    const seen = [await rehearsal.get(), await rehearsal.get()];
    expect(seen.map(({ headers }) => headers.get("set-cookie"))).toEqual([null, null]);
  });

  it("that are forwarded come back, and are cached with the object", async () => {
    const cachePolicy = policy({ cookies: only("id") });
    const rehearsal = new ScriptedEdge({ only: setting }, single({ cachePolicy }));
    const seen = [await rehearsal.get(), await rehearsal.get()];
    expect(seen.map(({ xCache, headers }) => [xCache?.split(" ")[0], headers.get("set-cookie")])).toEqual([
      ["Miss", "id=1"],
      ["Hit", "id=1"],
    ]);
  });

  it('stay out of the cache with no-cache="Set-Cookie", and the object does not', async () => {
    const answer = {
      headers: { "Set-Cookie": "id=1", "Cache-Control": 'max-age=60, no-cache="Set-Cookie"' },
    };
    const cachePolicy = policy({ cookies: only("id") });
    const rehearsal = new ScriptedEdge({ only: answer }, single({ cachePolicy }));
    const seen = [await rehearsal.get(), await rehearsal.get()];
    expect(seen.map(({ xCache, headers }) => [xCache?.split(" ")[0], headers.get("set-cookie")])).toEqual([
      ["Miss", "id=1"],
      ["Hit", null],
    ]);
  });

  it("whose names begin with a dollar sign are removed", async () => {
    const rehearsal = new ScriptedEdge({}, single({ cachePolicy: policy({ cookies: all }) }));
    await rehearsal.get("/page", withHeaders({ Cookie: "$Version=1; id=1; $Path=/" }));
    expect(rehearsal.origins.asked[0]?.headers.get("cookie")).toBe("id=1");
  });
});

describe("expired copies (CloudFront guide, How CloudFront processes HTTP 4xx and 5xx status codes)", () => {
  it("end at the maximum TTL, also where nothing is said of stale-if-error", async () => {
    const cachePolicy = policy({ defaultTtl: 60, maxTtl: 600 });
    const rehearsal = new ScriptedEdge({ only: [{ body: "page" }, 503] }, single({ cachePolicy }));
    await rehearsal.get();
    await rehearsal.pass(599);
    expect((await rehearsal.get()).body).toBe("page");
    await rehearsal.pass(20);
    expect((await rehearsal.get()).status).toBe(503);
  });
});

describe("redirects (CloudFront guide, How CloudFront processes HTTP 3xx status codes)", () => {
  it.each([
    [301, {}, "Hit"],
    [302, {}, "Hit"],
    [307, {}, "Miss"],
    [308, {}, "Miss"],
    [307, { "Cache-Control": "max-age=60" }, "Hit"],
    [308, { Expires: "Fri, 01 Jan 2100 00:00:00 GMT" }, "Hit"],
    [308, { "Cache-Control": "public" }, "Miss"],
  ])("a %i with %j is a %s the second time", async (status, said, result) => {
    const headers = { Location: "/elsewhere", ...said };
    const rehearsal = new ScriptedEdge({ only: { status, headers } }, single());
    await rehearsal.get();
    expect((await rehearsal.get()).xCache).toBe(`${result} from cloudfront`);
  });
});

describe("request headers (CloudFront guide, HTTP request headers and CloudFront behavior)", () => {
  const authorization = async (method: string, cachesOptions: boolean) => {
    const methods = ["DELETE", "GET", "HEAD", "OPTIONS", "PATCH", "POST", "PUT"];
    const cachedMethods = ["GET", "HEAD", ...(cachesOptions ? ["OPTIONS"] : [])];
    const rehearsal = new ScriptedEdge({}, single({ allowedMethods: methods, cachedMethods }));
    await rehearsal.get("/page", { ...withHeaders({ Authorization: "Basic YQ==" }), method });
    return rehearsal.origins.asked[0]?.headers.get("authorization");
  };

  it("Authorization goes with what writes, and with OPTIONS where that is not cached", async () => {
    const sent: Record<string, unknown> = {};
    for (const method of ["GET", "HEAD", "POST", "DELETE"]) sent[method] = await authorization(method, true);
    expect(sent).toEqual({ GET: null, HEAD: null, POST: "Basic YQ==", DELETE: "Basic YQ==" });
    expect([await authorization("OPTIONS", true), await authorization("OPTIONS", false)]).toEqual([
      null,
      "Basic YQ==",
    ]);
  });

  it("Accept-Encoding is identity where none of the policy's encodings is in it, and absent where it was", async () => {
    const gzip = policy({ enableAcceptEncodingGzip: true });
    const forwarded = async (headers: Record<string, string>, over: Partial<ViewerRequest> = {}) => {
      const rehearsal = new ScriptedEdge({}, single({ cachePolicy: gzip }));
      await rehearsal.get("/page", { ...withHeaders(headers), ...over });
      return rehearsal.origins.asked[0]?.headers.get("accept-encoding");
    };
    expect(await forwarded({ "Accept-Encoding": "deflate, br" })).toBe("identity");
    expect(await forwarded({})).toBeNull();
    expect(await forwarded({ "Accept-Encoding": "gzip" }, { httpVersion: "1.0" })).toBeNull();
  });
});

describe("Vary (CloudFront guide, HTTP response headers that CloudFront removes or replaces)", () => {
  const vary = async (value: string, over: Partial<CacheBehavior> = {}) => {
    const rehearsal = new ScriptedEdge({ only: { headers: { Vary: value } } }, single(over));
    return (await rehearsal.get()).headers.get("vary");
  };

  it("keeps Accept-Encoding and Cookie, and what the policies forward", async () => {
    expect(await vary("Accept-Encoding, Cookie, Origin")).toBe("Accept-Encoding, Cookie");
    expect(await vary("Origin, X-Own", { cachePolicy: policy({ headers: only("origin") }) })).toBe("Origin");
    expect(await vary("X-Own")).toBeNull();
    const originRequestPolicy = {
      ...{ id: "r", name: "r", queryStrings: all, cookies: all },
      headers: only("X-Own"),
    };
    expect(await vary("X-Own, Accept", { originRequestPolicy })).toBe("X-Own");
  });

  it("keeps User-Agent where a header of the device takes its place", async () => {
    const cachePolicy = policy({ headers: only("CloudFront-Is-Mobile-Viewer") });
    expect(await vary("User-Agent", { cachePolicy })).toBe("User-Agent");
    expect(await vary("User-Agent")).toBeNull();
  });
});

describe("path patterns (CloudFront guide, Path normalization)", () => {
  it.each(["/api/x", "/%61pi/x", "//api/x", "/a/../api/x", "/a/%2e%2E/api/x", "/./api/x"])(
    "match %s as /api/x, which goes to the origin as it was written",
    async (path) => {
      const api = { ...behavior({ targetOriginId: "api" }), pathPattern: "/api/*" };
      const origins = [customOrigin("only"), customOrigin("api")];
      const rehearsal = new ScriptedEdge({}, { ...single(), origins, cacheBehaviors: [api] });
      expect((await rehearsal.start(path, viewerRequest(path))).body).toBe("from api");
      expect(rehearsal.origins.asked[0]?.path).toBe(path);
    },
  );
});
