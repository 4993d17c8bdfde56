import { CloudFront } from "@aws-sdk/client-cloudfront";
import { afterAll, describe, expect, it } from "vitest";
import { HeaderMap } from "../../facts/http/header-map";
import { EdgeFunctions } from "../../rehearsal/edge/functions";
import type { CloudFrontFunction, LambdaFunction } from "../../rehearsal/edge/model";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { fakeMoto } from "../rehearsal/cloud/support/fake-moto";
import { behavior, clientConfig, smallDistribution } from "../rehearsal/cloud/support/test-cloud";
import { eventually } from "../support/eventually";

const context = {
  ...{ distributionDomainName: "d1.cloudfront.net", distributionId: "E1", requestId: "r1" },
  ...{ clientIp: "203.0.113.7", now: 1_700_000_000_000 },
};
const store = {
  count: () => 1,
  get: (key: string) => (key === "page" ? "/from-the-store" : undefined),
  meta: () => ({
    creationDateTime: "2026-01-01T00:00:00Z",
    lastUpdatedDateTime: "2026-01-01T00:00:00Z",
    keyCount: 1,
  }),
};
const functions = new EdgeFunctions({ store: () => store, apart: true });
/** What only computes is stopped sooner there: it would take all that it is given. */
const impatient = new EdgeFunctions({ store: () => store, apart: true, computingCap: 250 });
afterAll(() => Promise.all([functions.close(), impatient.close()]));

const asked = (uri: string) => ({
  ...{ method: "GET", uri, query: "" },
  headers: new HeaderMap({ host: "a.b" }),
});

function cff(statements: string, module = ""): CloudFrontFunction {
  return {
    ...{ type: "cloudfront-function", eventType: "viewer-request", name: "f", arn: "arn:f" },
    ...{ runtime: "cloudfront-js-2.0", keyValueStoreArn: "arn:store/1" },
    code: `${module} async function handler(event) { var request = event.request; if (request.uri !== "/good") { ${statements} } return request; }`,
  };
}

function lambda(statements: string, timeout = 5): LambdaFunction {
  const code = `exports.handler = async (event) => { const { request } = event.Records[0].cf; if (request.uri !== "/good") { ${statements} } return request; };`;
  return {
    ...{
      type: "lambda",
      eventType: "origin-request",
      name: "f",
      runtime: "nodejs22.x",
      handler: "index.handler",
    },
    ...{ arn: "arn:f:1", timeout, memorySize: 128, includeBody: false },
    files: new Map([["index.js", Buffer.from(code)]]),
  };
}

async function outcomeOf(
  fn: CloudFrontFunction | LambdaFunction,
  uri: string,
  edge = functions,
): Promise<string> {
  const outcome = await edge.onRequest(fn, context, asked(uri));
  if (outcome.type === "error") return `${outcome.status} ${outcome.reason}`;
  return outcome.type === "request" ? outcome.request.uri : "a response";
}

const attacks = [
  ["a search through a thousand million holes", "new Array(1e9).indexOf(1);"],
  ["the same of what only says that it is long", "[].lastIndexOf.call({ length: 2e9 }, 1);"],
  [
    "texts that double",
    "var s = 'ab'; for (var i = 0; i < 27; i++) s += s; for (i = 0; i < 15000; i++) s.indexOf('c' + i);",
  ],
  ["a sort of its own making", "new Array(3e6).fill(0).sort(function () { return 1; });"],
] as const;
const hoards = [
  ["lists in lists", "var all = []; for (var i = 0; i < 19000; i++) all.push(new Array(1e5).fill(i));"],
  [
    "a text for each element",
    "var all = []; for (var i = 0; i < 15000; i++) all.push('x'.repeat(1e6).split(''));",
  ],
] as const;
/** V8 ends the whole process where one built-in call asks for more than a thread may have. */
const ends = [
  ["a list that is filled", "new Array(3e8).fill(0);"],
  ["lists that are joined", "[].concat(new Array(3e8).fill(0), new Array(3e8).fill(0));"],
  ["a text in characters", "'x'.repeat(5e8).split('');"],
  ["all that an expression finds", "'x'.repeat(2e8).match(/x/g);"],
  ["bytes that no heap counts", "new Uint8Array(3e9).fill(1);"],
] as const;

describe("a function that is to stop the edge", () => {
  it.each([
    ...attacks.slice(1).map((attack) => [...attack, impatient] as const),
    // One that only computes as well, as long as anybody's may.
    ...[attacks[0], ...hoards, ...ends].map((attack) => [...attack, functions] as const),
  ])("by %s is over after its deadline, and the next request is served", async (_, statements, edge) => {
    const fn = cff(statements);
    expect(await outcomeOf(fn, "/bad", edge)).toMatch(/^503 /);
    expect(await outcomeOf(fn, "/good", edge)).toBe("/good");
  });

  it.each([
    [...attacks[0], 0.1],
    [...ends[3], 5],
  ] as const)("by %s is so when it is Lambda's too", async (_, statements, timeout) => {
    const fn = lambda(statements, timeout);
    expect(await outcomeOf(fn, "/bad")).toMatch(/^503 /);
    expect(await outcomeOf(lambda(""), "/good")).toBe("/good");
  });
});

describe("a CloudFront Function in a process of its own", () => {
  it("has its store, its libraries, its logs and its state as ever", async () => {
    const fn = cff(
      'count += 1; request.uri = await cf.kvs().get("page") + Buffer.from("-" + count).toString();',
      'import cf from "cloudfront"; var count = 0;',
    );
    expect(await outcomeOf(fn, "/a")).toBe("/from-the-store-1");
    expect(await outcomeOf(fn, "/a")).toBe("/from-the-store-2");
  });

  it("says why it cannot be loaded", async () => {
    expect(await outcomeOf(cff("", "throw new Error('not today');"), "/a")).toBe("503 not today");
    expect(await outcomeOf(cff("", "while (true) {}"), "/a")).toMatch(/^503 .*compute time/);
  });
});

describe("a function of the local cloud", () => {
  it("ends neither the cloud nor its edge, deployed or tested, and leaves no process", async () => {
    const moto = await fakeMoto();
    const local = await LocalCloud.start({
      moto: { endpoint: moto.endpoint, stop: async () => {} },
      ...{ port: 0, edgePort: 0, deploymentMs: 0, say: () => {} },
    });
    const { cloud, accessKey } = local;
    const credentials = { accessKeyId: accessKey, secretAccessKey: "any" };
    const client = new CloudFront({ ...clientConfig(cloud.url), credentials });
    const [, , , [, statements]] = ends;
    const { code } = cff(`if (request.uri === "/bad") { ${statements} } return { statusCode: 204 };`);
    const { ETag } = await client.createFunction({
      ...{ Name: "f", FunctionConfig: { Comment: "", Runtime: "cloudfront-js-2.0" } },
      FunctionCode: Buffer.from(code),
    });
    const EventObject = Buffer.from(JSON.stringify({ request: { uri: "/bad" } }));
    const tested = await client.testFunction({ Name: "f", IfMatch: ETag, EventObject });
    expect(tested.TestResult?.FunctionErrorMessage).toMatch(/compute time|memory/);
    await client.publishFunction({ Name: "f", IfMatch: ETag });
    const FunctionARN = "arn:aws:cloudfront::123456789012:function/f";
    const functionOfVisitors = { FunctionARN, EventType: "viewer-request" as const };
    await client.createDistribution({
      DistributionConfig: smallDistribution({
        DefaultCacheBehavior: {
          ...behavior("primary"),
          ViewerProtocolPolicy: "allow-all",
          FunctionAssociations: { Quantity: 1, Items: [functionOfVisitors] },
        },
      }),
    });
    await eventually(() => expect(cloud.distributions()).toHaveLength(1));
    const visit = async (path: string) => (await fetch(new URL(path, local.url))).status;
    expect([await visit("/bad"), await visit("/other")]).toEqual([503, 204]);
    await local.close();
    await moto.close();
  });
});
