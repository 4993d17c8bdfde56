import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { VirtualClock } from "../../../../rehearsal/edge";
import { Session } from "../../../../rehearsal/session/session";
import type { Picture } from "../../../../rehearsal/session/watching/shown";
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

  /** Until it is over and judged, or for as long as is said. */
  const passes = async (ms: number) => {
    for (let left = ms; left > 0; left -= 1_000) await clock.advance(1_000);
  };
  const runs = async (ms: number) => {
    for (let left = ms; left > 0 && (await live())?.id === undefined; left -= 1_000) await passes(1_000);
    return live();
  };
  const report = async () => got(`/drills/report?id=${(await live())?.id}`);

  it("breaks and mends by the scenario's times, has visitors come, and judges what they got", async () => {
    const scenario = "primary-slow-down";
    expect(await ask("/live-drill", { scenario, speed: 60 })).toMatchObject({ scenario, speed: 60 });
    expect(await ask("/live-drill", { scenario, speed: 60 })).toEqual({
      error: expect.stringContaining("a drill is running"),
    });
    await passes(4_000);
    expect(session.controls.faults()).toEqual([]);
    await passes(2_000);
    expect(session.controls.faults()).toEqual(["primary=503"]);
    expect((await live())?.verdict).toBeUndefined();
    await passes(60_000);
    expect(session.controls.faults()).toEqual([]);
    expect(await live()).toMatchObject({ verdict: "held", summary: expect.stringContaining("held") });
    const page = await report();
    expect(page).toContain('<span class="held">held</span>');
    expect(page).toContain("primary: 503");
    expect(page).toContain("the one on the wall, at 60 times");
  });

  it("is broken where visitors failed, says what was done by hand, and mends what it broke when it is stopped", async () => {
    session.controls.clearCache();
    session.controls.setFault("replica=503");
    await ask("/live-drill", { scenario: "primary-refuses", speed: 10 });
    await passes(15_000);
    expect(session.controls.faults()).toEqual(["primary=refuse", "replica=503"]);
    session.controls.clearCache();
    await passes(3_000);
    await ask("/stop-drill", {});
    await passes(3_000);
    expect(session.controls.faults()).toEqual(["replica=503"]);
    expect(await live()).toMatchObject({ verdict: "broken" });
    expect(await report()).toMatch(/replica=503[\s\S]*clear-caches/);
    session.controls.mend();
  });

  it.each([
    ["headers-function-throws", "headers: throws"],
    ["key-value-store-unreadable", "key-value-store: unreadable"],
    ["cloudfront-dns-2026", "edge: dns"],
  ])("breaks what no region has: %s", async (scenario, fault) => {
    await ask("/live-drill", { scenario, speed: 60 });
    await passes(5_500);
    const { faults } = await ask<Picture>("/picture");
    expect(faults.map((one) => one.fault)).toContain(fault);
    await ask("/stop-drill", {});
    await passes(3_000);
    expect((await ask<Picture>("/picture")).faults).toEqual([]);
    expect((await live())?.verdict).toMatch(/held|broken|beyond/);
  });

  /** What a visitor gets now, from the origin. */
  const home = () => {
    session.controls.clearCache();
    return got(session.sites[0]?.url as string);
  };

  it("releases, and sees a bad release that says 200; somebody rolls back, and afterwards all is as it was", async () => {
    const before = await home();
    await ask("/live-drill", { scenario: "bad-release-in-outage", speed: 60 });
    // The release reads its folder in the machine's time: the clock goes on in small steps until it is done.
    const isDone = async () => (await got("/scenario")).includes("bad-release");
    for (let left = 400; left > 0 && !(await isDone()); left--) await clock.advance(100);
    expect(await home()).toContain("Template error");
    expect(await ask("/rollback", {})).toMatchObject({ result: expect.stringContaining("back at release") });
    expect(await home()).toBe(before);
    const over = await runs(120_000);
    expect(over).toMatchObject({ scenario: "bad-release-in-outage", summary: expect.any(String) });
    expect(await report()).toMatch(/A release had replaced the site with what is wrong[\s\S]*rollback/);
    expect(await home()).toBe(before);
    // Of the drill's releases none is left to return to.
    expect(await ask("/rollback", {})).toEqual({
      error: expect.stringContaining("RELEASE_NOTHING_TO_ROLL_BACK"),
    });
  });

  it("deletes a bucket, which is back with all that was in it", async () => {
    const before = await home();
    await ask("/live-drill", { scenario: "primary-bucket-deleted", speed: 60 });
    await passes(8_000);
    const { buckets } = await ask<Picture>("/picture");
    expect(buckets.find(({ alias }) => alias === "primary")?.drilled).toEqual(["primary: bucket-deleted"]);
    expect(await runs(120_000)).toMatchObject({ verdict: "beyond" });
    expect(await home()).toBe(before);
    session.controls.setFault("replica=503");
    expect(await home()).toBe(before);
    session.controls.mend();
  });

  it("says what the site has not, and what it takes", async () => {
    const begin = (body: object) => ask<{ error: string }>("/live-drill", body);
    expect((await begin({ scenario: "primary-hangs" })).error).toMatch(/takes \d+ min.*: speed \d or more/);
    expect((await begin({ scenario: "primary-hangs", speed: 1_000 })).error).toContain("from 1 to 60");
    expect((await begin({ scenario: "primary-hangs", speed: 60, site: "moon" })).error).toContain("moon");
    expect((await begin({ scenario: "moon" })).error).toContain("moon");
  });
});
