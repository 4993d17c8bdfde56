import { describe, expect, it } from "vitest";
import type { CustomErrorResponse } from "../../../../rehearsal/edge/index";
import {
  type Act,
  behavior,
  customOrigin,
  functions,
  lambda,
  policy,
  ScriptedEdge,
  s3Origin,
} from "../harness";

const single = (rules: CustomErrorResponse[] = []) => ({
  origins: [customOrigin("only"), s3Origin("bucket")],
  originGroups: [],
  defaultCacheBehavior: behavior({ targetOriginId: "only" }),
  customErrorResponses: rules,
});

/** Seconds for which the edge answers an error without asking the origin. */
async function heldFor(act: Act, rules: CustomErrorResponse[] = []): Promise<number> {
  const rehearsal = new ScriptedEdge({ only: act }, single(rules));
  await rehearsal.get();
  for (let seconds = 0; seconds < 100; seconds++) {
    await rehearsal.get();
    if (rehearsal.origins.ids.length > 1) return seconds;
    await rehearsal.pass(1);
  }
  return 100;
}

describe("error caching", () => {
  it.each([404, 414, 500, 501, 502, 503, 504])("a %i is held for 10 s by default", async (status) => {
    expect(await heldFor(status)).toBe(10);
  });

  it.each([400, 403, 405, 412, 415])("a %i is held only if the origin sent max-age", async (status) => {
    expect(await heldFor(status)).toBe(0);
    expect(await heldFor({ status, headers: { "Cache-Control": "max-age=20" } })).toBe(20);
  });

  it("a 416 is never held", async () => {
    expect(await heldFor({ status: 416, headers: { "Cache-Control": "max-age=20" } })).toBe(0);
  });

  it("the rule of the status sets the time; 0 means 0 for a custom origin", async () => {
    expect(await heldFor(500, [{ errorCode: 500, errorCachingMinTtl: 30 }])).toBe(30);
    expect(await heldFor(500, [{ errorCode: 500, errorCachingMinTtl: 0 }])).toBe(0);
  });

  it("0 acts as one second for an S3 origin", async () => {
    const rehearsal = new ScriptedEdge(
      { primary: 500, secondary: 500 },
      { customErrorResponses: [{ errorCode: 500, errorCachingMinTtl: 0 }] },
    );
    await rehearsal.get();
    await rehearsal.pass(0.9);
    await rehearsal.get();
    expect(rehearsal.origins.ids.length).toBe(2);
    await rehearsal.pass(0.2);
    await rehearsal.get();
    expect(rehearsal.origins.ids.length).toBe(4);
  });

  it("a held error is an Error to X-Cache, and can be invalidated by its URL", async () => {
    const rehearsal = new ScriptedEdge({ only: [500, 200] }, single());
    await rehearsal.get();
    expect((await rehearsal.get()).xCache).toBe("Error from cloudfront");
    expect(rehearsal.edge.invalidate("E1", ["/page"])).toBe(1);
    expect((await rehearsal.get()).status).toBe(200);
  });

  it("a successful failover is an ordinary 200 with its own lifetime", async () => {
    const rehearsal = new ScriptedEdge({ primary: 500 });
    await rehearsal.get();
    await rehearsal.pass(3600);
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
  });

  it("with both origins down the error is held, and recovery is invisible for that long", async () => {
    const rehearsal = new ScriptedEdge({ primary: [500, 200], secondary: [500, 200] });
    await rehearsal.get();
    await rehearsal.pass(9);
    expect((await rehearsal.get()).status).toBe(500);
    await rehearsal.pass(2);
    expect((await rehearsal.get()).status).toBe(200);
  });
});

describe("custom error pages", () => {
  const rule = (errorCode: number, responseCode = errorCode): CustomErrorResponse => ({
    errorCode,
    errorCachingMinTtl: 10,
    page: { path: "/errors/sorry.html", responseCode },
  });
  const pages = (rules: CustomErrorResponse[]) => ({
    ...single(rules),
    cacheBehaviors: [{ ...behavior({ targetOriginId: "bucket" }), pathPattern: "/errors/*" }],
  });

  it("the page comes through the behaviour of its own path, with the configured status", async () => {
    const rehearsal = new ScriptedEdge({ only: 503, bucket: { body: "sorry" } }, pages([rule(503, 200)]));
    const answer = await rehearsal.get();
    expect([answer.status, answer.body, answer.xCache]).toEqual([200, "sorry", "Error from cloudfront"]);
    expect(rehearsal.origins.asked.map(({ originId, path }) => [originId, path])).toEqual([
      ["only", "/page"],
      ["bucket", "/errors/sorry.html"],
    ]);
  });

  it("is used when the primary's error is no failover criterion, and when the secondary fails", async () => {
    const config = { customErrorResponses: [rule(404)] };
    const byPath = (request: { path: string }) => (request.path === "/page" ? 404 : { body: "sorry" });
    expect((await new ScriptedEdge({ primary: byPath }, config).get()).body).toBe("sorry");
    const both = { primary: 500, secondary: byPath };
    expect((await new ScriptedEdge(both, config).get()).body).toBe("sorry");
  });

  it("when the page cannot be fetched, the viewer gets the status of that fetch", async () => {
    const rehearsal = new ScriptedEdge({ only: 503, bucket: 403 }, pages([rule(503)]));
    expect((await rehearsal.get()).status).toBe(403);
  });

  it("the page itself is cached by its own behaviour", async () => {
    const rehearsal = new ScriptedEdge({ only: 503, bucket: { body: "sorry" } }, pages([rule(503)]));
    await rehearsal.get("/a");
    await rehearsal.get("/b");
    expect(rehearsal.origins.ids).toEqual(["only", "bucket", "only"]);
  });

  it("a rule without a page only sets the time", async () => {
    const rehearsal = new ScriptedEdge(
      { only: { status: 503, body: "raw" } },
      single([{ errorCode: 503, errorCachingMinTtl: 5 }]),
    );
    expect((await rehearsal.get()).body).toBe("raw");
  });

  it("an expired copy is served rather than the page", async () => {
    const config = pages([rule(503)]);
    const rehearsal = new ScriptedEdge(
      { only: [{ headers: { "Cache-Control": "max-age=5" } }, 503] },
      config,
    );
    await rehearsal.get();
    await rehearsal.pass(6);
    expect((await rehearsal.get()).body).toBe("from only");
  });

  it("the edge's own 403 brings the page for 403, unless switched off", async () => {
    const config = pages([rule(403)]);
    expect((await new ScriptedEdge({}, config).get("/page", { method: "PUT" })).body).toBe("from bucket");
    const off = { readings: { errorPagesForRefusals: false } };
    expect((await new ScriptedEdge({}, config, off).get("/page", { method: "PUT" })).body).not.toBe(
      "from bucket",
    );
  });

  it("viewer functions do not run for the page, viewer-response not for errors at all", async () => {
    const log: string[] = [];
    const quiet = functions();
    const events = [lambda("viewer-request"), lambda("viewer-response")];
    const rehearsal = new ScriptedEdge(
      { only: 503 },
      {
        ...pages([rule(503, 200)]),
        defaultCacheBehavior: behavior({ targetOriginId: "only", functions: events }),
        cacheBehaviors: [
          { ...behavior({ targetOriginId: "bucket", functions: events }), pathPattern: "/errors/*" },
        ],
      },
      {
        functions: {
          onRequest: (fn, context, request) => {
            log.push(`${fn.eventType} ${request.uri}`);
            return quiet.onRequest(fn, context, request);
          },
          onResponse: (fn, context, request, response) => {
            log.push(fn.eventType);
            return quiet.onResponse(fn, context, request, response);
          },
        },
      },
    );
    expect((await rehearsal.get()).status).toBe(200);
    expect(log).toEqual(["viewer-request /page"]);
  });

  it("the headers policy is that of the requested path, or the page's by the reading", async () => {
    const headersPolicy = (value: string) => ({
      ...{ id: value, name: value, securityHeaders: [], removeHeaders: [] },
      customHeaders: [{ name: "X-Policy", value, override: true }],
    });
    const ask = async (errorPageHeadersPolicy: "request" | "page") => {
      const config = {
        ...pages([rule(503)]),
        defaultCacheBehavior: behavior({
          targetOriginId: "only",
          responseHeadersPolicy: headersPolicy("request"),
        }),
        cacheBehaviors: [
          {
            ...behavior({ targetOriginId: "bucket", responseHeadersPolicy: headersPolicy("page") }),
            pathPattern: "/errors/*",
          },
        ],
      };
      const rehearsal = new ScriptedEdge({ only: 503 }, config, { readings: { errorPageHeadersPolicy } });
      return (await rehearsal.get()).headers.get("x-policy");
    };
    expect([await ask("request"), await ask("page")]).toEqual(["request", "page"]);
  });

  it("are cached with nothing where caching is disabled, and still shown", async () => {
    const cachePolicy = policy({ defaultTtl: 0, maxTtl: 0 });
    const rehearsal = new ScriptedEdge(
      { only: 503 },
      { ...pages([rule(503)]), defaultCacheBehavior: behavior({ targetOriginId: "only", cachePolicy }) },
    );
    await rehearsal.get();
    expect((await rehearsal.get()).body).toBe("from bucket");
    expect(rehearsal.origins.ids).toEqual(["only", "bucket", "only"]);
  });
});
