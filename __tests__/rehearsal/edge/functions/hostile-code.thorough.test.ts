import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { afterAll, describe, expect, it } from "vitest";
import {
  type CloudFrontFunction,
  type FunctionRequest,
  HeaderMap,
  type LambdaFunction,
} from "../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { behavior, customOrigin, ScriptedEdge, withHeaders } from "../harness";

const context = {
  ...{ distributionDomainName: "d1.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const functions = new EdgeFunctions({ store: () => undefined, lambdaTimeoutCap: 2_000 });
afterAll(() => functions.close());

const asked = (headers: Record<string, string> = {}): FunctionRequest => ({
  ...{ method: "GET", uri: "/a", query: "", origin: customOrigin("api") },
  headers: new HeaderMap({ host: "www.example.com", ...headers }),
});

/** A CloudFront Function whose handler has these statements, after those of its module. */
function cff(statements: string, module = ""): CloudFrontFunction {
  return {
    ...{ type: "cloudfront-function", eventType: "viewer-request", name: "f", arn: "arn:f" },
    runtime: "cloudfront-js-2.0",
    code: `${module} function handler(event) { var request = event.request; ${statements} return request; }`,
  };
}

function lambda(
  statements: string,
  eventType: LambdaFunction["eventType"] = "origin-request",
): LambdaFunction {
  const code = `exports.handler = async (event, context) => {
    const { request } = event.Records[0].cf; ${statements} return request;
  };`;
  return {
    ...{ type: "lambda", eventType, name: "f", runtime: "nodejs22.x", handler: "index.handler" },
    ...{ arn: "arn:f:1", timeout: 5, memorySize: 128, includeBody: false },
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}

/** Type, and for errors status and reason, of what comes of a function. */
async function outcomeOf(fn: CloudFrontFunction | LambdaFunction, request = asked()): Promise<string> {
  const outcome = await functions.onRequest(fn, context, request);
  if (outcome.type === "error") return `${outcome.status} ${outcome.reason}`;
  return outcome.type === "request"
    ? outcome.request.uri
    : Buffer.from(outcome.response.body ?? []).toString();
}

describe("a promise that a function forgets, and that is rejected", () => {
  const run = promisify(execFile);
  const entry = "__tests__/rehearsal/edge/functions/support/floating-entry.ts";

  it("changes nothing for visitors, and ends no process", async () => {
    const { stdout } = await run(process.execPath, ["bin/run.mjs", entry]);
    expect(stdout).toBe("request request\n");
  });

  it("is still the end of a process whose own it is", async () => {
    const ended = run(process.execPath, ["bin/run.mjs", entry, "--own"]);
    await expect(ended).rejects.toMatchObject({ stderr: expect.stringContaining("the process's own") });
  });
});

describe("a function that is to get at this process", () => {
  const fromHost = 'f("return typeof process")()';

  it.each([
    [
      "by an error at the end of the stack",
      cff(
        `function deep() {
           try { deep(); } catch (error) { found = "nothing"; }
           if (isLoaded) return;
           try { Buffer; isLoaded = true; } catch (error) {
             try { var f = error.constructor.constructor; found = ${fromHost}; isLoaded = true; } catch (refused) { found = "refused"; }
           }
         }
         deep(); request.uri = "/" + found;`,
        'var found = "nothing", isLoaded = false;',
      ),
    ],
    [
      "by who calls a method that it has replaced",
      cff(
        `request.uri = "/" + found;`,
        `var found = "nothing";
         String.prototype.trim = Date;
         Date.prototype.toString = function () {
           try { var f = Date.caller.arguments[0].constructor.constructor; found = ${fromHost}; }
           catch (error) { found = "refused"; }
           return "";
         };`,
      ),
    ],
    [
      "by who calls one from sloppy code",
      lambda(
        `String.prototype.split = function replaced() {
           try { const f = replaced.caller.caller.arguments[0]["con" + "structor"]["con" + "structor"];
             Array.found = ${fromHost}; } catch (error) { Array.found = "refused"; }
           return ["X-Other"];
         };
         request.uri = "/" + (Array.found || "nothing");`,
      ),
    ],
  ])("%s finds nothing", async (_, fn) => {
    await outcomeOf(fn, asked({ cookie: "a=1" }));
    // A header of another name has to be taken apart anew.
    expect(await outcomeOf(fn, asked({ cookie: "a=1", "x-other": "1" }))).toMatch(
      /^\/(nothing|refused)$|^503 /,
    );
  });
});

describe("a CloudFront Function that is to run for ever", () => {
  it.each([
    ["under another spelling of the counter's name", "$\\u006futlastTick = Math.random; while (true) {}"],
    ["in an expression made by a constructor", 'new (/x/.constructor)("^(a+)+b(?=c)").test("a".repeat(40));'],
    ["in an expression made by a computed method", '"a".repeat(40)["match"]("^(a+)+b(?=c)");'],
  ])("%s ends all the same", async (_, statements) => {
    expect(await outcomeOf(cff(statements))).toMatch(/^503 /);
  });
});

describe("what CloudFront would not send", () => {
  it.each([
    [
      "more than a function's memory",
      'request.uri = "/" + "a".repeat(3000000);',
      "503 it used more than 2 MB",
    ],
    ["a status before the last", "return { statusCode: 103 };", "502 statusCode"],
    [
      "a header beyond Latin-1",
      'return { statusCode: 302, headers: { location: { value: "/日本" } } };',
      "502",
    ],
    [
      "a description beyond it",
      'return { statusCode: 200, statusDescription: "日本" };',
      "502 statusDescription",
    ],
    ["a description of two lines", 'return { statusCode: 200, statusDescription: "a\\r\\nb" };', "502"],
    ["a path that has to be encoded", 'request.uri = "/日本";', "502 uri or query"],
  ])("a CloudFront Function cannot answer with %s", async (_, statements, expected) => {
    expect(await outcomeOf(cff(statements))).toContain(expected);
  });

  it.each([
    ["no host name", 'request.origin.custom.domainName = "a b/c";', "domainName"],
    ["a path that ends with a slash", 'request.origin.custom.path = "/a/";', "path"],
    ["no port", "request.origin.custom.port = 99999999;", "port"],
    ["a time that is no number", 'request.origin.custom.readTimeout = "abc";', "readTimeout"],
    ["a time before now", "request.origin.custom.readTimeout = -5;", "readTimeout"],
    ["an endless time", "request.origin.custom.readTimeout = 99999999;", "readTimeout"],
    ["no list of protocols", "request.origin.custom.sslProtocols = 5;", "sslProtocols"],
    ["a path that has to be encoded", 'request.uri = "/日本";', "uri or query"],
  ])("a Lambda@Edge function cannot name an origin with %s", async (_, statements, named) => {
    expect(await outcomeOf(lambda(statements))).toMatch(new RegExp(`^502 .*${named}`));
  });

  it("a Lambda@Edge function cannot answer a viewer with headers of more than 40 KB, body or none", async () => {
    const statements = `return { status: "200", headers: { a: [{ value: "${"a".repeat(50_000)}" }] } };`;
    expect(await outcomeOf(lambda(statements, "viewer-request"))).toMatch(/^502 .*40960 bytes/);
  });
});

describe("headers that are not exposed to functions", () => {
  const sent = { connection: "keep-alive", "x-real-ip": "192.0.2.1", "x-amz-cf-id": "abc" };
  const names = `request.uri = "/" + Object.keys(request.headers).join("-");`;

  it.each([
    ["a CloudFront Function", cff(names)],
    ["a Lambda@Edge function", lambda(names)],
  ])("%s does not see them", async (_, fn) => {
    expect(await outcomeOf(fn, asked(sent))).toBe("/host");
  });

  it.each([
    ["a CloudFront Function", cff('request.headers["x-new"] = { value: "1" };')],
    ["a Lambda@Edge function", lambda('request.headers["x-new"] = [{ value: "1" }];')],
  ])("and go on past what %s changes", async (_, fn) => {
    const outcome = await functions.onRequest(fn, context, asked(sent));
    expect(outcome.type === "request" && Object.fromEntries(outcome.request.headers)).toEqual({
      host: "www.example.com",
      "x-new": "1",
      ...sent,
    });
  });

  it("so a browser gets its page through functions that return what they were given, and the origin all of it", async () => {
    const viewer = cff('request.headers["x-new"] = { value: "1" };');
    const origin = lambda("");
    const rehearsal = new ScriptedEdge(
      { primary: 200 },
      { defaultCacheBehavior: behavior({ functions: [viewer, origin] }) },
      { functions },
    );
    const browser = { Connection: "keep-alive", "Upgrade-Insecure-Requests": "1", "X-Real-IP": "192.0.2.1" };
    expect(await rehearsal.get("/page", withHeaders(browser))).toMatchObject({ status: 200 });
    expect(rehearsal.origins.asked[0]?.headers.get("x-amz-cf-id")).toMatch(/==$/);
  });

  it("a request that is left alone is the same request", async () => {
    const request = asked(sent);
    expect(await functions.onRequest(cff(""), context, request)).toMatchObject({ type: "request", request });
  });
});

describe("events of one Lambda@Edge function at once", () => {
  it("have an environment each: one that hangs fails alone", async () => {
    const edge = new EdgeFunctions({ store: () => undefined });
    const slow = lambda('if (request.uri === "/hang") await new Promise((done) => setTimeout(done, 60000));');
    const hanging = edge.onRequest(slow, context, { ...asked(), uri: "/hang" });
    const others = await Promise.all([1, 2, 3].map(() => edge.onRequest(slow, context, asked())));
    expect(others.map(({ type }) => type)).toEqual(["request", "request", "request"]);
    await edge.close();
    expect(await hanging).toMatchObject({ type: "error", reason: "the edge was closed" });
  });
});
