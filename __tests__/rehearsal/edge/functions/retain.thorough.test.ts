import { mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap, type LambdaFunction } from "../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";
import { eventually } from "../../../support/eventually";
import { behavior, distribution } from "../harness";

const context = {
  ...{ distributionDomainName: "d1.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap({ host: "www.example.com" }) };

let functions = new EdgeFunctions({ store: () => undefined });
afterEach(async () => {
  await functions.close();
  functions = new EdgeFunctions({ store: () => undefined });
});

function lambda(code: string): LambdaFunction {
  return {
    ...{
      type: "lambda",
      eventType: "origin-request",
      name: "f",
      runtime: "nodejs22.x",
      handler: "index.handler",
    },
    ...{ arn: "arn:f:1", timeout: 5, memorySize: 128, includeBody: false },
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}
/** A name of Node's gives it a thread. */
const counting =
  'let n = process.exitCode ?? 0; exports.handler = async () => ({ status: "200", body: String(++n) });';
const having = (...fns: LambdaFunction[]) =>
  distribution({ defaultCacheBehavior: behavior({ functions: fns }) });
const body = async (fn: LambdaFunction) => {
  const done = await functions.onRequest(fn, context, request);
  return done.type === "response" ? Buffer.from(done.response.body ?? "").toString() : done;
};
/** Archives that are unpacked, here and in tests beside this one. */
const folders = () => new Set(readdirSync(tmpdir()).filter((name) => name.startsWith("outlast-lambda-")));

describe("environments of Lambda@Edge after a deployment", () => {
  it("stay for a function that stays, and go with one that is gone, its events in hand answered", async () => {
    const before = folders();
    const [kept, gone] = [lambda(counting), lambda(counting)];
    await Promise.all([body(kept), body(gone)]);
    const own = [...folders()].filter((name) => !before.has(name));
    const late = body(gone);
    functions.retain([having(kept)]);
    expect(await late).toBe("2");
    expect(await body(kept)).toBe("2");
    await eventually(() => expect(own.filter((name) => folders().has(name)).length).toBeLessThan(own.length));
    // A request that still has the old distribution finds it started anew.
    expect(await body(gone)).toBe("1");
  });
});

describe("environments of Lambda@Edge for events at once", () => {
  it("handle what has come while the first one loaded the function", async () => {
    const fn = lambda(counting);
    const answered = await Promise.all(Array.from({ length: 8 }, () => body(fn)));
    expect(answered).toContain("2");
  });

  it("are as many as there are events that take their time", async () => {
    const began = join(mkdtempSync(join(tmpdir(), "outlast-events-")), "began");
    const together = `const { appendFileSync, readFileSync } = require("node:fs"); process;
exports.handler = async () => {
  appendFileSync(${JSON.stringify(began)}, ".");
  while (readFileSync(${JSON.stringify(began)}).length < 4) await new Promise((again) => setTimeout(again, 5));
  return { status: "200", body: "together" };
};`;
    const fn = { ...lambda(together), timeout: 30 };
    await functions.close();
    functions = new EdgeFunctions({ store: () => undefined, lambdaTimeoutCap: 30_000 });
    const answered = await Promise.all(Array.from({ length: 4 }, () => body(fn)));
    expect(answered).toEqual(Array(4).fill("together"));
    rmSync(dirname(began), { recursive: true });
  });
});

describe("environments of Lambda@Edge where the edge is closed", () => {
  const closed = expect.objectContaining({ reason: "the edge was closed" });

  it("are started no more for events that waited for one, nor for those that come afterwards", async () => {
    const fn = lambda("process; exports.handler = () => new Promise(() => {});");
    // More than one function may have environments for.
    const asked = Array.from({ length: 12 }, () => body(fn));
    await functions.close();
    expect(await Promise.all(asked)).toEqual(Array(12).fill(closed));
    expect(await body(fn)).toEqual(closed);
    expect(await body(lambda(counting))).toEqual(closed);
  });

  it("answer all that waited for one where a deployment has taken their function away", async () => {
    const fn = lambda(counting);
    const asked = Array.from({ length: 12 }, () => body(fn));
    functions.retain([]);
    const answered = await Promise.all(asked);
    expect(answered.every((one) => /^\d+$/.test(String(one)))).toBe(true);
  });
});
