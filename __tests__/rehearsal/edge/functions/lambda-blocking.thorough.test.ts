import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap, type LambdaFunction } from "../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../rehearsal/edge/functions";

const context = {
  ...{ distributionDomainName: "d1.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap() };

let functions = new EdgeFunctions({ store: () => undefined, blocking: true });
afterEach(async () => {
  await functions.close();
  functions = new EdgeFunctions({ store: () => undefined, blocking: true });
});

/** A name of Node's gives it a thread. */
function lambda(body: string, timeout = 5): LambdaFunction {
  const code = `let n = process.exitCode ?? 0; exports.handler = async (event) => { ${body} };`;
  return {
    ...{ type: "lambda", eventType: "origin-request", name: "f", runtime: "nodejs22.x" },
    ...{ handler: "index.handler", arn: "arn:f:1", timeout, memorySize: 128, includeBody: false },
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}

/** Without a turn of the event loop: there would be a promise otherwise. */
function bodyOf(fn: LambdaFunction): unknown {
  const outcome = functions.onRequest(fn, context, request);
  if (outcome instanceof Promise) throw new Error("the thread did not wait");
  return outcome.type === "response" ? Buffer.from(outcome.response.body ?? []).toString() : outcome;
}

describe("on a virtual clock, the thread waits for a Lambda@Edge function in its own", () => {
  it("which keeps its environment from one event to the next, timers and all", () => {
    const waiting = "await new Promise((done) => setTimeout(done, 1));";
    const fn = lambda(`${waiting} return { status: "200", body: String(++n) };`);
    expect([bodyOf(fn), bodyOf(fn)]).toEqual(["1", "2"]);
  });

  it.each([
    ["throws", 'throw new Error("no");', "no", 5],
    ["ends its process", "process.exit(1);", "it took longer than 100 ms", 0.1],
    ["never ends", "while (true) {}", "it took longer than 100 ms", 0.1],
  ])("and goes on when it %s", (_, body, reason, timeout) => {
    expect(bodyOf(lambda(body, timeout))).toMatchObject({ type: "error", status: 503, reason });
    expect(bodyOf(lambda('return { status: "200", body: "fine" };'))).toBe("fine");
  });
});
