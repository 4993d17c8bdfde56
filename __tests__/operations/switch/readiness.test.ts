import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { healthPaths } from "../../../facts/site/health";
import { recordKeys } from "../../../facts/site/record-keys";
import type { Side } from "../../../facts/site/switch";
import { objectionsTo } from "../../../operations/switch/readiness";
import { type PartialAws, startPartialAws } from "../../support/partial-aws";
import { outputsOf } from "../../support/site-outputs";
import { stubEndpoint } from "../../support/stub-endpoint";

let aws: PartialAws;
/** CloudFront: a path of a region that fails is answered so. */
let edge: Server;
const failing = new Map<string, number>();
const outputs = outputsOf("E1", { url: "http://docs.example.org" });
const objections = (side: Side) =>
  objectionsTo(side, outputs, `http://127.0.0.1:${(edge.address() as AddressInfo).port}`);

beforeAll(async () => {
  aws = await startPartialAws("http://127.0.0.1:1");
  edge = createServer(({ url = "" }, response) => {
    const status = failing.get(url) ?? 200;
    response.writeHead(status).end(JSON.stringify({ region: "there", release: "r1" }));
  });
  await new Promise<void>((resolve) => edge.listen(0, "127.0.0.1", resolve));
  // Nothing here is silent: on a machine that is busy, an answer after the deadline counts as well.
  vi.useFakeTimers({ toFake: ["setTimeout"] });
  vi.spyOn(AbortSignal, "timeout").mockImplementation(() => new AbortController().signal);
  stubEndpoint(aws.url);
});
afterAll(async () => {
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.unstubAllEnvs();
  edge.close();
  await aws.close();
});

function hold(side: Side, release: string): void {
  const bytes = Buffer.from(JSON.stringify({ release }));
  aws.bucket(outputs.buckets[side].name).write(recordKeys.current, bytes);
}

describe.each(["primary", "replica"] as const)("sending visitors to the %s", (side) => {
  test("has nothing against it where both regions hold one release and it answers", async () => {
    hold("primary", "r1");
    hold("replica", "r1");
    expect(await objections(side)).toEqual([]);
  });

  test("is objected to while the regions hold different releases", async () => {
    hold("primary", "r1");
    hold("replica", "r2");
    expect(await objections(side)).toEqual(["the primary holds release r1, and the replica r2"]);
  });

  test("is objected to while it fails at the edge, and not while the other does", async () => {
    hold("replica", "r1");
    const other = side === "primary" ? "replica" : "primary";
    failing.set(healthPaths[other], 503);
    expect(await objections(side)).toEqual([]);
    failing.set(healthPaths[side], 503);
    expect(await objections(side)).toEqual([`the ${side} answers 503 to CloudFront`]);
    failing.clear();
  });
});
