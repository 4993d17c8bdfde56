import { unzipSync } from "fflate";
import { afterAll, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../../facts/http/header-map";
import { headerFunctionArchive } from "../../../../modules/edge-bundle";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { selfContained } from "../../../../rehearsal/edge/functions/lambda/self-contained";
import type { LambdaFunction } from "../../../../rehearsal/edge/model";
import { headerRule, siteWith } from "../../../support/sites";

const context = {
  distributionDomainName: "d111111abcdef8.cloudfront.net",
  distributionId: "E1",
  requestId: "r1",
  clientIp: "203.0.113.7",
  now: 0,
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap() };

function lambda(files: Record<string, string | Uint8Array>): LambdaFunction {
  return {
    type: "lambda",
    eventType: "origin-request",
    arn: "arn:aws:lambda:us-east-1:123456789012:function:f:1",
    name: "f",
    runtime: "nodejs22.x",
    handler: "index.handler",
    timeout: 5,
    memorySize: 128,
    includeBody: false,
    files: new Map(Object.entries(files).map(([file, content]) => [file, Buffer.from(content)])),
  };
}

const runsHere = (code: string) => selfContained(lambda({ "index.js": code })) !== undefined;

describe("a Lambda@Edge function runs in this thread", () => {
  it.each([
    ["the language alone", "exports.handler = async (event) => ({ status: String(Math.max(200, 1)) });"],
    ["a bundle's names and fields", "const p = { process: 1 }; exports.handler = async () => p.process;"],
    ["a class", "class A { n = 1; get() { return this.n; } } exports.handler = async () => new A().get();"],
    ["a label", "exports.handler = async () => { fetch: for (const a of [1]) break fetch; };"],
  ])("when it needs no more than %s", (_, code) => {
    expect(runsHere(code)).toBe(true);
  });

  it("when it is the one that is deployed for a site", () => {
    const { zip } = headerFunctionArchive(siteWith({ headers: { rules: [headerRule] } }));
    const alone = selfContained(lambda(unzipSync(zip)));
    expect(alone?.bounded).toBe(true);
  });

  it.each([
    ["a module", 'const fs = require("fs");'],
    ["a module of its own", 'exports.handler = () => import("./other.js");'],
    ["the environment", "exports.handler = async () => process.env.A;"],
    ["Buffer", 'exports.handler = async () => Buffer.from("a");'],
    ["a timer", "exports.handler = () => new Promise((done) => setTimeout(done, 1));"],
    ["the network", 'exports.handler = () => fetch("https://example.com");'],
    ["the global object by name", "exports.handler = async () => globalThis.process;"],
    ["the global object as this", "exports.handler = function () { return this.process; };"],
    ["code made from text", 'exports.handler = () => eval("1");'],
    ["what makes code from text", 'exports.handler = () => (() => {}).constructor("return process")();'],
    ["the same, under its name", 'exports.handler = () => (() => {})["constructor"]("return process")();'],
    ["a local name that is Node's too", "const fetch = 1; exports.handler = async () => fetch;"],
    ["a name that is not JavaScript", "exports.handler = ;"],
  ])("but not when it needs %s", (_, code) => {
    expect(runsHere(code)).toBe(false);
  });

  it("but not when its archive says what kind of module it is", () => {
    const code = "exports.handler = async () => 1;";
    expect(selfContained(lambda({ "index.js": code, "package.json": '{"type":"module"}' }))).toBeUndefined();
  });
});

describe("in this thread", () => {
  const functions = new EdgeFunctions({ store: () => undefined });
  const impatient = new EdgeFunctions({ store: () => undefined, lambdaTimeoutCap: 50 });
  afterAll(() => Promise.all([functions.close(), impatient.close()]));

  async function answerOf(code: string, edge = functions): Promise<unknown> {
    const outcome = await edge.onRequest(lambda({ "index.js": code }), context, request);
    if (outcome.type === "error") return outcome.reason;
    return outcome.type === "response" ? Buffer.from(outcome.response.body ?? []).toString() : outcome;
  }
  const answering = (expression: string) => `({ status: "200", body: String(${expression}) })`;

  it("a function that computes for long gets a thread, and its answer", async () => {
    const code = `exports.handler = async () => {
      let sum = 0;
      for (let i = 1; i <= 3000000; i++) sum += i;
      return ${answering("sum")};
    };`;
    expect(await answerOf(code)).toBe("4500001500000");
  });

  it.each([
    ["while", "while (true);"],
    ["for-of", "for (const a of (function* () { while (true) yield 1; })());"],
    ["recursion without an end", "const f = () => f(); try { f(); } catch {} for (;;) f;"],
    ["promises without an end", "const again = () => Promise.resolve().then(again); await again();"],
    ["a method of a class", "class A { run() { for (;;); } } new A().run();"],
  ])("an endless function times out: %s", async (_, statements) => {
    expect(await answerOf(`exports.handler = async () => { ${statements} };`, impatient)).toBe(
      "it took longer than 50 ms",
    );
  });

  it("strict code stays strict, and other code is not", async () => {
    const isStrict = "(() => { try { undeclared = 1; return false; } catch { return true; } })()";
    expect(await answerOf(`"use strict"; exports.handler = async () => ${answering(isStrict)};`)).toBe(
      "true",
    );
    const inside = `exports.handler = async () => { "use strict"; return ${answering(isStrict)}; };`;
    expect(await answerOf(inside)).toBe("true");
    expect(await answerOf(`exports.handler = async () => ${answering(isStrict)};`)).toBe("false");
  });

  it("the first answer counts", async () => {
    const code = `exports.handler = (event, context, callback) => {
      callback(null, ${answering('"first"')});
      callback(null, ${answering('"second"')});
    };`;
    expect(await answerOf(code)).toBe("first");
  });

  it("nothing of this process is in reach", async () => {
    const code = `exports.handler = async (event) => ${answering('typeof console.log + typeof event["const" + "ructor"]')};`;
    expect(await answerOf(code)).toBe("functionfunction");
    const fromText = `exports.handler = async (event) => {
      const make = event["const" + "ructor"]["const" + "ructor"];
      return ${answering('make("return process")()')};
    };`;
    expect(await answerOf(fromText)).toMatch(/Code generation from strings disallowed/);
  });
});
