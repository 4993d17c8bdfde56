import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { headerFunctionViewerBundle, viewerRequestBundle } from "../../../../modules/edge-bundle";
import type { FunctionResponse } from "../../../../rehearsal/edge/function-ports";
import { parseFunction } from "../../../../rehearsal/edge/functions/cloudfront/language";
import { isBounded } from "../../../../rehearsal/edge/functions/isolation/bounded";
import { domain, headerRule, siteWith } from "../../../support/sites";
import {
  cloudFrontFunction,
  context,
  functions,
  inside,
  returnsRequest,
  run,
  viewerRequest,
} from "./support/cloudfront-function";

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
