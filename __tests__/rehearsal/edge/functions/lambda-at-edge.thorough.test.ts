import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import type { FunctionRequest, FunctionResponse } from "../../../../rehearsal/edge/function-ports";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import type { LambdaFunction, Origin } from "../../../../rehearsal/edge/model";
import { eventually } from "../../../support/eventually";

const context = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "E1",
  requestId: "r1",
  clientIp: "203.0.113.7",
  now: 0,
};
const origin: Origin = {
  id: "primary",
  domainName: "site.s3.eu-central-1.amazonaws.com",
  originPath: "",
  customHeaders: [["X-Secret", "1"]],
  connectionAttempts: 1,
  connectionTimeout: 2,
  readTimeout: 5,
  kind: { type: "s3", access: { type: "oac", signingBehavior: "always" } },
};

const company: [string, Buffer][] = [["package.json", Buffer.from("{}")]];

/** Wherever a function runs, everything has to be the same. */
describe.each([
  { place: "in this thread", alone: true },
  { place: "in its own thread", alone: false },
])("a Lambda@Edge function $place", ({ alone }) => {
  const logged: string[] = [];
  const onLog = (_: unknown, line: string) => logged.push(line);
  let functions = new EdgeFunctions({ store: () => undefined, onLog });
  afterEach(async () => {
    await functions.close();
    logged.length = 0;
    functions = new EdgeFunctions({ store: () => undefined, onLog });
  });

  function lambda(code: string, over: Partial<LambdaFunction> = {}, file = "index.js"): LambdaFunction {
    return {
      type: "lambda",
      eventType: "origin-response",
      arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
      name: "f",
      runtime: "nodejs22.x",
      handler: "index.handler",
      timeout: 5,
      memorySize: 128,
      includeBody: false,
      // Code that has company in its archive may load it, and gets a thread.
      files: new Map([[file, Buffer.from(code)], ...(alone ? [] : company)]),
      ...over,
    };
  }

  const request = (over: Partial<FunctionRequest> = {}): FunctionRequest => ({
    method: "GET",
    uri: "/a",
    query: "q=1",
    headers: new HeaderMap({ host: "www.example.com" }),
    origin,
    ...over,
  });
  const response = (over: Partial<FunctionResponse> = {}): FunctionResponse => ({
    status: 200,
    statusText: "OK",
    headers: new HeaderMap({ "content-type": "text/html", via: "1.1 edge" }),
    ...over,
  });

  function onResponse(code: string, over: Partial<LambdaFunction> = {}, answer = response()) {
    return functions.onResponse(lambda(code, over), context, request(), answer);
  }
  function onRequest(code: string, over: Partial<LambdaFunction> = {}, ask = request()) {
    return functions.onRequest(lambda(code, { eventType: "origin-request", ...over }), context, ask);
  }

  const cf = "const cf = event.Records[0].cf;";

  it("sees the event in the documented shape, origin and all", async () => {
    const code = `exports.handler = async (event) => ({ status: "200", body: JSON.stringify(event) });`;
    const outcome = await onRequest(
      code,
      { includeBody: true },
      request({ method: "POST", body: Buffer.from("x=1") }),
    );
    if (outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect(JSON.parse(Buffer.from(outcome.response.body ?? []).toString())).toEqual({
      Records: [
        {
          cf: {
            config: {
              distributionDomainName: "d111111abcdef8.cloudfront.net",
              distributionId: "E1",
              eventType: "origin-request",
              requestId: "r1",
            },
            request: {
              clientIp: "203.0.113.7",
              headers: { host: [{ key: "Host", value: "www.example.com" }] },
              method: "POST",
              querystring: "q=1",
              uri: "/a",
              body: { inputTruncated: false, action: "read-only", encoding: "base64", data: "eD0x" },
              origin: {
                s3: {
                  authMethod: "none",
                  customHeaders: { "x-secret": [{ key: "X-Secret", value: "1" }] },
                  domainName: "site.s3.eu-central-1.amazonaws.com",
                  path: "",
                  region: "eu-central-1",
                },
              },
            },
          },
        },
      ],
    });
  });

  it("shows a body of more than 1 MB truncated in an origin event", async () => {
    const code = `exports.handler = async (event) => { ${cf} const { body } = cf.request;
      return { status: "200", body: body.inputTruncated + " " + Buffer.from(body.data, "base64").length }; };`;
    const outcome = await onRequest(code, { includeBody: true }, request({ body: Buffer.alloc(2_000_000) }));
    expect(outcome).toMatchObject({ response: { body: Buffer.from("true 1048576") } });
  });

  it("changes the headers of an origin's response and leaves its body unseen", async () => {
    const outcome = await onResponse(
      `exports.handler = async (event) => { ${cf}
        cf.response.headers["x-frame-options"] = [{ key: "X-Frame-Options", value: "DENY" }];
        return cf.response; };`,
    );
    if (outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect([...outcome.response.headers]).toEqual([
      ["content-type", "text/html"],
      ["via", "1.1 edge"],
      ["x-frame-options", "DENY"],
    ]);
    expect(outcome.response.body).toBeUndefined();
  });

  it("may replace the body of an origin's response", async () => {
    const code = `exports.handler = async (event) => { ${cf} return { ...cf.response, body: "aGk=", bodyEncoding: "base64" }; };`;
    expect(await onResponse(code)).toMatchObject({ response: { body: Buffer.from("hi") } });
  });

  it("may send the request to another origin", async () => {
    const custom = `{ domainName: "api.example.com", port: 443, protocol: "https", path: "/v1", sslProtocols: ["TLSv1.2"],
      readTimeout: 7, keepaliveTimeout: 5, customHeaders: {} }`;
    const code = `exports.handler = async (event) => { ${cf} cf.request.origin = { custom: ${custom} }; return cf.request; };`;
    expect(await onRequest(code)).toMatchObject({
      type: "request",
      request: {
        origin: {
          domainName: "api.example.com",
          originPath: "/v1",
          readTimeout: 7,
          kind: { type: "custom" },
        },
      },
    });
  });

  it.each([
    [
      "a callback",
      'exports.handler = (event, context, callback) => callback(null, { status: "204" });',
      "index.js",
    ],
    ["an ES module", 'export const handler = async () => ({ status: "204" });', "index.mjs"],
    ["a CommonJS module by name", 'exports.handler = async () => ({ status: "204" });', "index.cjs"],
  ])("may be written with %s", async (_, code, file) => {
    const outcome = await functions.onRequest(
      lambda(code, { eventType: "origin-request" }, file),
      context,
      request(),
    );
    expect(outcome).toMatchObject({ type: "response", response: { status: 204 } });
  });

  it.each([
    ["throws", 'exports.handler = async () => { throw new Error("no"); };', 5],
    ["calls back with an error", 'exports.handler = (e, c, callback) => callback(new Error("no"));', 5],
    ["has no such export", "exports.other = 1;", 5],
    ["does not load", "exports.handler = ;", 5],
    ["ends its process", "exports.handler = async () => process.exit(1);", 5],
    ["never ends", "exports.handler = async () => { while (true) {} };", 0.1],
    ["never answers", "exports.handler = () => {};", 0.1],
  ])(
    "is a 503 LambdaExecutionError when it %s, and the next event finds it alive",
    async (_, code, timeout) => {
      expect(await onResponse(code, { timeout })).toMatchObject({
        type: "error",
        status: 503,
        result: "LambdaExecutionError",
      });
      const fine = "exports.handler = async (event) => event.Records[0].cf.response;";
      expect(await onResponse(fine)).toMatchObject({ type: "response" });
    },
  );

  it.each([
    ["returns nothing", "return undefined;"],
    ["sets status 99", 'cf.response.status = "99"; return cf.response;'],
    ["touches Via", 'cf.response.headers.via = [{ key: "Via", value: "x" }]; return cf.response;'],
    ["adds a disallowed header", 'cf.response.headers["x-edge-a"] = [{ value: "1" }]; return cf.response;'],
    ["gives a header no list", 'cf.response.headers.a = "1"; return cf.response;'],
    [
      "spells the key of another header",
      'cf.response.headers.a = [{ key: "B", value: "1" }]; return cf.response;',
    ],
    ["answers more than 1 MB", 'return { ...cf.response, body: "x".repeat(1100000) };'],
  ])("is a 502 LambdaValidationError when it %s", async (_, body) => {
    const outcome = await onResponse(`exports.handler = async (event) => { ${cf} ${body} };`);
    expect(outcome).toMatchObject({ type: "error", status: 502, result: "LambdaValidationError" });
  });

  it.each([
    ["a read-only header", 'delete cf.request.headers["if-none-match"];'],
    ["the method", 'cf.request.method = "POST";'],
    ["the uri to none", 'cf.request.uri = "a";'],
    ["an origin of two types", "cf.request.origin = { s3: {}, custom: {} };"],
  ])("is a 502 when an origin-request function changes %s", async (_, change) => {
    const headers = new HeaderMap({ host: "a", "if-none-match": '"1"' });
    const outcome = await onRequest(
      `exports.handler = async (event) => { ${cf} ${change} return cf.request; };`,
      {},
      request({ headers }),
    );
    expect(outcome).toMatchObject({ status: 502, result: "LambdaValidationError" });
  });

  it("cannot change the status in a viewer-response event", async () => {
    const code = `exports.handler = async (event) => { ${cf} cf.response.status = "404"; return cf.response; };`;
    expect(await onResponse(code, { eventType: "viewer-response" })).toMatchObject({ status: 502 });
  });

  it("cannot give a 204 a body in a viewer-request event", async () => {
    const code = 'exports.handler = async () => ({ status: "204", body: "x" });';
    expect(await onRequest(code, { eventType: "viewer-request" })).toMatchObject({ status: 502 });
  });

  it("sees nothing of this machine's environment", async () => {
    process.env.OUTLAST_TEST_SECRET = "s";
    const code =
      'exports.handler = async () => ({ status: "200", body: Object.keys(process.env).sort().join() });';
    const outcome = await onRequest(code);
    delete process.env.OUTLAST_TEST_SECRET;
    expect(outcome).toMatchObject({
      response: {
        body: Buffer.from(
          "AWS_EXECUTION_ENV,AWS_LAMBDA_FUNCTION_MEMORY_SIZE,AWS_LAMBDA_FUNCTION_NAME," +
            "AWS_LAMBDA_FUNCTION_VERSION,AWS_REGION,LANG,TZ",
        ),
      },
    });
  });

  it("keeps its environment from one event to the next, as Lambda does", async () => {
    const fn = lambda('let n = 0; exports.handler = async () => ({ status: "200", body: String(++n) });', {
      eventType: "origin-request",
    });
    await functions.onRequest(fn, context, request());
    expect(await functions.onRequest(fn, context, request())).toMatchObject({
      response: { body: Buffer.from("2") },
    });
  });

  it("is told by Lambda's context who it is and how long it has", async () => {
    const code = `exports.handler = async (event, context) => ({
      status: "200",
      body: JSON.stringify({ ...context, left: context.getRemainingTimeInMillis() }),
    });`;
    const outcome = await onRequest(code);
    if (outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    const told = JSON.parse(Buffer.from(outcome.response.body ?? []).toString());
    expect(told).toMatchObject({
      functionName: "us-east-1.f",
      functionVersion: "1",
      invokedFunctionArn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
      memoryLimitInMB: "128",
      awsRequestId: expect.stringMatching(/^[0-9a-f-]{36}$/),
      logGroupName: "/aws/lambda/us-east-1.f",
    });
    expect(told.left).toBeGreaterThan(0);
    expect(told.left).toBeLessThanOrEqual(5_000);
  });

  it("tells what it logs", async () => {
    const code = `exports.handler = async (event) => {
      console.log("path", event.Records[0].cf.request.uri);
      console.error("trouble");
      return event.Records[0].cf.response;
    };`;
    expect(await onResponse(code)).toMatchObject({ type: "response" });
    await eventually(() => expect([...logged].sort()).toEqual(["path /a", "trouble"]));
  });

  it("is refused with a reason when it is written in Python", async () => {
    const outcome = await onResponse("", { runtime: "python3.13" });
    expect(outcome).toMatchObject({
      status: 503,
      reason: "the rehearsal runs Node.js functions; this one is python3.13",
    });
  });

  it("never writes a file of its archive outside the archive's folder", async () => {
    const files = new Map([["../../escape.js", Buffer.from("1")]]);
    expect(await onResponse("", { files })).toMatchObject({
      status: 503,
      reason: expect.stringContaining("outside"),
    });
  });
});
