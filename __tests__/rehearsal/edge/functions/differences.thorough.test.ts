import { afterEach, describe, expect, it } from "vitest";
import { type CloudFrontFunction, HeaderMap, type LambdaFunction } from "../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";

const context = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "E1",
  requestId: "r1",
  clientIp: "203.0.113.7",
  now: 0,
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap({ host: "www.example.com" }) };

let functions: EdgeFunctions | undefined;
afterEach(() => functions?.close());

function runtime(options: { lambdaTimeoutCap?: number; blocking?: boolean } = {}): EdgeFunctions {
  functions = new EdgeFunctions({ store: () => undefined, ...options });
  return functions;
}

const lambda = (code: string, over: Partial<LambdaFunction> = {}): LambdaFunction => ({
  ...{
    type: "lambda",
    eventType: "viewer-request",
    name: "f",
    runtime: "nodejs22.x",
    handler: "index.handler",
  },
  ...{ timeout: 5, memorySize: 128, includeBody: false },
  arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
  files: new Map([["index.js", Buffer.from(code)]]),
  ...over,
});

const cloudFrontFunction = (code: string): CloudFrontFunction => ({
  ...{ type: "cloudfront-function", eventType: "viewer-request", name: "f", runtime: "cloudfront-js-2.0" },
  ...{ arn: "arn:aws:cloudfront::123456789012:function/f", code },
});

describe("unlike AWS", () => {
  it.each([false, true])(
    "a Lambda@Edge function's timeout is this machine's time, and cut at the cap (blocking: %s)",
    async (blocking) => {
      const endless = lambda("exports.handler = () => { while (true) {} };", { timeout: 30 });
      const outcome = await runtime({ lambdaTimeoutCap: 50, blocking }).onRequest(endless, context, request);
      expect(outcome).toMatchObject({ status: 503, reason: expect.stringContaining("50 ms") });
    },
  );

  it.each([false, true])(
    "what a Lambda@Edge function's environment takes to start is no time of the function's (blocking: %s)",
    async (blocking) => {
      const slow = `const end = process.hrtime.bigint() + 1_200_000_000n;
        while (process.hrtime.bigint() < end) {}
        exports.handler = async (event) => event.Records[0].cf.request;`;
      const outcome = await runtime({ lambdaTimeoutCap: 1_000, blocking }).onRequest(
        lambda(slow),
        context,
        request,
      );
      expect(outcome).toMatchObject({ type: "request" });
    },
  );

  it("a Lambda@Edge function that asks for less has 64 MB all the same, and no more than it asks for", async () => {
    // A name of Node's gives it a thread, which has memory of its own.
    const allocating = (megabytes: number) => `exports.handler = async (event) => {
      const kept = [process.version];
      for (let i = 0; i < ${megabytes}; i++) kept.push(new Array(131072).fill(i));
      return event.Records[0].cf.request;
    };`;
    const edge = runtime();
    const outcome = async (megabytes: number) =>
      (await edge.onRequest(lambda(allocating(megabytes), { memorySize: 1 }), context, request)).type;
    expect([await outcome(30), await outcome(200)]).toEqual(["request", "error"]);
  });

  it("a CloudFront Function has no cf.edgeLocation", () => {
    const code = `import cf from "cloudfront";
      function handler(event) { event.request.uri = "/" + typeof cf.edgeLocation; return event.request; }`;
    const outcome = runtime().onRequest(cloudFrontFunction(code), context, request);
    expect(outcome).toMatchObject({ request: { uri: "/undefined" } });
  });

  it("a CloudFront Function may look behind in an expression that it makes at run time, and not in one that is written out", () => {
    const outcome = (expression: string) =>
      runtime().onRequest(
        cloudFrontFunction(
          `function handler(event) { event.request.uri = "/" + ${expression}.test("ab"); return event.request; }`,
        ),
        context,
        request,
      );
    expect(outcome('new RegExp("(?<=a)b")')).toMatchObject({ request: { uri: "/true" } });
    expect(outcome("/(?<=a)b/")).toMatchObject({ status: 503, result: "FunctionExecutionError" });
  });

  it("a CloudFront Function that was throttled runs again for the next request", () => {
    const fn = cloudFrontFunction(
      'function handler(event) { while (event.request.uri === "/a") {} return event.request; }',
    );
    const edge = runtime();
    expect(edge.onRequest(fn, context, request)).toMatchObject({ result: "FunctionThrottledError" });
    expect(edge.onRequest(fn, context, { ...request, uri: "/b" })).toMatchObject({ type: "request" });
  });
});
