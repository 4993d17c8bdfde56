import { describe, expect, it } from "vitest";
import { type FunctionRuntime, HeaderMap } from "../../../rehearsal/edge/index";
import { behavior, cloudFrontFunction, functions, lambda, ScriptedEdge } from "./harness";

describe("viewer functions", () => {
  const both = [cloudFrontFunction("viewer-request"), cloudFrontFunction("viewer-response")];
  const rehearse = (runtime: Partial<FunctionRuntime>, script = {}, fns: typeof both = both) =>
    new ScriptedEdge(
      script,
      { defaultCacheBehavior: behavior({ functions: fns }) },
      { functions: functions(runtime) },
    );

  it("a response of viewer-request is emitted, not cached, and viewer-response does not run", async () => {
    let responses = 0;
    const rehearsal = rehearse({
      onRequest: () => ({
        type: "response",
        response: { status: 302, statusText: "Found", headers: new HeaderMap({ Location: "/new" }) },
      }),
      onResponse: (_f, _c, _r, response) => {
        responses++;
        return { type: "response", response };
      },
    });
    const answer = await rehearsal.get();
    expect([answer.status, answer.xCache, answer.headers.get("location"), responses]).toEqual([
      302,
      "FunctionGeneratedResponse from cloudfront",
      "/new",
      0,
    ]);
    expect(rehearsal.edge.entries()).toEqual([]);
  });

  it("one of a Lambda function is a LambdaGeneratedResponse", async () => {
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ functions: [lambda("viewer-request")] }) },
      {
        functions: functions({
          onRequest: async () => ({
            type: "response",
            response: { status: 200, statusText: "OK", headers: new HeaderMap() },
          }),
        }),
      },
    );
    expect((await rehearsal.get()).xCache).toBe("LambdaGeneratedResponse from cloudfront");
  });

  it("what viewer-request edits changes the cache key, and it runs on hits too", async () => {
    let calls = 0;
    const rehearsal = rehearse({
      onRequest: (_f, _c, request) => {
        calls++;
        return { type: "request", request: { ...request, uri: "/same" } };
      },
    });
    await rehearsal.get("/a");
    expect((await rehearsal.get("/b")).xCache).toBe("Hit from cloudfront");
    expect(calls).toBe(2);
  });

  it("viewer-response sees the policy's headers, and its edits are not cached", async () => {
    let hits = 0;
    const rehearsal = rehearse({
      onResponse: (_f, _c, _r, response) => {
        const headers = new HeaderMap(response.headers);
        headers.append("X-Count", String(++hits));
        return { type: "response", response: { ...response, headers } };
      },
    });
    await rehearsal.get();
    expect((await rehearsal.get()).headers.getAll("x-count")).toEqual(["2"]);
  });

  it.each([400, 404, 500])(
    "viewer-response does not run when the origin answers %i, held or not",
    async (status) => {
      let calls = 0;
      const rehearsal = rehearse(
        {
          onResponse: (_f, _c, _r, response) => {
            calls++;
            return { type: "response", response };
          },
        },
        { primary: status, secondary: status },
      );
      await rehearsal.get();
      await rehearsal.get();
      expect(calls).toBe(0);
    },
  );

  it("a function that fails is CloudFront's 503 or 502, with the reason in the trace alone", async () => {
    const error = {
      type: "error",
      status: 503,
      result: "FunctionExecutionError",
      reason: "x is undefined",
    } as const;
    for (const runtime of [{ onRequest: () => error }, { onResponse: () => error }]) {
      const answer = await rehearse(runtime).get();
      expect([answer.status, answer.xCache]).toEqual([503, "FunctionExecutionError from cloudfront"]);
      expect(answer.body).not.toContain("undefined");
      expect(answer.trace.reason).toBe("x is undefined");
    }
  });

  it("the custom page for 503 covers a failed viewer-request function, unless switched off", async () => {
    const ask = async (errorPagesForFunctionErrors: boolean) => {
      const rehearsal = new ScriptedEdge(
        { primary: { body: "sorry" } },
        {
          defaultCacheBehavior: behavior({ functions: both }),
          customErrorResponses: [
            { errorCode: 503, errorCachingMinTtl: 10, page: { path: "/sorry", responseCode: 503 } },
          ],
        },
        {
          readings: { errorPagesForFunctionErrors },
          functions: functions({
            onRequest: () => ({ type: "error", status: 503, result: "FunctionExecutionError", reason: "" }),
          }),
        },
      );
      return (await rehearsal.get()).body;
    };
    expect(await ask(true)).toBe("sorry");
    expect(await ask(false)).not.toBe("sorry");
  });
});
