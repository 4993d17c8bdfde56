// Functions that forget a promise which is rejected, in a process of its own; prints what visitors get.
import { HeaderMap, type LambdaFunction } from "../../../../../rehearsal/edge";
import { EdgeFunctions } from "../../../../../rehearsal/edge/functions";

const context = {
  ...{ distributionDomainName: "d1.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 0 },
};
const request = { method: "GET", uri: "/a", query: "", headers: new HeaderMap() };
const functions = new EdgeFunctions({ store: () => undefined });

async function outcomeOf(kind: "cloudfront-function" | "lambda", code: string): Promise<string> {
  const outcome = await functions.onRequest(
    kind === "lambda"
      ? ({
          ...{ type: kind, eventType: "viewer-request", name: "f", runtime: "nodejs22.x" },
          ...{ handler: "index.handler", arn: "arn:f:1", timeout: 5, memorySize: 128, includeBody: false },
          files: new Map([["index.js", Buffer.from(code)]]),
        } satisfies LambdaFunction)
      : {
          ...{ type: kind, eventType: "viewer-request", name: "f", runtime: "cloudfront-js-2.0", arn: "arn" },
          code,
        },
    context,
    request,
  );
  return outcome.type;
}

async function main(): Promise<void> {
  const floating = "Promise.reject(new Error('forgotten'));";
  const first = await outcomeOf(
    "cloudfront-function",
    `import cf from "cloudfront"; ${floating} function handler(e) { cf.kvs().get("a"); return e.request; }`,
  );
  const second = await outcomeOf(
    "lambda",
    `${floating} exports.handler = async (e) => { ${floating} return e.Records[0].cf.request; };`,
  );
  // Node tells of forgotten rejections when the event loop turns.
  await new Promise((resolve) => setImmediate(resolve));
  console.log(`${first} ${second}`);
  if (process.argv.includes("--own")) void Promise.reject(new Error("the process's own"));
}

void main();
