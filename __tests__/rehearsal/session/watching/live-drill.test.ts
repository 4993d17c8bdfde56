import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VirtualClock } from "../../../../rehearsal/edge";
import { Session } from "../../../../rehearsal/session/session";
import { judgeSeconds } from "../../../../rehearsal/session/watching/live-judge";
import type { Picture, SeenOutcome, SeenSecond } from "../../../../rehearsal/session/watching/shown";
import { rehearsedSites } from "../support/served";

const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};

describe("a drill at what is served", () => {
  const clock = new VirtualClock();
  let session: Session;
  const ask = async <T = object>(path: string, body?: object): Promise<T> =>
    JSON.parse(await got(path, body)) as T;
  /** On a connection of its own: one that was kept may have ended while the clock went on. */
  const got = (path: string, body?: object): Promise<string> =>
    new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json" };
      const method = body ? "POST" : "GET";
      request(new URL(path, session.controlUrl), { agent: false, headers, method }, (answer) =>
        resolve(text(answer)),
      )
        .on("error", reject)
        .end(body && JSON.stringify(body));
    });
  const live = async () => (await ask<Picture>("/picture")).live;

  beforeAll(async () => {
    const sites = rehearsedSites({
      name: "docs",
      regions: { primary: "eu-central-1", replica: "eu-west-1" },
    });
    session = await Session.open(
      { read: async () => sites, watched: [], close: () => {} },
      options,
      quiet,
      clock,
    );
  });
  afterAll(() => session.close());

  it("breaks and mends by the scenario's times, has visitors come, and judges what they got", async () => {
    const scenario = "primary-slow-down";
    const begun = await ask("/live-drill", { scenario, speed: 60 });
    expect(begun).toMatchObject({ scenario, speed: 60 });
    expect(await ask("/live-drill", { scenario, speed: 60 })).toEqual({
      error: expect.stringContaining("a drill is running"),
    });
    await clock.advance(1_000);
    expect(session.controls.faults()).toEqual(["primary=503"]);
    expect((await live())?.verdict).toBeUndefined();
    await clock.advance(15_000);
    expect(session.controls.faults()).toEqual([]);
    await clock.advance(30_000);
    const over = await live();
    expect(over).toMatchObject({ verdict: "held", summary: expect.stringMatching(/^\d+ requests; every/) });
    const page = await got(`/drills/report?id=${over?.id}`);
    expect(page).toContain('<span class="held">held</span>');
    expect(page).toContain("primary=503");
    expect((await ask<Picture>("/picture")).visitors).toBe(0);
  });

  it("is broken where visitors failed, and mends what it broke when it is stopped", async () => {
    session.controls.clearCache();
    session.controls.setFault("replica=503");
    await ask("/live-drill", { scenario: "primary-refuses", speed: 10 });
    await clock.advance(20_000);
    expect(session.controls.faults()).toEqual(["primary=refuse", "replica=503"]);
    await ask("/stop-drill", {});
    await clock.advance(3_000);
    expect(session.controls.faults()).toEqual(["replica=503"]);
    expect(await live()).toMatchObject({
      verdict: "broken",
      summary: expect.stringContaining("availability"),
    });
  });

  it("says which scenarios need the virtual clock, and what it takes", async () => {
    const begin = (body: object) => ask<{ error: string }>("/live-drill", body);
    expect((await begin({ scenario: "headers-function-throws", speed: 60 })).error).toContain(
      "headers: throws on the virtual clock alone",
    );
    expect((await begin({ scenario: "primary-hangs" })).error).toMatch(/takes \d+ min.*: speed \d or more/);
    expect((await begin({ scenario: "primary-hangs", speed: 1_000 })).error).toContain("from 1 to 60");
    expect((await begin({ scenario: "moon" })).error).toContain("moon");
  });
});

describe("what seconds show", () => {
  const second = (at: number, outcomes: Partial<Record<SeenOutcome, number>>, p99 = 10): SeenSecond => ({
    ...{ at, requests: Object.values(outcomes).reduce((sum, count) => sum + count, 0), p50: 1, p99 },
    outcomes: { served: 0, failover: 0, stale: 0, missing: 0, failed: 0, ...outcomes },
    ...{ results: {}, origins: {} },
  });
  const limits = { availability: 0.99, p99: 100, longestWait: 1_500, recovery: 2_000 };
  const held = (seconds: readonly SeenSecond[], mended: number) =>
    judgeSeconds(limits, seconds, mended).map((one) => [one.objective, one.value, one.held]);

  it("is availability of requests, waits but for one in a hundred, and how long it was wrong after the mend", () => {
    const seconds = [
      second(0, { served: 990 }),
      second(1_000, { failed: 9 }, 2_000),
      second(2_000, { served: 1 }),
    ];
    expect(held(seconds, 500)).toEqual([
      ["availability", 0.991, true],
      ["p99", 10, true],
      ["longestWait", 2_000, false],
      ["recovery", 1_500, true],
    ]);
  });

  it("is no recovery where the last second is still wrong", () => {
    expect(held([second(0, { served: 1 }), second(1_000, { failed: 1 })], 0)).toContainEqual([
      "recovery",
      null,
      false,
    ]);
  });
});
