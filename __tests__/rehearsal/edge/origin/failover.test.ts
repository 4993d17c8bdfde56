import { describe, expect, it } from "vitest";
import type { FunctionRuntime, RequestOutcome } from "../../../../rehearsal/edge/index";
import {
  type Act,
  behavior,
  cloudFrontFunction,
  customOrigin,
  functions,
  lambda,
  policy,
  ScriptedEdge,
  s3Origin,
} from "../harness";

const group = (statusCodes: number[]) => ({
  originGroups: [{ id: "group", members: ["primary", "secondary"] as const, statusCodes }],
});

describe("origin failover", () => {
  it.each([400, 403, 404, 416, 429, 500, 502, 503, 504])("a listed %i fails over", async (status) => {
    const rehearsal = new ScriptedEdge({ primary: status }, group([status]));
    const answer = await rehearsal.get();
    expect([answer.status, answer.body, answer.xCache]).toEqual([
      200,
      "from secondary",
      "Miss from cloudfront",
    ]);
    expect(answer.trace.origins.map(({ originId, outcome }) => [originId, outcome])).toEqual([
      ["primary", status],
      ["secondary", 200],
    ]);
  });

  it.each([400, 403, 404, 416, 429, 500, 502, 503, 504])(
    "a %i that is not listed is returned",
    async (status) => {
      const rehearsal = new ScriptedEdge({ primary: status }, group([status === 500 ? 502 : 500]));
      const answer = await rehearsal.get();
      expect([answer.status, answer.xCache]).toEqual([status, "Error from cloudfront"]);
      expect(rehearsal.origins.ids).toEqual(["primary"]);
    },
  );

  it.each([200, 204, 301, 302, 307])("a %i never fails over", async (status) => {
    const rehearsal = new ScriptedEdge({ primary: status }, group([500]));
    expect((await rehearsal.get()).status).toBe(status);
    expect(rehearsal.origins.ids).toEqual(["primary"]);
  });

  const connectFailures: Act[] = ["blackhole", "connect-refused"];
  it.each(connectFailures)("a connect failure (%s) fails over only when 503 is listed", async (fault) => {
    const listed = await new ScriptedEdge({ primary: fault }, group([503])).get();
    expect([listed.status, listed.body]).toEqual([200, "from secondary"]);
    const unlisted = await new ScriptedEdge({ primary: fault }, group([403, 404, 500, 502, 504])).get();
    expect(unlisted.status).toBe(fault === "blackhole" ? 504 : 502);
  });

  it("a response timeout fails over only when 504 is listed", async () => {
    expect((await new ScriptedEdge({ primary: "hang" }, group([504])).get()).body).toBe("from secondary");
    expect((await new ScriptedEdge({ primary: "hang" }, group([403, 404, 500, 502, 503])).get()).status).toBe(
      504,
    );
  });

  it.each(["dns", "tls"] as const)(
    "a %s failure fails over when 502 or 503 is listed, else is 502",
    async (fault) => {
      for (const code of [502, 503]) {
        expect((await new ScriptedEdge({ primary: fault }, group([code])).get()).body).toBe("from secondary");
      }
      expect((await new ScriptedEdge({ primary: fault }, group([500, 504])).get()).status).toBe(502);
      const strict = { readings: { nameFailureCriteria: [502] } };
      expect((await new ScriptedEdge({ primary: fault }, group([503]), strict).get()).status).toBe(502);
    },
  );

  it("a connection reset while answering counts as 502", async () => {
    expect((await new ScriptedEdge({ primary: "reset" }, group([502])).get()).body).toBe("from secondary");
    expect((await new ScriptedEdge({ primary: "reset" }, group([500, 503, 504])).get()).status).toBe(502);
  });

  it("a refused connection is 502, or 504 by the reading", async () => {
    const config = { ...group([500]) };
    expect((await new ScriptedEdge({ primary: "connect-refused" }, config).get()).status).toBe(502);
    const otherwise = { readings: { refusedConnectionStatus: 504 as const } };
    expect((await new ScriptedEdge({ primary: "connect-refused" }, config, otherwise).get()).status).toBe(
      504,
    );
  });

  it("is stateless: each miss asks the primary first, however long it has been down", async () => {
    const rehearsal = new ScriptedEdge({ primary: 500 });
    for (const path of ["/a", "/b", "/c"]) await rehearsal.get(path);
    expect(rehearsal.origins.ids).toEqual([
      "primary",
      "secondary",
      "primary",
      "secondary",
      "primary",
      "secondary",
    ]);
  });

  it("a cache hit contacts neither origin", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get();
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
    expect(rehearsal.origins.ids).toEqual(["primary"]);
  });

  it("the secondary's answer is final, listed or not", async () => {
    const rehearsal = new ScriptedEdge({ primary: 500, secondary: 503 });
    expect((await rehearsal.get()).status).toBe(503);
    expect(rehearsal.origins.ids).toEqual(["primary", "secondary"]);
  });

  it("what the secondary served stays cached after the primary is back", async () => {
    const rehearsal = new ScriptedEdge({ primary: [500, 200] });
    await rehearsal.get();
    const later = await rehearsal.get();
    expect([later.body, later.xCache]).toEqual(["from secondary", "Hit from cloudfront"]);
  });

  it("HEAD fails over", async () => {
    expect((await new ScriptedEdge({ primary: 500 }).get("/page", { method: "HEAD" })).status).toBe(200);
  });

  it("OPTIONS fails over only where it is a cached method", async () => {
    const methods = ["GET", "HEAD", "OPTIONS"];
    const ask = async (cachedMethods: string[]) => {
      const config = { defaultCacheBehavior: behavior({ allowedMethods: methods, cachedMethods }) };
      return (await new ScriptedEdge({ primary: 500 }, config).get("/page", { method: "OPTIONS" })).status;
    };
    expect(await ask(methods)).toBe(200);
    expect(await ask(["GET", "HEAD"])).toBe(500);
  });

  it("POST does not fail over", async () => {
    const allowedMethods = ["GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"];
    const rehearsal = new ScriptedEdge(
      { primary: 500 },
      { defaultCacheBehavior: behavior({ allowedMethods }) },
    );
    expect((await rehearsal.get("/page", { method: "POST" })).status).toBe(500);
  });
});

describe("origin events of Lambda@Edge", () => {
  const events = behavior({ functions: [lambda("origin-request"), lambda("origin-response")] });

  function recording(log: string[], over: Partial<FunctionRuntime> = {}): FunctionRuntime {
    const quiet = functions(over);
    return {
      onRequest: (fn, context, request) => {
        log.push(`${fn.eventType} ${request.origin?.domainName} ${context.requestId}`);
        return quiet.onRequest(fn, context, request);
      },
      onResponse: (fn, context, request, response) => {
        log.push(`${fn.eventType} ${response.status} ${context.requestId}`);
        return quiet.onResponse(fn, context, request, response);
      },
    };
  }

  it("run again for the secondary, with its domain name and the same request id", async () => {
    const log: string[] = [];
    const rehearsal = new ScriptedEdge(
      { primary: 503 },
      { defaultCacheBehavior: events },
      { functions: recording(log) },
    );
    const id = (await rehearsal.get()).headers.get("x-amz-cf-id");
    expect(log).toEqual([
      `origin-request primary.s3.eu-west-1.amazonaws.com ${id}`,
      `origin-response 503 ${id}`,
      `origin-request secondary.s3.eu-west-1.amazonaws.com ${id}`,
      `origin-response 200 ${id}`,
    ]);
  });

  it("origin-response is left out for an answer that fails over, by the reading", async () => {
    const log: string[] = [];
    const rehearsal = new ScriptedEdge(
      { primary: 503 },
      { defaultCacheBehavior: events },
      { functions: recording(log), readings: { originResponseOnFailover: false } },
    );
    await rehearsal.get();
    expect(log.filter((line) => line.startsWith("origin-response")).length).toBe(1);
  });

  it("do not run on a cache hit", async () => {
    const log: string[] = [];
    const rehearsal = new ScriptedEdge({}, { defaultCacheBehavior: events }, { functions: recording(log) });
    await rehearsal.get();
    log.length = 0;
    await rehearsal.get();
    expect(log).toEqual([]);
  });

  it("failover looks at the status that the origin sent, or at the function's by the reading", async () => {
    const to200 = functions({
      onResponse: (_fn, _context, _request, response) => ({
        type: "response",
        response: { ...response, status: response.status === 503 ? 200 : response.status },
      }),
    });
    const config = { defaultCacheBehavior: events };
    const raw = await new ScriptedEdge({ primary: 503 }, config, { functions: to200 }).get();
    expect(raw.body).toBe("from secondary");
    const readings = { failoverStatus: "origin-response" as const };
    const rewritten = await new ScriptedEdge({ primary: 503 }, config, { functions: to200, readings }).get();
    expect(rewritten.body).toBe("from primary");
  });

  it("a response that origin-request generates needs no origin, and does not fail over unless switched", async () => {
    const generate = functions({
      onRequest: (_fn, _context, request): RequestOutcome =>
        request.origin?.id === "primary"
          ? { type: "response", response: { status: 503, statusText: "", headers: request.headers } }
          : { type: "request", request },
    });
    const config = { defaultCacheBehavior: events };
    const kept = new ScriptedEdge({}, config, { functions: generate });
    const answer = await kept.get();
    expect([answer.status, answer.xCache]).toEqual([503, "LambdaGeneratedResponse from cloudfront"]);
    expect(kept.origins.ids).toEqual([]);
    const readings = { generatedErrorFailsOver: true };
    expect((await new ScriptedEdge({}, config, { functions: generate, readings }).get()).body).toBe(
      "from secondary",
    );
  });

  it("a function that always rewrites the origin sends the second try to the same dead one", async () => {
    const dead = s3Origin("dead");
    const rewrite = functions({
      onRequest: (_fn, _context, request) => ({ type: "request", request: { ...request, origin: dead } }),
    });
    const rehearsal = new ScriptedEdge(
      { dead: 500 },
      { defaultCacheBehavior: events },
      { functions: rewrite },
    );
    expect((await rehearsal.get()).status).toBe(500);
    expect(rehearsal.origins.ids).toEqual(["dead", "dead"]);
  });
});

describe("origin selection by a CloudFront Function", () => {
  type Selection = NonNullable<Extract<RequestOutcome, { type: "request" }>["selection"]>;
  const rehearse = (script: Record<string, Act>, selection: Selection) =>
    new ScriptedEdge(
      script,
      {
        origins: [s3Origin("primary"), s3Origin("secondary"), customOrigin("third")],
        defaultCacheBehavior: behavior({ functions: [cloudFrontFunction("viewer-request")] }),
      },
      { functions: functions({ onRequest: (_f, _c, request) => ({ type: "request", request, selection }) }) },
    );

  it("updateRequestOrigin edits only the primary; the secondary stays as configured", async () => {
    const overrides = { domainName: "edited.example.net", readTimeout: 5, connectionAttempts: 1 };
    const rehearsal = rehearse({ primary: "hang" }, { type: "update", overrides });
    const answer = await rehearsal.get();
    expect([answer.body, answer.took]).toEqual(["from secondary", 5]);
    expect(rehearsal.origins.asked.map(({ headers }) => headers.get("host"))).toEqual([
      "edited.example.net",
      "secondary.s3.eu-west-1.amazonaws.com",
    ]);
  });

  it("updateRequestOrigin gives a Host of its own, whatever the origin is called", async () => {
    const overrides = { domainName: "edited.example.net", hostHeader: "www.example.net" };
    const rehearsal = rehearse({}, { type: "update", overrides });
    await rehearsal.get();
    expect(rehearsal.origins.asked[0]?.headers.get("host")).toBe("www.example.net");
  });

  it("selectRequestOriginById asks that origin alone", async () => {
    const rehearsal = rehearse({ third: 500 }, { type: "select", originId: "third", overrides: {} });
    expect((await rehearsal.get()).status).toBe(500);
    expect(rehearsal.origins.ids).toEqual(["third"]);
  });

  it("createRequestOriginGroup fails over on its own codes", async () => {
    const rehearsal = rehearse(
      { secondary: 404 },
      { type: "group", members: ["secondary", "third"], statusCodes: [404] },
    );
    expect((await rehearsal.get()).body).toBe("from third");
  });

  it("an id that no origin has is a function error", async () => {
    const answer = await rehearse({}, { type: "select", originId: "nowhere", overrides: {} }).get();
    expect([answer.status, answer.xCache]).toEqual([502, "FunctionValidationError from cloudfront"]);
    expect(answer.trace.reason).toContain('"nowhere"');
  });
});

describe("both origins fail", () => {
  it("the final status is the secondary's: 504 for silence, 502 for a refused connection", async () => {
    expect((await new ScriptedEdge({ primary: 500, secondary: "hang" }).get()).status).toBe(504);
    expect((await new ScriptedEdge({ primary: 500, secondary: "connect-refused" }).get()).status).toBe(502);
  });

  it("nothing is held for a behaviour that caches nothing", async () => {
    const cachePolicy = policy({ defaultTtl: 0, maxTtl: 0 });
    const rehearsal = new ScriptedEdge(
      { primary: 500, secondary: 500 },
      { defaultCacheBehavior: behavior({ cachePolicy }) },
    );
    await rehearsal.get();
    await rehearsal.get();
    expect(rehearsal.origins.ids.length).toBe(4);
  });
});
