import { describe, expect, it } from "vitest";
import type { Trace } from "../../../rehearsal/edge/index";
import {
  behavior,
  cloudFrontFunction,
  customOrigin,
  distribution,
  functions,
  policy,
  ScriptedEdge,
  s3Origin,
  withHeaders,
} from "./harness";

describe("headers to the viewer", () => {
  it("every answer has X-Cache, Via, X-Amz-Cf-Pop and X-Amz-Cf-Id, refusals included", async () => {
    const rehearsal = new ScriptedEdge({});
    for (const over of [{}, { method: "PUT" }, { path: "" }]) {
      const { headers } = await rehearsal.get("/page", over);
      expect(headers.get("x-cache")).toMatch(/ from cloudfront$/);
      expect(headers.get("via")).toMatch(/^2\.0 [0-9a-f]{32}\.cloudfront\.net \(CloudFront\)$/);
      expect(headers.get("x-amz-cf-pop")).toMatch(/^[A-Z]{3}\d+-[PC]\d+$/);
      expect(headers.get("x-amz-cf-id")?.length).toBe(56);
    }
  });

  it("Age counts on hits, and from the revalidation or the reception by the reading", async () => {
    const ages = async (ageCountsFrom: "revalidation" | "reception") => {
      const page = { headers: { ETag: '"1"', "Cache-Control": "max-age=60" } };
      const rehearsal = new ScriptedEdge(
        { primary: [page, { status: 304 }] },
        {},
        { readings: { ageCountsFrom } },
      );
      const seen = [(await rehearsal.get()).headers.get("age")];
      for (const seconds of [40, 21, 5]) {
        await rehearsal.pass(seconds);
        seen.push((await rehearsal.get()).headers.get("age"));
      }
      return seen;
    };
    expect(await ages("revalidation")).toEqual([null, "40", "0", "5"]);
    expect(await ages("reception")).toEqual([null, "40", "61", "66"]);
  });

  it("S3's request ids and the connection's headers end at the edge; version and replication status go on", async () => {
    const rehearsal = new ScriptedEdge({
      primary: {
        headers: {
          ...{ "x-amz-request-id": "1", "x-amz-id-2": "2", Connection: "close, X-Hop", "X-Hop": "1" },
          ...{ "x-amz-version-id": "v", "x-amz-replication-status": "REPLICA" },
        },
      },
    });
    const { headers } = await rehearsal.get();
    const named = [...headers.names()].filter((name) => /^x-amz-(?!cf)|^connection|^x-hop/.test(name));
    expect(named).toEqual(["x-amz-version-id", "x-amz-replication-status"]);
  });

  it("ranges and HEAD are answered from the whole cached object", async () => {
    const rehearsal = new ScriptedEdge({ primary: { body: "0123456789" } });
    const part = await rehearsal.get("/page", withHeaders({ Range: "bytes=2-4" }));
    expect([part.status, part.body, part.headers.get("content-range")]).toEqual([206, "234", "bytes 2-4/10"]);
    expect(rehearsal.origins.asked[0]?.headers.has("range")).toBe(false);
    const beyond = await rehearsal.get("/page", withHeaders({ Range: "bytes=20-" }));
    expect([beyond.status, beyond.trace.origins]).toEqual([416, []]);
  });

  it("a range beyond the object is an Error, which no group fails over on", async () => {
    const group = { id: "group", members: ["primary", "secondary"], statusCodes: [416] } as const;
    const rehearsal = new ScriptedEdge({ primary: { body: "0123456789" } }, { originGroups: [group] });
    const beyond = await rehearsal.get("/page", withHeaders({ Range: "bytes=20-" }));
    expect([beyond.status, beyond.xCache, rehearsal.origins.ids]).toEqual([
      ...[416, "Error from cloudfront", ["primary"]],
    ]);
    expect([beyond.headers.get("content-range"), beyond.headers.get("age")]).toEqual(["bytes */10", null]);
    const whole = await rehearsal.get("/page");
    expect([whole.status, whole.xCache]).toEqual([200, "Hit from cloudfront"]);
  });
});

describe("what the origin is asked", () => {
  it("S3 gets the bucket's Host, CloudFront's User-Agent, and none of the viewer's headers", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get(
      "/page?x=1",
      withHeaders({ Cookie: "a=b", Referer: "r", Accept: "*/*", "X-Mine": "1" }),
    );
    const [asked] = rehearsal.origins.asked;
    expect([asked?.path, asked?.query, asked?.sourceArn]).toEqual([
      "/page",
      "",
      "arn:aws:cloudfront::123456789012:distribution/E1",
    ]);
    expect([...(asked?.headers.names() ?? [])].sort()).toEqual([
      "host",
      "user-agent",
      "via",
      "x-amz-cf-id",
      "x-forwarded-for",
    ]);
    expect(asked?.headers.get("host")).toBe("primary.s3.eu-west-1.amazonaws.com");
    expect(asked?.headers.get("user-agent")).toBe("Amazon CloudFront");
  });

  it("the origin path comes first, and custom headers replace the viewer's", async () => {
    const origin = customOrigin("primary", { originPath: "/site", customHeaders: [["X-Secret", "edge"]] });
    const headers = { behavior: "whitelist", items: ["X-Secret"] } as const;
    const rehearsal = new ScriptedEdge(
      {},
      {
        origins: [origin, s3Origin("secondary")],
        defaultCacheBehavior: behavior({ cachePolicy: policy({ headers }) }),
      },
    );
    await rehearsal.get("/page", withHeaders({ "X-Secret": "viewer" }));
    const [asked] = rehearsal.origins.asked;
    expect([asked?.path, asked?.headers.getAll("x-secret")]).toEqual(["/site/page", ["edge"]]);
  });

  it("a body goes through with methods that have one", async () => {
    const allowedMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
    const rehearsal = new ScriptedEdge(
      {},
      {
        defaultCacheBehavior: behavior({ allowedMethods, functions: [cloudFrontFunction("viewer-request")] }),
      },
    );
    const body = new TextEncoder().encode("hello");
    const answer = await rehearsal.get("/page", { method: "POST", body });
    expect([answer.xCache, rehearsal.origins.asked[0]?.body]).toEqual(["Miss from cloudfront", body]);
  });
});

describe("default root object", () => {
  it("replaces / alone, before functions or after them by the reading", async () => {
    const ask = async (defaultRootObject: "before-functions" | "after-functions") => {
      const uris: string[] = [];
      const rehearsal = new ScriptedEdge(
        {},
        { defaultCacheBehavior: behavior({ functions: [cloudFrontFunction("viewer-request")] }) },
        {
          readings: { defaultRootObject },
          functions: functions({
            onRequest: (_fn, _context, request) => {
              uris.push(request.uri);
              return { type: "request", request };
            },
          }),
        },
      );
      for (const path of ["/", "/docs/"]) await rehearsal.get(path);
      return [uris, rehearsal.origins.asked.map(({ path }) => path)];
    };
    expect(await ask("before-functions")).toEqual([
      ["/index.html", "/docs/"],
      ["/index.html", "/docs/"],
    ]);
    expect(await ask("after-functions")).toEqual([
      ["/", "/docs/"],
      ["/index.html", "/docs/"],
    ]);
  });
});

describe("invalidation", () => {
  it("drops by exact path and by trailing wildcard, for one distribution", async () => {
    const queryStrings = { behavior: "all", items: [] } as const;
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ cachePolicy: policy({ queryStrings }) }) },
    );
    for (const target of ["/a", "/a?x=1", "/a/b", "/c"]) await rehearsal.get(target);
    expect(rehearsal.edge.entries().map(({ path }) => path)).toEqual(["/a", "/a?x=1", "/a/b", "/c"]);
    expect(rehearsal.edge.invalidate("E1", ["/a"])).toBe(1);
    expect(rehearsal.edge.invalidate("E1", ["/a*"])).toBe(2);
    expect((await rehearsal.get("/c")).xCache).toBe("Hit from cloudfront");
  });

  it("names all that is wrong at once", () => {
    const invalidate = () => new ScriptedEdge({}).edge.invalidate("E9", ["no-slash", "/~home"]);
    expect(invalidate).toThrow("EDGE_INVALIDATION_INVALID");
    expect(invalidate).toThrow(/no-slash[\s\S]*~home[\s\S]*E9/);
  });

  it("clear empties the cache", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get();
    rehearsal.edge.clear();
    expect(rehearsal.edge.entries()).toEqual([]);
  });
});

describe("update", () => {
  it("keeps what is cached with its lifetime, and drops that of a deleted distribution", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get();
    rehearsal.edge.update([
      distribution({ defaultCacheBehavior: behavior({ cachePolicy: policy({ defaultTtl: 1, maxTtl: 1 }) }) }),
    ]);
    await rehearsal.pass(3600);
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
    rehearsal.edge.update([]);
    expect(rehearsal.edge.entries()).toEqual([]);
  });

  it("acts at once on headers and origins, and changes nothing when it is refused", async () => {
    const rehearsal = new ScriptedEdge({});
    rehearsal.edge.update([
      distribution({ defaultCacheBehavior: behavior({ targetOriginId: "secondary" }) }),
    ]);
    const broken = distribution({ defaultCacheBehavior: behavior({ targetOriginId: "nowhere" }) });
    expect(() => rehearsal.edge.update([broken])).toThrow("nowhere");
    expect((await rehearsal.get()).body).toBe("from secondary");
  });
});

describe("the cache", () => {
  it("stays under its limit in bytes", async () => {
    const rehearsal = new ScriptedEdge(
      { primary: { body: "x".repeat(10_000) } },
      {},
      { cacheBytes: 100_000 },
    );
    for (let i = 0; i < 50; i++) await rehearsal.get(`/${i}`);
    const total = rehearsal.edge.entries().reduce((sum, { size }) => sum + size, 0);
    expect(total).toBeLessThanOrEqual(100_000);
    expect(rehearsal.edge.entries().at(-1)?.path).toBe("/49");
  });

  it("keeps one copy per encoding that the policy tells apart", async () => {
    const cachePolicy = policy({ enableAcceptEncodingGzip: true, enableAcceptEncodingBrotli: true });
    const body = "text ".repeat(1000);
    const type = { "Content-Type": "text/html", "Content-Length": String(body.length), ETag: '"1"' };
    const rehearsal = new ScriptedEdge(
      { primary: [{ body, headers: type }, { body, headers: type }, { status: 304 }] },
      { defaultCacheBehavior: behavior({ cachePolicy: { ...cachePolicy, defaultTtl: 60 }, compress: true }) },
    );
    await rehearsal.get("/page", withHeaders({ "Accept-Encoding": "gzip, br" }));
    await rehearsal.get("/page");
    expect(rehearsal.edge.entries().map(({ encoding }) => encoding)).toEqual(["br", ""]);
    await rehearsal.pass(61);
    const renewed = await rehearsal.get("/page", withHeaders({ "Accept-Encoding": "br, gzip" }));
    expect([renewed.xCache, renewed.headers.get("content-encoding"), renewed.headers.get("etag")]).toEqual([
      "RefreshHit from cloudfront",
      "br",
      'W/"1"',
    ]);
    expect(rehearsal.origins.asked[2]?.headers.get("if-none-match")).toBe('"1"');
  });
});

describe("traces", () => {
  it("tell the distribution, the behaviour, the result and each origin with its time", async () => {
    const traces: Trace[] = [];
    const rehearsal = new ScriptedEdge(
      { primary: { status: 503, delay: 20 }, secondary: { delay: 30 } },
      {},
      { onTrace: (trace) => traces.push(trace) },
    );
    await rehearsal.get();
    expect(traces).toEqual([
      {
        ...{ distributionId: "E1", behavior: "*", result: "Miss", duration: 50, stale: false },
        origins: [
          { originId: "primary", outcome: 503, duration: 20 },
          { originId: "secondary", outcome: 200, duration: 30 },
        ],
      },
    ]);
  });
});
