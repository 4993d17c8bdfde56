import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { headerFunctionViewerBundle, viewerRequestBundle } from "../../../../modules/edge-bundle";
import type { FunctionRequest, FunctionResponse } from "../../../../rehearsal/edge/function-ports";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { parseFunction } from "../../../../rehearsal/edge/functions/cloudfront/language";
import { isBounded } from "../../../../rehearsal/edge/functions/isolation/bounded";
import type { CloudFrontFunction } from "../../../../rehearsal/edge/model";
import { domain, headerRule, siteWith } from "../../../support/sites";

const storeArn = "arn:aws:cloudfront::123456789012:key-value-store/a1";
const values = new Map([["greeting", "hello"]]);
const store = {
  get: (key: string) => values.get(key),
  count: () => values.size,
  meta: () => ({ creationDateTime: "c", lastUpdatedDateTime: "u", keyCount: values.size }),
};
const context = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "E1",
  requestId: "r1",
  clientIp: "203.0.113.7",
  now: Date.UTC(2026, 10, 23),
};

function cloudFrontFunction(code: string, over: Partial<CloudFrontFunction> = {}): CloudFrontFunction {
  return {
    type: "cloudfront-function",
    eventType: "viewer-request",
    arn: "arn:aws:cloudfront::123456789012:function/f",
    name: "f",
    runtime: "cloudfront-js-2.0",
    code,
    keyValueStoreArn: storeArn,
    ...over,
  };
}

function viewerRequest(over: Partial<FunctionRequest> = {}): FunctionRequest {
  return {
    method: "GET",
    uri: "/a",
    query: "",
    headers: new HeaderMap({ host: "www.example.com" }),
    ...over,
  };
}

const functions = new EdgeFunctions({ store: (arn) => (arn === storeArn ? store : undefined) });

/** The outcome of a viewer-request function with this code. */
function run(code: string, request = viewerRequest(), over: Partial<CloudFrontFunction> = {}) {
  return functions.onRequest(cloudFrontFunction(code, over), context, request);
}

/** What an expression is inside a function, by way of the uri. */
function inside(expression: string, before = ""): unknown {
  const outcome = run(
    `${before} async function handler(event) { event.request.uri = "/" + (${expression}); return event.request; }`,
  );
  if ("then" in outcome || outcome.type !== "request") return outcome;
  return outcome.request.uri.slice(1);
}

const returnsRequest = "function handler(event) { return event.request; }";

describe("a CloudFront Function on viewer-request", () => {
  it("sees the event in the documented shape", () => {
    const headers = new HeaderMap([
      ["Host", "www.example.com"],
      ["Accept", "text/html"],
      ["Accept", "*/*"],
      ["Cookie", "id=1; theme=dark"],
    ]);
    const event = inside("JSON.stringify(event)", "");
    expect(event).toBeTypeOf("string");
    const outcome = run(
      "function handler(event) { return { statusCode: 200, body: JSON.stringify(event) }; }",
      viewerRequest({ query: "b=%20x&a=1&a=2&flag", headers }),
    );
    if ("then" in outcome || outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect(JSON.parse(Buffer.from(outcome.response.body ?? []).toString())).toEqual({
      version: "1.0",
      context: {
        distributionDomainName: "d111111abcdef8.cloudfront.net",
        distributionId: "E1",
        eventType: "viewer-request",
        requestId: "r1",
      },
      viewer: { ip: "203.0.113.7" },
      request: {
        method: "GET",
        uri: "/a",
        querystring: {
          b: { value: "%20x" },
          a: { value: "1", multiValue: [{ value: "1" }, { value: "2" }] },
          flag: { value: "" },
        },
        headers: {
          host: { value: "www.example.com" },
          accept: { value: "text/html", multiValue: [{ value: "text/html" }, { value: "*/*" }] },
        },
        cookies: { id: { value: "1" }, theme: { value: "dark" } },
      },
    });
  });

  it("leaves a request alone that it returns as it was, byte for byte", () => {
    const request = viewerRequest({
      query: "b=%20x&&a=1&flag=",
      headers: new HeaderMap({ cookie: "a=1;  b=2" }),
    });
    expect(run(returnsRequest, request)).toEqual({ type: "request", request });
  });

  it.each([
    [
      "a header that came twice",
      {
        headers: new HeaderMap([
          ["a", "1"],
          ["host", "h"],
          ["a", "2"],
        ]),
      },
    ],
    ["a parameter that came twice", { query: "a=1&&a=2&b" }],
    ["cookies, one of them twice", { headers: new HeaderMap({ cookie: "a=1;a=2 ; b=3" }) }],
    [
      "names that objects have",
      { query: "__proto__=1&constructor=2", headers: new HeaderMap([["__proto__", "x"]]) },
    ],
  ])("leaves %s alone when it changes nothing, or the uri alone", (_, over) => {
    const request = viewerRequest(over);
    expect(run(returnsRequest, request)).toEqual({ type: "request", request });
    const moved = "function handler(event) { event.request.uri = '/moved'; return event.request; }";
    expect(run(moved, request)).toEqual({ type: "request", request: { ...request, uri: "/moved" } });
  });

  it.each([
    ["a value", 'request.headers.a.value = "2";', [["a", "2"]]],
    ["a name away", "delete request.headers.a;", []],
    ["one name for another", 'delete request.headers.a; request.headers.b = { value: "1" };', [["b", "1"]]],
    [
      "a second value",
      'request.headers.a.multiValue = [{ value: "1" }, { value: "2" }];',
      [
        ["a", "1"],
        ["a", "2"],
      ],
    ],
    ["all of them", 'request.headers = { c: { value: "3" } };', [["c", "3"]]],
  ])("sees that a function changes %s among the headers", (_, change, expected) => {
    const outcome = run(
      `function handler(event) { var request = event.request; ${change} return request; }`,
      viewerRequest({ headers: new HeaderMap({ a: "1" }) }),
      {},
    );
    if ("then" in outcome || outcome.type !== "request") throw new Error(JSON.stringify(outcome));
    expect([...outcome.request.headers]).toEqual(expected);
  });

  it("is given the query as it was sent by rawQueryString(), which is no field of the request", () => {
    const keys = "Object.keys(event.request).join()";
    const expression = `event.request.rawQueryString() + " " + ${keys}`;
    const code = `function handler(event) { return { statusCode: 200, body: ${expression} }; }`;
    const outcome = run(code, viewerRequest({ query: "b=%20&&a" }));
    if ("then" in outcome || outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect(Buffer.from(outcome.response.body ?? []).toString()).toBe(
      "b=%20&&a method,uri,querystring,headers,cookies",
    );
  });

  it("changes uri, headers, cookies and query string", () => {
    const outcome = run(
      `function handler(event) {
        var request = event.request;
        request.uri = "/b";
        request.headers["x-new"] = { value: "1", multiValue: [{ value: "1" }, { value: "2" }] };
        request.querystring = { q: { value: "x" }, flag: { value: "" } };
        request.cookies = { id: { value: "2" } };
        return request;
      }`,
    );
    expect(outcome).toMatchObject({ type: "request", request: { uri: "/b", query: "q=x&flag" } });
    if ("then" in outcome || outcome.type !== "request") return;
    expect([...outcome.request.headers]).toEqual([
      ["host", "www.example.com"],
      ["x-new", "1"],
      ["x-new", "2"],
      ["cookie", "id=2"],
    ]);
  });

  it("answers by itself with status, headers, cookies and a text or base64 body", () => {
    const outcome = run(
      `function handler() {
        return { statusCode: 302, statusDescription: "Found", headers: { location: { value: "/x" } },
          cookies: { a: { value: "1", attributes: "Secure; Path=/" } }, body: { encoding: "base64", data: "aGk=" } };
      }`,
    );
    if ("then" in outcome || outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect(outcome.response).toMatchObject({ status: 302, statusText: "Found", body: Buffer.from("hi") });
    expect([...outcome.response.headers]).toEqual([
      ["location", "/x"],
      ["set-cookie", "a=1; Secure; Path=/"],
    ]);
  });

  it.each([
    ["returns nothing", "function handler() {}"],
    ["returns a string", 'function handler() { return "x"; }'],
    ["changes the method", 'function handler(e) { e.request.method = "POST"; return e.request; }'],
    [
      "touches the read-only Host",
      'function handler(e) { e.request.headers.host.value = "b"; return e.request; }',
    ],
    ["drops the read-only Host", "function handler(e) { delete e.request.headers.host; return e.request; }"],
    [
      "adds a disallowed header",
      'function handler(e) { e.request.headers["x-amz-cf-id"] = { value: "1" }; return e.request; }',
    ],
    [
      "splits a header",
      'function handler(e) { e.request.headers.a = { value: "1\\r\\nb: 2" }; return e.request; }',
    ],
    [
      "writes a header name in capitals",
      'function handler(e) { e.request.headers["X-A"] = { value: "1" }; return e.request; }',
    ],
    ["gives a header no value", "function handler(e) { e.request.headers.a = {}; return e.request; }"],
    ["leaves a uri without a slash", 'function handler(e) { e.request.uri = "x"; return e.request; }'],
    [
      "makes the target longer than 8,192",
      'function handler(e) { e.request.uri = "/" + "a".repeat(9000); return e.request; }',
    ],
    ["answers with status 42", "function handler() { return { statusCode: 42 }; }"],
  ])("is a 502 FunctionValidationError when it %s", (_, code) => {
    expect(run(code)).toMatchObject({ type: "error", status: 502, result: "FunctionValidationError" });
  });

  it.each([
    ["throws", 'function handler() { throw new Error("no"); }', "Error: no"],
    [
      "throws something that cannot be shown",
      "function handler() { throw { toString() { throw 1; } }; }",
      "threw",
    ],
    ["rejects", 'async function handler() { throw new Error("no"); }', "Error: no"],
    ["never settles", "async function handler() { return new Promise(() => {}); }", "never settles"],
    ["has no handler", "var x = 1;", "handler is not defined"],
    ["does not parse", "function handler( {", "Unexpected token"],
    ["fails while loading", 'throw new Error("early"); function handler() {}', "early"],
    ["recurses for ever", "function handler(e) { return handler(e); }", "call stack"],
    ["has more than 10,240 bytes", `${returnsRequest}//${"x".repeat(10_240)}`, "10240"],
  ])("is a 503 FunctionExecutionError when it %s", (_, code, reason) => {
    const outcome = run(code);
    expect(outcome).toMatchObject({ type: "error", status: 503, result: "FunctionExecutionError" });
    expect(outcome).toHaveProperty("reason", expect.stringContaining(reason));
  });

  it.each([
    ["a loop", "function handler() { while (true) {} }"],
    [
      "a loop that swallows the end",
      "function handler() { while (true) { try { for (;;) {} } catch (e) {} } }",
    ],
    [
      "a chain of promises",
      "function f() { return Promise.resolve().then(f); } async function handler() { return f(); }",
    ],
    ["a comparison that never ends", "function handler() { [2, 1].sort(() => { for (;;) {} }); }"],
    ["a getter on what it returns", "function handler() { return { get uri() { for (;;) {} } }; }"],
    ["toJSON on what it returns", "function handler() { return { toJSON() { for (;;) {} } }; }"],
    ["a backtracking regular expression", `function handler() { /^(a+)+$/i.test("${"a".repeat(40)}!"); }`],
    [
      "an expression built at run time",
      `function handler() { RegExp("^(?=a)(a+)+$").test("${"a".repeat(40)}!"); }`,
    ],
    ["a string used as an expression", `function handler() { "${"a".repeat(40)}!".match("^(?=a)(a+)+$"); }`],
  ])("ends %s and is throttled, 503", (_, code) => {
    expect(run(code)).toMatchObject({ type: "error", status: 503, result: "FunctionThrottledError" });
  });

  it("answers at once where a regular expression backtracks but could be matched in linear time", () => {
    expect(inside(`/^(a+)+$/.test("${"a".repeat(60)}!")`)).toBe("false");
  });

  it("ends a module that never finishes loading", () => {
    expect(run(`for (;;) {} ${returnsRequest}`)).toMatchObject({ type: "error", status: 503 });
  });

  it.each([
    ["classes", "class A {}"],
    ["for-of", "for (var a of []) {}"],
    ["destructuring", "var { a } = {};"],
    ["default parameters", "function f(a = 1) {}"],
    ["spread", "Math.max(...[1]);"],
    ["optional chaining", "var a = null; a?.b;"],
    ["nullish coalescing", "var a = null ?? 1;"],
    ["generators", "function* g() {}"],
    ["top-level export", "export var a = 1;"],
    ["BigInt", "var a = 1n;"],
    ["lookbehind", "var a = /(?<=a)b/;"],
    ["lookbehind", "var a = /(?<!a)b/;"],
  ])("cannot use %s: the runtime does not load it", (feature, code) => {
    const outcome = run(`var line1;\n${code}\n${returnsRequest}`);
    expect(outcome).toMatchObject({ status: 503, result: "FunctionExecutionError" });
    expect(outcome).toHaveProperty(
      "reason",
      expect.stringMatching(new RegExp(`^line 2: .*${feature.split(" ").pop()}`, "i")),
    );
  });

  it.each([
    "[[1]].flat()",
    "[1].at(0)",
    "[[1]].flatMap((a) => a)",
    "[1].findLast((a) => a)",
    "Array.from([1])",
    "[1].keys()",
    'Object.fromEntries([["a", 1]])',
    'Object.hasOwn({}, "a")',
    '"a".matchAll(/a/g)',
    '"a".at(0)',
    '"a".normalize()',
    "String.raw`a`",
    "new Uint8Array(1).at(0)",
    "new ArrayBuffer(1).resize(1)",
  ])("has no %s, which its runtime does not list", async (expression) => {
    const error = { type: "error", status: 503, result: "FunctionExecutionError" };
    expect(inside(expression)).toMatchObject(error);
    const code = `function handler(event) { event.request.uri = "/" + ${expression}; return event.request; }`;
    const apart = new EdgeFunctions({ store: () => undefined, apart: true });
    expect(await apart.onRequest(cloudFrontFunction(code), context, viewerRequest())).toMatchObject(error);
    await apart.close();
  });

  it("has what ES 5.1 and the list have: nothing else would do without", () => {
    const used = [
      '"a".charCodeAt(0)',
      '"a,b".split(",").concat(["c"]).sort().reverse().join("")',
      '"abc".replaceAll("b", "x").padEnd(5, "-")',
      "Object.entries({ a: 1 }).map((pair) => pair.join('')).join()",
      "Object.assign({}, { a: 1 }).a",
      "Uint8Array.from([1, 2]).map((a) => a + 1).join()",
      "(5).toString(2)",
      '"a1".match(/(?<digit>[0-9])/).groups.digit',
    ];
    expect(used.map((expression) => inside(expression))).toEqual([
      ...["97", "cba", "axc--", "a1", "1", "2,3", "101", "1"],
    ]);
  });

  it("knows less in runtime 1.0", () => {
    const old = { runtime: "cloudfront-js-1.0" } as const;
    expect(run(returnsRequest, viewerRequest(), old)).toMatchObject({ type: "request" });
    const querystring = `var q = require("querystring"); function handler(event) { event.request.uri = "/" + q.parse("a=b+c").a.split(" ").length; return event.request; }`;
    expect(run(querystring, viewerRequest(), old)).toMatchObject({ request: { uri: "/2" } });
    for (const code of [
      "const a = 1;",
      "async function f() {}",
      'import cf from "cloudfront";',
      '"a".replaceAll("a", "b");',
    ]) {
      expect(run(`${code}\n${returnsRequest}`, viewerRequest(), old)).toMatchObject({ status: 503 });
    }
  });

  it.each(["process", "setTimeout", "fetch", "eval", "Map", "Proxy", "WebAssembly", "structuredClone"])(
    "has no %s",
    (name) => {
      expect(inside(`typeof ${name}`)).toBe("undefined");
    },
  );

  it.each([
    'console.log.constructor("return process")()',
    '(async function () {}).constructor("return process")()',
    'event.constructor.constructor("return process")()',
    'require("fs")',
    'require("child_process")',
  ])("cannot get out by %s", (expression) => {
    expect(inside(expression)).toMatchObject({ type: "error", result: "FunctionExecutionError" });
  });

  it("sees a clock that stands still at the start of the event", () => {
    expect(inside("Date.now() + '/' + new Date().getTime() + '/' + new Date(5).getTime()")).toBe(
      `${context.now}/${context.now}/5`,
    );
  });

  it("has crypto, querystring, Buffer and the text globals of runtime 2.0", () => {
    const modules = 'var crypto = require("crypto"); import querystring from "querystring";';
    expect(inside('crypto.createHash("sha256").update("a").digest("hex").slice(0, 8)', modules)).toBe(
      "ca978112",
    );
    expect(inside('crypto.createHmac("sha1", "k").update("a").digest("base64url").length', modules)).toBe(
      "27",
    );
    expect(
      inside('querystring.parse("a=1&a=2").a.join("+") + querystring.stringify({ b: ["x y"] })', modules),
    ).toBe("1+2b=x%20y");
    expect(inside('Buffer.from("hi").toString("base64") + atob("aGk=") + btoa("hi")')).toBe("aGk=hiaGk=");
    const decoded = 'new TextDecoder().decode(new TextEncoder().encode("é"))';
    expect(inside(`encodeURIComponent(${decoded})`)).toBe("%C3%A9");
  });

  it("reads its KeyValueStore: get, exists, count, meta, and a missing key rejects", () => {
    const cf = 'import cf from "cloudfront"; const kvs = cf.kvs();';
    expect(inside('await kvs.get("greeting")', cf)).toBe("hello");
    expect(inside('(await kvs.exists("greeting")) + "," + (await kvs.exists("x"))', cf)).toBe("true,false");
    expect(inside("(await kvs.count()) + (await kvs.meta()).lastUpdatedDateTime", cf)).toBe("1u");
    expect(inside('await kvs.get("x")', cf)).toMatchObject({ result: "FunctionExecutionError" });
    expect(inside('await cf.kvs("other").get("greeting")', cf)).toMatchObject({
      result: "FunctionExecutionError",
    });
  });

  it("selects origins; the last call counts", () => {
    const cf = 'import cf from "cloudfront";';
    const select = (call: string) => run(`${cf} function handler(event) { ${call}; return event.request; }`);
    expect(
      select("cf.updateRequestOrigin({ connectionAttempts: 1, timeouts: { readTimeout: 5 } })"),
    ).toMatchObject({
      selection: { type: "update", overrides: { connectionAttempts: 1, readTimeout: 5 } },
    });
    expect(select('cf.selectRequestOriginById("replica", { originPath: "/x" })')).toMatchObject({
      selection: { type: "select", originId: "replica", overrides: { originPath: "/x" } },
    });
    const group = `cf.createRequestOriginGroup({ originIds: [{ originId: "replica" }, { originId: "primary" }],
      failoverCriteria: { statusCodes: [500, 503] } })`;
    expect(select(`cf.updateRequestOrigin({}); ${group}`)).toMatchObject({
      selection: { type: "group", members: ["replica", "primary"], statusCodes: [500, 503] },
    });
  });

  it("takes every setting of an origin that the helpers know", () => {
    const code = (call: string) =>
      `import cf from "cloudfront"; function handler(event) { ${call}; return event.request; }`;
    const settings = {
      domainName: "b.example",
      hostHeader: "a.example",
      sni: "b.example",
      allowedCertificateNames: ["b.example"],
      customOriginConfig: { port: 8443, protocol: "https", sslProtocols: ["TLSv1.2"] },
      originShield: { enabled: true, region: "eu-west-1" },
      originAccessControlConfig: { enabled: true, originType: "lambda" },
      timeouts: { connectionTimeout: 1, readTimeout: 2, keepAliveTimeout: 3, responseCompletionTimeout: 4 },
    };
    expect(run(code(`cf.updateRequestOrigin(${JSON.stringify(settings)})`))).toMatchObject({
      selection: {
        overrides: {
          domainName: "b.example",
          hostHeader: "a.example",
          originShield: { region: "eu-west-1" },
          kind: { type: "custom", httpsPort: 8443, protocolPolicy: "https-only" },
          ...{ connectionTimeout: 1, readTimeout: 2, responseCompletionTimeout: 4 },
        },
      },
    });
    const group = {
      originIds: [
        { originId: "a", originOverrides: { hostHeader: "x.example", sni: "x" } },
        { originId: "b" },
      ],
      failoverCriteria: { statusCodes: [503] },
    };
    expect(run(code(`cf.createRequestOriginGroup(${JSON.stringify(group)})`))).toMatchObject({
      selection: { members: ["a", "b"], overrides: [{ hostHeader: "x.example" }, {}] },
    });
  });

  it.each([
    "cf.updateRequestOrigin({ hostName: 'x' })",
    "cf.updateRequestOrigin({ sni: 1 })",
    "cf.updateRequestOrigin({ allowedCertificateNames: 'x' })",
    "cf.updateRequestOrigin({ customOriginConfig: { port: 90 } })",
    "cf.updateRequestOrigin({ customOriginConfig: { protocol: 'ftp' } })",
    "cf.updateRequestOrigin({ originShield: { enabled: true } })",
    "cf.updateRequestOrigin({ timeouts: { keepAliveTimeout: 0 } })",
    "cf.updateRequestOrigin({ timeouts: { readTimeout: 500 } })",
    "cf.updateRequestOrigin({ connectionAttempts: 0 })",
    "cf.createRequestOriginGroup({ originIds: [{ originId: 'a' }], failoverCriteria: { statusCodes: [500] } })",
    "cf.createRequestOriginGroup({ originIds: [{ originId: 'a' }, { originId: 'b' }] })",
  ])("is refused for %s rather than ignored", (call) => {
    const code = `import cf from "cloudfront"; function handler(event) { ${call}; return event.request; }`;
    expect(run(code)).toMatchObject({ type: "error", status: 502, result: "FunctionValidationError" });
  });

  it("takes hostile names for names", () => {
    const headers = new HeaderMap({ host: "a", __proto__x: "1", constructor: "2" });
    const request = viewerRequest({ query: "__proto__=1&constructor=2", headers });
    const outcome = run('function handler(e) { e.request.uri = "/b"; return e.request; }', request);
    expect(outcome).toMatchObject({ type: "request", request: { query: "__proto__=1&constructor=2" } });
    if ("then" in outcome || outcome.type !== "request") return;
    expect(outcome.request.headers.get("constructor")).toBe("2");
  });

  it("tells what it logs, whether it answers or fails", () => {
    const logged: string[] = [];
    const edge = new EdgeFunctions({
      store: () => undefined,
      onLog: ({ name }, line) => logged.push(`${name} ${line}`),
    });
    const code = (rest: string) =>
      `function handler(event) { console.log({ uri: event.request.uri }); ${rest} }`;
    edge.onRequest(cloudFrontFunction(code("return event.request;")), context, viewerRequest());
    edge.onRequest(cloudFrontFunction(code("throw 1;")), context, viewerRequest());
    expect(logged).toEqual(['f {"uri":"/a"}', 'f {"uri":"/a"}']);
  });

  it("reports utilization, logs and output to a test run", () => {
    const fn = cloudFrontFunction(
      'function handler(e) { console.log("seen"); for (var i = 0; i < 5000; i++) {} return e.request; }',
    );
    const report = functions.test(fn, JSON.stringify({ request: { uri: "/x" } }), context.now);
    expect(report).toEqual({
      output: '{"uri":"/x"}',
      logs: ["seen"],
      computeUtilization: 26,
      errorMessage: "",
    });
  });
});

describe("a CloudFront Function on viewer-response", () => {
  const response: FunctionResponse = {
    status: 200,
    statusText: "OK",
    headers: new HeaderMap([
      ["content-type", "text/html"],
      ["set-cookie", "a=1; Path=/"],
      ["via", "1.1 edge"],
    ]),
  };
  const respond = (code: string) =>
    functions.onResponse(
      cloudFrontFunction(code, { eventType: "viewer-response" }),
      context,
      viewerRequest(),
      response,
    );

  it("may change status, headers, cookies and body", () => {
    const outcome = respond(
      `function handler(event) {
        var response = event.response;
        response.statusCode = 404;
        response.headers["x-path"] = { value: event.request.uri };
        response.cookies.a.value = "2";
        response.body = "gone";
        return response;
      }`,
    );
    if ("then" in outcome || outcome.type !== "response") throw new Error(JSON.stringify(outcome));
    expect(outcome.response).toMatchObject({ status: 404, body: Buffer.from("gone") });
    expect([...outcome.response.headers]).toEqual([
      ["content-type", "text/html"],
      ["via", "1.1 edge"],
      ["x-path", "/a"],
      ["set-cookie", "a=2; Path=/"],
    ]);
  });

  it("leaves a response alone that it returns as it was", () => {
    expect(respond("function handler(event) { return event.response; }")).toEqual({
      type: "response",
      response,
    });
  });

  it("may not touch Via", () => {
    expect(
      respond('function handler(e) { e.response.headers.via.value = "x"; return e.response; }'),
    ).toMatchObject({
      status: 502,
      result: "FunctionValidationError",
    });
  });
});

describe("the CloudFront Functions that are deployed for a site", () => {
  it.each([
    ["viewer request", viewerRequestBundle(siteWith({ domain })).code],
    ["viewer response", headerFunctionViewerBundle(siteWith({ headers: { rules: [headerRule] } })).code],
  ])("%s needs no time limit, whose price is many times its own", (_, code) => {
    expect(isBounded(parseFunction(code, "cloudfront-js-2.0"))).toBe(true);
  });
});
