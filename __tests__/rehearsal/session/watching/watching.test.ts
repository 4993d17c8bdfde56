import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { HeaderMap, type RequestNotes, type Trace, type ViewerRequest } from "../../../../rehearsal/edge";
import { Session } from "../../../../rehearsal/session/session";
import { Seconds } from "../../../../rehearsal/session/watching/seconds";
import type {
  Picture,
  SeenRequest,
  SeenSecond,
  SeenTrace,
} from "../../../../rehearsal/session/watching/shown";
import { Watcher } from "../../../../rehearsal/session/watching/watcher";
import { rehearsedSites, siteOfPlan } from "../support/served";

const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};

describe("what a session sees of its requests", () => {
  let session: Session;
  let url: string;
  const told: string[] = [];
  const ask = async <T>(path: string, body?: object): Promise<T> => {
    const headers = { "content-type": "application/json" };
    const init = body && { method: "POST", headers, body: JSON.stringify(body) };
    return (await fetch(`${session.controlUrl}${path}`, init)).json() as Promise<T>;
  };
  const picture = (): Promise<Picture> => ask("/picture");
  const visit = async (path: string): Promise<SeenTrace> => {
    const answer = await fetch(`${url}${path}`, { redirect: "manual" });
    await answer.arrayBuffer();
    return ask(`/trace?id=${encodeURIComponent(answer.headers.get("x-amz-cf-id") ?? "")}`);
  };

  beforeAll(async () => {
    const regions = { primary: "eu-central-1", replica: "eu-west-1" };
    const sites = rehearsedSites({ name: "docs", regions });
    const telling = { ...quiet, tell: (_: object, text: string) => void told.push(text) };
    session = await Session.open({ read: async () => sites, watched: [], close: () => {} }, options, telling);
    url = (await picture()).sites[0]?.url ?? "";
  });
  beforeEach(async () => {
    await ask("/mend", {});
    await ask("/clear", {});
  });
  afterAll(() => session.close());

  it("says where the site and its console are", () => {
    expect(told.join("\n").split("\n")).toContain(`console and control API at ${session.controlUrl}`);
  });

  it("says why: what failed over, and which rule keeps the copy", async () => {
    await ask("/faults", { fault: "primary=503" });
    const trace = await visit("/");
    expect(trace).toMatchObject({ status: 200, outcome: "failover", result: "Miss", site: "docs" });
    const why = trace.why.join("\n");
    expect(why).toContain("primary answered 503");
    expect(why).toContain("503 is one of the group's failover codes, so replica is asked.");
    expect(why).toMatch(/It is kept for .*, because/);
    expect(trace).toMatchObject({ behavior: "*", target: expect.any(String), key: expect.any(String) });
    expect(
      trace.origins.map(({ originId, outcome, duration }) => [originId, outcome, duration >= 0]),
    ).toEqual([
      ["primary", 503, true],
      ["replica", 200, true],
    ]);
    expect(trace.functions.map(({ event }) => event)).toContain("viewer-request");
    expect(trace.responseHeaders).toContainEqual(["x-cache", "Miss from cloudfront"]);
  });

  it("says of a second visit that a copy was there", async () => {
    await visit("/assets/style.46a6bfbcc7.css");
    const { result, why, key } = await visit("/assets/style.46a6bfbcc7.css");
    expect([result, key?.includes("style.46a6bfbcc7.css")]).toEqual(["Hit", true]);
    expect(why.join("\n")).toMatch(/A copy of \d.* ago is in the cache/);
  });

  it("says what functions did, and to headers only what they did", async () => {
    const { functions } = await visit("/about");
    const did = functions.flatMap((fn) => fn.did).join("\n");
    expect(did).toMatch(/301|path: \/about became/);
    expect(did).not.toContain("x-cache");
  });

  it("draws what is broken, and the order of the group after an evacuation", async () => {
    await ask("/faults", { fault: "primary=blackhole@50%,for:10m" });
    await ask("/evacuate", {});
    const { buckets, faults, sites } = await picture();
    expect(buckets.map((bucket) => [bucket.alias, bucket.faults.length])).toEqual([
      ["primary", 1],
      ["replica", 0],
    ]);
    expect(faults[0]).toMatchObject({ fault: "primary=blackhole@50%,for:10m", target: "primary" });
    expect(sites[0]).toMatchObject({ servesFrom: "replica", order: ["replica", "primary"] });
    await ask("/return", { anyway: true });
    expect((await picture()).sites[0]?.order).toEqual(["primary", "replica"]);
  });

  it("refuses a trace that it has not, and a lag that is none", async () => {
    expect(await ask("/trace?id=nothing")).toEqual({ error: expect.stringContaining("among the last 500") });
    expect(await ask("/lag", { lag: "soon" })).toEqual({ error: expect.stringContaining("no duration") });
    expect(await ask("/lag", { lag: "5s" })).toEqual({ lag: 5_000 });
  });

  it("releases, returns to the release before, and deploys when it is told to", async () => {
    expect(await ask("/release", {})).toEqual({ result: "0 files changed" });
    expect(await ask("/deploy", {})).toEqual({ result: "docs deployed" });
    expect(await ask("/rollback", { id: "nothing" })).toEqual({ error: expect.stringContaining("nothing") });
    expect(await ask("/rollback", { to: "x" })).toEqual({ error: expect.stringContaining("takes id") });
  });

  it("keeps by what decides, in the cache's own list", async () => {
    await visit("/");
    const [entry] = await ask<object[]>("/cache");
    expect(entry).toMatchObject({
      status: 200,
      keptBy: expect.any(String),
      cacheControl: expect.any(String),
    });
  });
});

describe("a site of somebody else's Terraform", () => {
  it("is drawn with targets that faults take, whatever its origins are called", async () => {
    const site = await siteOfPlan("origin-group");
    const source = { read: async () => [site], watched: [], close: () => {} };
    const session = await Session.open(source, options, quiet);
    try {
      const drawn: Picture = (await (await fetch(`${session.controlUrl}/picture`)).json()) as Picture;
      expect(drawn.buckets.length).toBeGreaterThan(0);
      for (const { target } of drawn.buckets) session.controls.setFault(`${target}=503`);
      expect(session.controls.faults()).toHaveLength(drawn.buckets.length);
    } finally {
      await session.close();
    }
  });
});

describe("a watcher", () => {
  let now = 1_000_000;
  const picture: Picture = {
    sites: [],
    buckets: [],
    locations: [],
    faults: [],
    targets: [],
    actions: [],
    visitors: 0,
  };
  const request: ViewerRequest = {
    ...{ method: "GET", scheme: "https", httpVersion: "1.1", path: "/", query: "", clientIp: "127.0.0.1" },
    headers: new HeaderMap({ host: "localhost" }),
  };
  const trace: Trace = {
    ...{ distributionId: "E1", behavior: "*", result: "Hit", origins: [], duration: 1, stale: false },
  };
  const notes = (requestId: string): RequestNotes => ({
    ...{ status: 200, requestId, functionIds: [requestId], headers: new HeaderMap() },
  });
  const watcher = () =>
    new Watcher({
      clock: { now: () => now },
      picture: () => picture,
      siteOf: () => undefined,
      distribution: () => undefined,
    });

  /** A second of requests, and what a listener hears of it. */
  const hears = (watching: Watcher, happens: () => void) => {
    vi.useFakeTimers();
    try {
      const heard = new Map<string, unknown[]>();
      const stop = watching.listen((event, data) =>
        heard.set(event, [...(heard.get(event) ?? []), JSON.parse(data)]),
      );
      happens();
      now += 1_500;
      vi.advanceTimersByTime(1_000);
      stop();
      expect(vi.getTimerCount()).toBe(0);
      return {
        ...(heard.get("requests")?.at(-1) as { requests: SeenRequest[]; leftOut: number }),
        seconds: heard.get("seconds")?.at(-1) as SeenSecond[],
      };
    } finally {
      vi.useRealTimers();
    }
  };

  it("sends a few requests of a second and says how many it left out, remembers some, and counts all", () => {
    const watching = watcher();
    const { leftOut, requests, seconds } = hears(watching, () => {
      for (let at = 0; at < 2_000; at++) watching.observe(trace, request, notes(`r${at}`));
    });
    expect([requests.length, leftOut]).toEqual([40, 1_960]);
    expect(seconds).toMatchObject([{ requests: 2_000, results: { Hit: 2_000 } }]);
    expect([watching.requests().length, watching.requests().at(-1)?.id]).toEqual([250, "r249"]);
  });

  it("goes on knowing why of what it has sent, while thousands more come", () => {
    const watching = watcher();
    const stop = watching.listen(() => {});
    for (let second = 0; second < 5; second++, now += 1_000)
      for (let at = 0; at < 1_000; at++) watching.observe(trace, request, notes(`r${second}.${at}`));
    expect(watching.requests().map(({ id }) => id)).not.toContain("r0.39");
    expect(watching.trace("r0.39")).toMatchObject({ id: "r0.39", result: "Hit" });
    stop();
    expect(() => watching.trace("r0.39")).toThrow("among the last 500");
  });

  it("remembers the last 500 where they came one after the other", () => {
    const watching = watcher();
    for (let at = 0; at < 2_000; at++, now += 10) watching.observe(trace, request, notes(`r${at}`));
    expect([watching.requests().length, watching.requests()[0]?.id]).toEqual([500, "r1500"]);
    expect(watching.trace("r1999")).toMatchObject({ id: "r1999", result: "Hit" });
  });

  it("shows the one that failed among thousands that were served", () => {
    const watching = watcher();
    const { requests, seconds } = hears(watching, () => {
      for (let at = 0; at < 2_000; at++)
        watching.observe(trace, request, { ...notes(`r${at}`), status: at === 1_500 ? 503 : 200 });
    });
    expect(requests.map(({ id }) => id).at(-1)).toBe("r1500");
    expect(watching.trace("r1500")).toMatchObject({ status: 503, outcome: "failed" });
    expect(seconds).toMatchObject([{ outcomes: { failed: 1, served: 1_999 } }]);
  });
});

describe("seconds", () => {
  const came = { result: "Miss", origins: [{ originId: "primary", outcome: 503, duration: 1 }] };

  it("have the durations of half, and of all but one in a hundred", () => {
    const seconds = new Seconds();
    for (let at = 0; at < 100; at++)
      seconds.add(5_000, "served", { ...came, duration: at === 99 ? 4_000 : at > 97 ? 2_000 : 10 });
    const [second] = seconds.until(6_000);
    expect(second).toMatchObject({
      at: 5_000,
      requests: 100,
      origins: { primary: { requests: 100, failures: 100 } },
    });
    expect(Math.abs((second?.p50 ?? 0) - 10)).toBeLessThan(1);
    expect(Math.abs((second?.p99 ?? 0) - 2_000)).toBeLessThan(200);
  });

  it("are kept for ten minutes, and the one that is not over is not told", () => {
    const seconds = new Seconds();
    for (let at = 0; at < 1_000; at++) seconds.add(at * 1_000, "served", { ...came, duration: 1 });
    expect(seconds.until(999_000)).toHaveLength(599);
    expect(seconds.until(2_000_000)).toEqual([]);
  });
});
