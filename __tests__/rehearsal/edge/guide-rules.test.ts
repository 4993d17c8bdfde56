import { describe, expect, it } from "vitest";
import {
  type CustomErrorResponse,
  type Distribution,
  type FunctionRuntime,
  HeaderMap,
} from "../../../rehearsal/edge";
import { managedPolicies } from "../../../rehearsal/edge/managed-policies";
import {
  behavior,
  cloudFrontFunction,
  customOrigin,
  functions,
  lambda,
  policy,
  ScriptedEdge,
  s3Origin,
  withHeaders,
} from "./harness";

/** Functions that do what is given and tell of each event. */
function recording(over: Partial<FunctionRuntime> = {}) {
  const events: string[] = [];
  const runtime = functions(over);
  const recorded: FunctionRuntime = {
    onRequest: (fn, context, request) => {
      events.push(`${fn.eventType} ${request.uri}`);
      return runtime.onRequest(fn, context, request);
    },
    onResponse: (fn, context, request, response) => {
      events.push(`${fn.eventType} ${response.status}`);
      return runtime.onResponse(fn, context, request, response);
    },
  };
  return { events, functions: recorded };
}

const allEvents = [
  cloudFrontFunction("viewer-request"),
  lambda("origin-request"),
  lambda("origin-response"),
  cloudFrontFunction("viewer-response"),
];
const withFunctions = { defaultCacheBehavior: behavior({ functions: allEvents }) };

describe("origin groups (CloudFront guide, Optimize high availability with origin failover)", () => {
  it("take origins of different kinds: a custom origin stands in for a bucket, and a bucket for it", async () => {
    const origins = [s3Origin("bucket"), customOrigin("server")];
    const group = (members: readonly [string, string]): Partial<Distribution> => ({
      origins,
      originGroups: [{ id: "group", members, statusCodes: [503] }],
    });
    expect((await new ScriptedEdge({ bucket: 503 }, group(["bucket", "server"])).get()).body).toBe(
      "from server",
    );
    expect((await new ScriptedEdge({ server: 503 }, group(["server", "bucket"])).get()).body).toBe(
      "from bucket",
    );
  });

  it("run viewer functions once, and origin functions for each origin that is asked", async () => {
    const { events, functions: recorded } = recording();
    await new ScriptedEdge({ primary: 503 }, withFunctions, { functions: recorded }).get();
    expect(events).toEqual([
      "viewer-request /page",
      "origin-request /page",
      "origin-response 503",
      "origin-request /page",
      "origin-response 200",
      "viewer-response 200",
    ]);
  });
});

describe("edge functions (CloudFront guide, Restrictions on edge functions)", () => {
  it.each([200, 301, 400, 404, 416, 500, 503])(
    "origin-response runs for a %i of the origin",
    async (status) => {
      const { events, functions: recorded } = recording();
      await new ScriptedEdge({ primary: status, secondary: status }, withFunctions, {
        functions: recorded,
      }).get();
      expect(events).toContain(`origin-response ${status}`);
      expect(events.includes(`viewer-response ${status}`)).toBe(status < 400);
    },
  );

  it("none runs for the redirect to HTTPS", async () => {
    const { events, functions: recorded } = recording();
    const rehearsal = new ScriptedEdge({}, withFunctions, { functions: recorded });
    expect((await rehearsal.get("/page", { scheme: "http" })).status).toBe(301);
    expect(events).toEqual([]);
  });

  it("origin-response does not run for what origin-request generated, viewer-response does", async () => {
    const { events, functions: recorded } = recording({
      onRequest: (fn, _context, request) =>
        fn.eventType === "origin-request"
          ? { type: "response", response: { status: 200, statusText: "OK", headers: new HeaderMap() } }
          : { type: "request", request },
    });
    await new ScriptedEdge({}, withFunctions, { functions: recorded }).get();
    expect(events).toEqual(["viewer-request /page", "origin-request /page", "viewer-response 200"]);
  });

  it("viewer events see the whole query string, origin events what the policies forward of it", async () => {
    const seen: string[] = [];
    const queryStrings = { behavior: "whitelist", items: ["page"] } as const;
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ functions: allEvents, cachePolicy: policy({ queryStrings }) }) },
      {
        functions: functions({
          onRequest: (fn, _context, request) => {
            seen.push(`${fn.eventType} ${request.query}`);
            return { type: "request", request };
          },
        }),
      },
    );
    await rehearsal.get("/list?page=2&from=mail");
    expect(seen).toEqual(["viewer-request page=2&from=mail", "origin-request page=2"]);
  });

  it("what origin-request changes is no part of the cache key, what origin-response changes is cached", async () => {
    let asked = 0;
    const changing = functions({
      onRequest: (fn, _context, request) => ({
        type: "request",
        request: fn.eventType === "origin-request" ? { ...request, uri: `/made-up-${++asked}` } : request,
      }),
      onResponse: (fn, _context, _request, response) => {
        const headers = new HeaderMap(response.headers);
        if (fn.eventType === "origin-response") headers.set("X-Made-By", `answer ${asked}`);
        return { type: "response", response: { ...response, headers } };
      },
    });
    const rehearsal = new ScriptedEdge({}, withFunctions, { functions: changing });
    await rehearsal.get();
    const second = await rehearsal.get();
    expect([second.xCache, second.headers.get("x-made-by")]).toEqual(["Hit from cloudfront", "answer 1"]);
    expect(rehearsal.origins.asked.map(({ path }) => path)).toEqual(["/made-up-1"]);
  });

  it.each(["viewer-request", "viewer-response"] as const)(
    "an error that a %s function makes brings no custom error page",
    async (eventType) => {
      const made = { status: 404, statusText: "", headers: new HeaderMap(), body: Buffer.from("made") };
      const making = functions({
        onRequest: (_fn, _context, request) =>
          eventType === "viewer-request"
            ? { type: "response", response: made }
            : { type: "request", request },
        onResponse: (_fn, _context, _request, response) =>
          eventType === "viewer-response"
            ? { type: "response", response: made }
            : { type: "response", response },
      });
      const page = { path: "/404.html", responseCode: 200 };
      const rehearsal = new ScriptedEdge(
        {},
        {
          defaultCacheBehavior: behavior({ functions: [cloudFrontFunction(eventType)] }),
          customErrorResponses: [{ errorCode: 404, errorCachingMinTtl: 10, page }],
        },
        { functions: making },
      );
      expect(await rehearsal.get()).toMatchObject({ status: 404, body: "made" });
    },
  );
});

describe("response headers policies (CloudFront guide, Understand response headers policies)", () => {
  it("are on every answer: misses, hits, errors, and what functions generate", async () => {
    const responseHeadersPolicy = {
      ...{ id: "p", name: "p", securityHeaders: [], removeHeaders: [] },
      customHeaders: [{ name: "X-Policy", value: "here", override: true }],
    };
    const config = {
      defaultCacheBehavior: behavior({
        functions: [cloudFrontFunction("viewer-request")],
        responseHeadersPolicy,
      }),
    };
    const generating = functions({
      onRequest: (_fn, _context, request) =>
        request.uri === "/made"
          ? { type: "response", response: { status: 302, statusText: "", headers: new HeaderMap() } }
          : { type: "request", request },
    });
    const script = { primary: ({ path }: { path: string }) => (path === "/none" ? 404 : 200) };
    const rehearsal = new ScriptedEdge(script, config, { functions: generating });
    const seen = [];
    for (const path of ["/page", "/page", "/none", "/none", "/made"]) {
      const { xCache, headers } = await rehearsal.get(path);
      seen.push(`${xCache?.split(" ")[0]} ${headers.get("x-policy")}`);
    }
    expect(seen).toEqual([
      "Miss here",
      "Hit here",
      "Error here",
      "Error here",
      "FunctionGeneratedResponse here",
    ]);
  });
});

describe("invalidation (CloudFront guide, Specify objects to invalidate)", () => {
  const only = (...items: string[]) => ({ behavior: "whitelist", items }) as const;

  it("takes every copy of a path, whatever headers and cookies tell them apart", async () => {
    const cachePolicy = policy({ headers: only("X-Theme"), cookies: only("lang") });
    const rehearsal = new ScriptedEdge({}, { defaultCacheBehavior: behavior({ cachePolicy }) });
    for (const [theme, cookie] of [
      ["dark", "lang=en"],
      ["dark", "lang=de"],
      ["light", "lang=en"],
    ])
      await rehearsal.get("/page", withHeaders({ "X-Theme": theme as string, Cookie: cookie as string }));
    await rehearsal.get("/other");
    expect(rehearsal.edge.invalidate("E1", ["/page"])).toBe(3);
  });

  it("knows an object by the path that a viewer-request function made", async () => {
    const rewriting = functions({
      onRequest: (_fn, _context, request) => ({
        type: "request",
        request: { ...request, uri: `${request.uri}index.html` },
      }),
    });
    const config = { defaultCacheBehavior: behavior({ functions: [cloudFrontFunction("viewer-request")] }) };
    const rehearsal = new ScriptedEdge({}, config, { functions: rewriting });
    await rehearsal.get("/docs/");
    expect(rehearsal.edge.invalidate("E1", ["/docs/"])).toBe(0);
    expect(rehearsal.edge.invalidate("E1", ["/docs/index.html"])).toBe(1);
  });

  it("knows the default root object by its name, and no path by the origin's path", async () => {
    const origins = [s3Origin("only", { originPath: "/live" })];
    const config = { origins, originGroups: [], defaultCacheBehavior: behavior({ targetOriginId: "only" }) };
    const rehearsal = new ScriptedEdge({}, config);
    await rehearsal.get("/");
    expect(rehearsal.origins.asked.map(({ path }) => path)).toEqual(["/live/index.html"]);
    expect(rehearsal.edge.invalidate("E1", ["/", "/live/*"])).toBe(0);
    expect(rehearsal.edge.invalidate("E1", ["/index.html"])).toBe(1);
  });
});

describe("errors (CloudFront guide, Configure error response behavior)", () => {
  const page = (errorCode: number): CustomErrorResponse => ({
    errorCode,
    errorCachingMinTtl: 10,
    page: { path: "/sorry.html", responseCode: 200 },
  });
  const distribution = {
    origins: [customOrigin("site"), customOrigin("api")],
    originGroups: [],
    defaultCacheBehavior: behavior({ targetOriginId: "site" }),
    cacheBehaviors: [{ ...behavior({ targetOriginId: "api" }), pathPattern: "/api/*" }],
    customErrorResponses: [page(404)],
  };

  it("a page is the whole distribution's: an API's 404 becomes the site's page", async () => {
    const rehearsal = new ScriptedEdge({ api: 404, site: { body: "sorry" } }, distribution);
    expect(await rehearsal.get("/api/items")).toMatchObject({ status: 200, body: "sorry" });
  });

  it("a range beyond the object brings the page for 416, and no viewer-response", async () => {
    const { events, functions } = recording();
    const rehearsal = new ScriptedEdge(
      { site: { body: "0123456789" } },
      {
        ...distribution,
        defaultCacheBehavior: behavior({
          targetOriginId: "site",
          functions: [cloudFrontFunction("viewer-response")],
        }),
        customErrorResponses: [page(416)],
      },
      { functions },
    );
    const answer = await rehearsal.get("/page", withHeaders({ Range: "bytes=20-" }));
    expect(answer).toMatchObject({ status: 200, body: "0123456789", xCache: "Error from cloudfront" });
    expect(events).toEqual([]);
  });

  it("a held error and its page are invalidated each by its own path", async () => {
    const rehearsal = new ScriptedEdge({ api: [404, 200], site: { body: "sorry" } }, distribution);
    await rehearsal.get("/api/items");
    expect(rehearsal.edge.invalidate("E1", ["/sorry.html"])).toBe(1);
    expect((await rehearsal.get("/api/items")).body).toBe("sorry");
    expect(rehearsal.edge.invalidate("E1", ["/api/items"])).toBe(1);
    expect((await rehearsal.get("/api/items")).body).toBe("from api");
  });
});

describe("managed policies (CloudFront guide, Use managed cache policies)", () => {
  it("CachingOptimized keeps even what says no-store, for its minimum of one second", async () => {
    const cachePolicy = managedPolicies.cache.find(({ name }) => name === "Managed-CachingOptimized");
    const config = { defaultCacheBehavior: behavior({ ...(cachePolicy && { cachePolicy }) }) };
    const rehearsal = new ScriptedEdge({ primary: { headers: { "Cache-Control": "no-store" } } }, config);
    await rehearsal.get();
    await rehearsal.pass(0.9);
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
    await rehearsal.pass(0.2);
    expect((await rehearsal.get()).xCache).toBe("Miss from cloudfront");
  });
});
