import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { HeaderMap, type ViewerRequest } from "../../../../rehearsal/edge/index";
import { anyText } from "../../../support/any-text";
import { behavior, type distribution, ScriptedEdge, viewerRequest, withHeaders } from "../harness";

const allMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];

/** Status, X-Cache, and whether an origin was asked. */
async function ask(
  target: string,
  over: Partial<ViewerRequest>,
  config: Parameters<typeof distribution>[0] = {},
) {
  const rehearsal = new ScriptedEdge({}, config);
  const { status, xCache } = await rehearsal.get(target, over);
  return [status, xCache, rehearsal.origins.ids.length];
}

const refused = (status: number) => [status, "Error from cloudfront", 0];

describe("refusals of the edge", () => {
  it("a host that no distribution has is 403 over HTTP and 421 over HTTPS", async () => {
    const stranger = { headers: new HeaderMap({ Host: "evil.com" }) };
    expect(await ask("/", { ...stranger, scheme: "http" })).toEqual(refused(403));
    expect(await ask("/", stranger)).toEqual(refused(421));
  });

  it("a method that the behaviour does not allow is 403", async () => {
    for (const method of ["PUT", "POST", "OPTIONS", "TRACE", "get", "PROPFIND"]) {
      expect(await ask("/", { method })).toEqual(refused(403));
    }
  });

  it("needs no body for what the head alone decides", () => {
    const writes = { ...behavior({ allowedMethods: allMethods }), pathPattern: "/api/*" };
    const { edge } = new ScriptedEdge({}, { cacheBehaviors: [writes] });
    const wants = (path: string, over: Partial<ViewerRequest> = {}) =>
      edge.wantsBody(viewerRequest(path, { method: "POST", ...over }));
    expect(wants("/api/items")).toBe(true);
    expect(wants("/items")).toBe(false);
    expect(wants(`/api/${"a".repeat(8192)}`)).toBe(false);
    expect(wants("/api/items", { scheme: "http" })).toBe(false);
    expect(wants("/api/items", { headers: new HeaderMap({ Host: "evil.com" }) })).toBe(false);
  });

  it("a GET with a body is 403", async () => {
    expect(await ask("/", { body: new Uint8Array([1]) })).toEqual(refused(403));
  });

  it("a URL of more than 8,192 bytes is 414", async () => {
    expect((await ask(`/${"a".repeat(8191)}`, {}))[0]).toBe(200);
    expect(await ask(`/${"a".repeat(8192)}`, {})).toEqual(refused(414));
    expect(await ask(`/?${"a".repeat(8191)}`, {})).toEqual(refused(414));
  });

  it("a request of more than 32,768 bytes is 494", async () => {
    expect((await ask("/", withHeaders({ "X-Big": "a".repeat(32_000) })))[0]).toBe(200);
    expect(await ask("/", withHeaders({ "X-Big": "a".repeat(33_000) }))).toEqual(refused(494));
  });

  it("a country that the geo restriction excludes is 403", async () => {
    const restrict = (type: "whitelist" | "blacklist") => ({ geoRestriction: { type, locations: ["DE"] } });
    expect(await ask("/", { country: "FR" }, restrict("whitelist"))).toEqual(refused(403));
    expect((await ask("/", { country: "DE" }, restrict("whitelist")))[0]).toBe(200);
    expect(await ask("/", { country: "DE" }, restrict("blacklist"))).toEqual(refused(403));
    expect((await ask("/", { country: "FR" }, restrict("blacklist")))[0]).toBe(200);
  });

  it("a visitor of no known country, as on this machine, passes every geo restriction", async () => {
    for (const type of ["whitelist", "blacklist"] as const)
      expect((await ask("/", {}, { geoRestriction: { type, locations: ["DE"] } }))[0]).toBe(200);
  });

  it("its own 403 never fails over", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get("/", { method: "PUT" });
    expect(rehearsal.origins.ids).toEqual([]);
  });
});

describe("viewer protocol policy", () => {
  const config = { defaultCacheBehavior: behavior({ allowedMethods: allMethods }) };

  it("redirect-to-https: 301 for GET and HEAD, with path and query kept", async () => {
    const rehearsal = new ScriptedEdge({}, config);
    for (const method of ["GET", "HEAD"]) {
      const answer = await rehearsal.get("/a%20b?x=1", { method, scheme: "http" });
      expect([answer.status, answer.xCache]).toEqual([301, "Redirect from cloudfront"]);
      expect(answer.headers.get("location")).toBe("https://www.example.com/a%20b?x=1");
    }
  });

  it("redirect-to-https: 307 for other methods, 403 below HTTP/1.1", async () => {
    expect((await ask("/", { method: "POST", scheme: "http" }, config))[0]).toBe(307);
    expect(await ask("/", { method: "POST", scheme: "http", httpVersion: "1.0" }, config)).toEqual(
      refused(403),
    );
  });

  it("https-only: 403", async () => {
    const httpsOnly = { defaultCacheBehavior: behavior({ viewerProtocolPolicy: "https-only" }) };
    expect(await ask("/", { scheme: "http" }, httpsOnly)).toEqual(refused(403));
  });

  it("allow-all answers over HTTP", async () => {
    const allowAll = { defaultCacheBehavior: behavior({ viewerProtocolPolicy: "allow-all" }) };
    expect((await ask("/", { scheme: "http" }, allowAll))[0]).toBe(200);
  });

  it("the response headers policy covers redirects and refusals", async () => {
    const responseHeadersPolicy = {
      ...{ id: "p", name: "p", customHeaders: [], removeHeaders: [] },
      securityHeaders: [{ name: "X-Content-Type-Options", value: "nosniff", override: true }],
    };
    const rehearsal = new ScriptedEdge({}, { defaultCacheBehavior: behavior({ responseHeadersPolicy }) });
    for (const over of [{ scheme: "http" as const }, { method: "PUT" }]) {
      expect((await rehearsal.get("/", over)).headers.get("x-content-type-options")).toBe("nosniff");
    }
  });
});

describe("hostile requests", () => {
  it.each([
    [
      "two Host headers",
      {
        headers: new HeaderMap([
          ["Host", "www.example.com"],
          ["Host", "evil.com"],
        ]),
      },
    ],
    ["no Host header", { headers: new HeaderMap() }],
    ["an empty path", { path: "" }],
    ["a path without a slash", { path: "*" }],
    ["a line end in the path", { path: "/a\r\nX: y" }],
    ["a NUL in the path", { path: "/a\0b" }],
    ["raw UTF-8 in the path", { path: "/ü" }],
    ["a control character in the query", { query: "a=\x01" }],
    ["a method that is no token", { method: "GE T" }],
    ["an empty method", { method: "" }],
  ] satisfies [string, Partial<ViewerRequest>][])("%s is 400", async (_, over) => {
    expect(await ask("/", over)).toEqual(refused(400));
  });

  it("handle answers whatever it is given", async () => {
    const text = fc.oneof(anyText, fc.constantFrom("/", "/%", "/%zz", "/%2e%2e/%2e%2e/x"));
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ allowedMethods: allMethods }) },
    );
    await fc.assert(
      fc.asyncProperty(
        fc.oneof(fc.constantFrom("GET", "HEAD", "POST"), text),
        fc.oneof(
          text,
          text.map((path) => `/${path}`),
        ),
        text,
        fc.array(fc.tuple(fc.oneof(text, fc.constantFrom("range", "if-none-match", "cookie", "host")), text)),
        async (method, path, query, fields) => {
          const headers = new HeaderMap([["Host", "www.example.com"], ...fields]);
          const answer = await rehearsal.get("/", { method, path, query, headers });
          expect([200, 206, 304, 400, 403, 414, 416, 421, 494]).toContain(answer.status);
        },
      ),
    );
  });

  it("an origin client or a function runtime that throws gives 500, not a rejection", async () => {
    const origins = { fetch: () => Promise.reject(new Error("bug")) };
    const rehearsal = new ScriptedEdge({}, {}, { origins });
    const answer = await rehearsal.clock.run(rehearsal.edge.handle(viewerRequest("/")));
    expect([answer.status, answer.trace.reason]).toEqual([500, expect.stringContaining("bug")]);
    expect((await rehearsal.get("/")).status).toBe(500);
  });
});
