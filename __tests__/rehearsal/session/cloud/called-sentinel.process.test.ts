import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import { zipSync } from "fflate";
import { expect, it, onTestFinished, vi } from "vitest";
import { CalledSentinel } from "../../../../rehearsal/session/cloud/called-sentinel";

interface PutMetric {
  readonly MetricName: string;
  readonly Value: number;
  readonly Dimensions: readonly [{ readonly Name: string; readonly Value: string }];
}

/** A local AWS with one function, and the schedule that calls it. */
async function aws(handler: string) {
  const asked: string[] = [];
  const metrics: string[] = [];
  let measured = () => {};
  const deployed = { state: "ENABLED", rate: "rate(5 minutes)", sha256: "one", handler };
  const server = createServer((request, response) => {
    const { headers, url = "" } = request;
    if (/\/monitoring\//.test(headers.authorization ?? "")) {
      void text(request).then((body) => {
        const { MetricData, Namespace } = JSON.parse(body);
        metrics.push(
          ...MetricData.map(({ Dimensions: [{ Name, Value: of }], MetricName, Value }: PutMetric) =>
            [Namespace, MetricName, Name, of, Value].join(" "),
          ),
        );
        response.writeHead(200, { "content-type": "application/x-amz-json-1.0" }).end("{}");
        measured();
      });
      return;
    }
    asked.push(
      `${url.split("?")[0]} ${/\d{8}\/([^/]+\/[^/]+)/.exec(headers.authorization ?? "")?.[1] ?? ""}`,
    );
    const json = (value: object) =>
      response.writeHead(200, { "content-type": "application/json" }).end(JSON.stringify(value));
    if (url.startsWith("/schedules/"))
      return json({ State: deployed.state, ScheduleExpression: deployed.rate });
    if (url === "/code")
      return response.end(zipSync({ "index.js": new TextEncoder().encode(deployed.handler) }));
    json({
      Configuration: { CodeSha256: deployed.sha256, Environment: { Variables: { SITE: "shop" } } },
      Code: { Location: `${here()}/code` },
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const here = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  onTestFinished(() => void server.close());
  const said: string[] = [];
  let heard = () => {};
  const called = new CalledSentinel({
    ...{
      site: "shop",
      sentinel: { name: "shop-sentinel", region: "eu-west-1" },
      edge: "https://127.0.0.1:1",
    },
    env: { ...process.env, AWS_ENDPOINT_URL: here(), AWS_ACCESS_KEY_ID: "a", AWS_SECRET_ACCESS_KEY: "b" },
    say(line) {
      said.push(line);
      heard();
    },
  });
  onTestFinished(() => called.stop());
  /** What it says next. */
  const next = () =>
    new Promise<void>((resolve) => {
      heard = resolve;
    });
  /** Calls it, and waits for what it says. */
  const hearing = async () => {
    const heardOf = next();
    const wait = await called.call();
    await heardOf;
    return wait;
  };
  /** Once CloudWatch has been told so many things. */
  const told = (count: number) =>
    new Promise<readonly string[]>((resolve) => {
      measured = () => {
        if (metrics.length >= count) resolve(metrics);
      };
      measured();
    });
  return { asked, called, deployed, hearing, next, said, told };
}

const counting = (name: string) => `let calls = 0;
exports.handler = async () => {
  calls += 1;
  console.log(JSON.stringify({ Concern: 2, decision: "nothing", reason: "${name} " + calls + " at " + process.env.OUTLAST_EDGE + " of " + process.env.SITE }));
};`;

it("runs what is deployed as its schedule says, in one process until other code is deployed", async () => {
  const { asked, deployed, hearing, said } = await aws(counting("old"));
  expect(await hearing()).toBe(300_000);
  await hearing();
  Object.assign(deployed, { handler: counting("new"), sha256: "two", rate: "rate(1 minute)" });
  expect(await hearing()).toBe(60_000);
  expect(said).toEqual(
    ["old 1", "old 2", "new 1"].map(
      (count) => `shop: the sentinel of eu-west-1 (nothing): ${count} at https://127.0.0.1:1 of shop`,
    ),
  );
  expect(asked[0]).toBe("/schedules/shop-sentinel eu-west-1/scheduler");
});

it("is called at once when it is started, and by nobody once it is stopped", async () => {
  const { asked, called, next, said } = await aws(counting("started"));
  const first = next();
  called.start();
  await first;
  expect(said).toEqual([expect.stringContaining("started 1 at")]);
  await called.stop();
  expect(asked.filter((one) => one.startsWith("/schedules/"))).toHaveLength(1);
});

it("is called again and again, whenever the rate of its schedule is over", async () => {
  vi.useFakeTimers({ toFake: ["setTimeout", "clearTimeout"] });
  onTestFinished(() => void vi.useRealTimers());
  const { called, next, said } = await aws(counting("called"));
  const calls = vi.spyOn(called, "call");
  const first = next();
  called.start();
  vi.advanceTimersByTime(0);
  await first;
  for (const count of [2, 3]) {
    const heard = next();
    vi.advanceTimersByTime(299_999);
    expect(calls).toHaveBeenCalledTimes(count - 1);
    vi.advanceTimersByTime(1);
    expect(calls).toHaveBeenCalledTimes(count);
    await heard;
    expect(said.at(-1)).toContain(`called ${count} at`);
  }
});

it("answers whoever calls it with what its handler gives, throws, or ends with", async () => {
  const { called } = await aws(`exports.handler = async ({ does }) => {
    if (does === "end") process.exit(1);
    if (does === "throw") throw new RangeError("too far");
    return { does };
  };`);
  expect(await called.invoke({ does: "answer" })).toEqual({ value: { does: "answer" } });
  expect(await called.invoke({ does: "throw" })).toEqual({
    error: { errorType: "RangeError", errorMessage: "too far" },
  });
  expect(await called.invoke({ does: "end" })).toMatchObject({ error: { errorType: "Runtime.ExitError" } });
  expect(await called.invoke({ does: "answer again" })).toEqual({ value: { does: "answer again" } });
});

it("calls nothing by a schedule that is off", async () => {
  const { asked, called, deployed, said } = await aws(counting("off"));
  deployed.state = "DISABLED";
  await called.call();
  expect([said, asked.length]).toEqual([[], 1]);
});

it("is in CloudWatch as one of AWS's is, so that status shows whether it runs and what it decided", async () => {
  const { called, deployed, told } = await aws(counting("measured"));
  await called.call();
  expect(await told(3)).toEqual([
    "AWS/Lambda Invocations FunctionName shop-sentinel 1",
    "AWS/Lambda Errors FunctionName shop-sentinel 0",
    "outlast Concern Site shop 2",
  ]);
  Object.assign(deployed, { handler: "exports.handler = async () => { throw new Error() };", sha256: "two" });
  await called.call();
  expect((await told(5)).slice(3)).toEqual([
    "AWS/Lambda Invocations FunctionName shop-sentinel 1",
    "AWS/Lambda Errors FunctionName shop-sentinel 1",
  ]);
});
