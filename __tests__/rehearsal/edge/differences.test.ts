import { describe, expect, it } from "vitest";
import type { FunctionRuntime } from "../../../rehearsal/edge";
import { behavior, customOrigin, functions, lambda, policy, ScriptedEdge, withHeaders } from "./harness";

describe("unlike CloudFront, this edge", () => {
  it("is one location: a visitor from anywhere gets what another one's request left in its cache", async () => {
    const rehearsal = new ScriptedEdge({});
    const first = await rehearsal.get("/page", { clientIp: "192.0.2.1", country: "DE" });
    const second = await rehearsal.get("/page", { clientIp: "2001:db8::1", country: "AU" });
    expect([first.xCache, second.xCache]).toEqual(["Miss from cloudfront", "Hit from cloudfront"]);
    expect(second.headers.get("x-amz-cf-pop")).toBe(first.headers.get("x-amz-cf-pop"));
    rehearsal.edge.invalidate("E1", ["/page"]);
    // No regional cache behind it remembers either.
    expect((await rehearsal.get("/page", { country: "AU" })).trace.origins).toHaveLength(1);
  });

  it("runs origin-request for an origin whose name does not resolve", async () => {
    const asked: (string | undefined)[] = [];
    const onRequest: FunctionRuntime["onRequest"] = (_fn, _context, request) => {
      asked.push(request.origin?.id);
      return { type: "request", request };
    };
    const rehearsal = new ScriptedEdge(
      { primary: "dns" },
      { defaultCacheBehavior: behavior({ functions: [lambda("origin-request")] }) },
      { functions: functions({ onRequest }) },
    );
    expect((await rehearsal.get()).status).toBe(200);
    expect(asked).toEqual(["primary", "secondary"]);
  });

  it("serves no expired copy in the place of a failed Lambda@Edge function's error", async () => {
    let isBroken = false;
    const onResponse: FunctionRuntime["onResponse"] = (_fn, _context, _request, response) =>
      isBroken
        ? { type: "error", status: 503, result: "LambdaExecutionError", reason: "it threw" }
        : { type: "response", response };
    const rehearsal = new ScriptedEdge(
      { primary: { headers: { "Cache-Control": "max-age=1, stale-if-error=3600" } } },
      { defaultCacheBehavior: behavior({ functions: [lambda("origin-response")] }) },
      { functions: functions({ onResponse }) },
    );
    await rehearsal.get();
    await rehearsal.pass(2);
    isBroken = true;
    expect(await rehearsal.get()).toMatchObject({
      status: 503,
      xCache: "LambdaExecutionError from cloudfront",
      trace: { stale: false },
    });
  });

  it("has no quota of requests: as many as come in one moment are served", async () => {
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ cachePolicy: policy({ maxTtl: 0 }) }) },
    );
    const moment = rehearsal.clock.now();
    const answers = await Promise.all(
      Array.from({ length: 3_000 }, (_, at) => rehearsal.start(`/page?${at}`)),
    );
    expect(rehearsal.clock.now()).toBe(moment);
    expect(answers.filter(({ status }) => status !== 200)).toEqual([]);
    expect(new Set(answers.map(({ xCache }) => xCache)).has("LimitExceeded from cloudfront")).toBe(false);
  });

  it("answers the same whatever the distribution says of HTTP versions, IPv6, TLS and keep-alive", async () => {
    const answerWith = async (
      httpVersion: "http1.1" | "http2" | "http3" | "http2and3",
      isIpv6Enabled: boolean,
      sslProtocols: readonly string[],
      keepaliveTimeout: number,
    ) => {
      const origin = customOrigin("only");
      const kind = { ...origin.kind, sslProtocols, keepaliveTimeout } as typeof origin.kind;
      const rehearsal = new ScriptedEdge(
        {},
        {
          ...{ httpVersion, isIpv6Enabled, origins: [{ ...origin, kind }], originGroups: [] },
          defaultCacheBehavior: behavior({ targetOriginId: "only" }),
        },
      );
      const over = { httpVersion: "3.0", clientIp: "2001:db8::1" } as const;
      const { status, body, headers } = await rehearsal.get("/page", { ...withHeaders({}), ...over });
      return { status, body, headers: [...headers] };
    };
    const plain = await answerWith("http1.1", false, ["SSLv3"], 1);
    expect(plain.status).toBe(200);
    expect(await answerWith("http2and3", true, ["TLSv1.2"], 60)).toEqual(plain);
    expect(await answerWith("http3", true, ["TLSv1"], 5)).toEqual(plain);
  });
});
