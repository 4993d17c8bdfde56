import { afterEach, describe, expect, it } from "vitest";
import type { RehearsalOptions } from "../../rehearsal/assembly/rehearsal";
import { exampleSite, RehearsedExample } from "./support/example-site";

const site = exampleSite();
const { connectionAttempts, connectionTimeout, readTimeout } = site.config.failover;
const opened: RehearsedExample[] = [];

async function open(options?: RehearsalOptions): Promise<RehearsedExample> {
  const example = await RehearsedExample.open(site, options);
  opened.push(example);
  return example;
}

afterEach(async () => {
  for (const { rehearsal } of opened.splice(0)) await rehearsal.close();
});

/** Seconds that the primary costs, by what its fault is keyed on: attempts times the timeout that it uses up. */
const blackholeDelay = connectionAttempts * connectionTimeout;
const silenceDelay = connectionAttempts * readTimeout;

describe("the example site, primary broken", () => {
  it.each([
    ["refuse", "connect-refused", 0],
    ["blackhole", "connect-timeout", blackholeDelay],
    ["hang", "read-timeout", silenceDelay],
    ["slow:60s", "read-timeout", silenceDelay],
    ["reset", "reset", 0],
    ["dns", "dns", 0],
    ["tls", "tls", 0],
    ["403", 403, 0],
    ["500", 500, 0],
    ["503", 503, 0],
  ] as const)(
    "%s: an uncached page is 200 from the replica, %s after %d s",
    async (fault, outcome, delay) => {
      const example = await open();
      example.break(`primary=${fault}`);
      for (const page of ["/", "/blog/first-outage/", "/assets/style.46a6bfbcc7.css"]) {
        const visit = await example.visit(page);
        expect(visit).toMatchObject({ status: 200, result: "Miss", took: delay, stale: false });
        expect(visit.origins).toEqual([
          ["primary", outcome],
          ["replica", 200],
        ]);
        expect(visit.header("x-amz-replication-status")).toBe("REPLICA");
      }
    },
  );

  it("slow:3s is within the read timeout: the primary answers, late", async () => {
    const example = await open();
    example.break("primary=slow:3s");
    expect(await example.visit("/")).toMatchObject({ status: 200, took: 3, origins: [["primary", 200]] });
  });

  it("a deleted bucket is a 404, which the site does not list: it stays a 404", async () => {
    const example = await open();
    example.break("primary=404");
    const visit = await example.visit("/");
    expect(visit).toMatchObject({ status: 404, result: "Error", took: 0 });
    expect(visit.origins.slice(0, 1)).toEqual([["primary", 404]]);
  });

  it("a deleted bucket fails over where 404 is listed", async () => {
    const groups = site.loaded.distributions.map((distribution) => ({
      ...distribution,
      originGroups: distribution.originGroups.map((group) => ({
        ...group,
        statusCodes: [...group.statusCodes, 404],
      })),
    }));
    const example = await RehearsedExample.open({
      ...site,
      loaded: { ...site.loaded, distributions: groups },
    });
    opened.push(example);
    example.break("primary=404");
    expect(await example.visit("/")).toMatchObject({
      status: 200,
      took: 0,
      origins: [
        ["primary", 404],
        ["replica", 200],
      ],
    });
  });

  it.each([
    ["503@every:2", [200, 503, 200, 503]],
    ["refuse@60%", Array(4).fill("connect-refused")],
    ["500@40%", Array(4).fill(200)],
    ["503@over:2/s", [200, 200, 503, 503]],
  ] as const)("a brownout of %s costs no visitor the page", async (fault, outcomes) => {
    // Chance is one half here, each time.
    const example = await open();
    example.break(`primary=${fault}`);
    const seen: unknown[] = [];
    for (let visit = 0; visit < 4; visit++) {
      example.rehearsal.edge.clear();
      const { status, origins } = await example.visit("/blog/first-outage/");
      expect(status).toBe(200);
      seen.push(origins[0]?.[1]);
    }
    expect(seen).toEqual(outcomes);
  });

  it("paused replication shows when the primary fails: visitors get what the replica had, until it catches up", async () => {
    const example = await open();
    const { rehearsal } = example;
    const primary = rehearsal.regions.bucket(rehearsal.originBuckets().get("primary") as string);
    const page = { contentType: "text/html", cacheControl: "no-store" };
    const rewritten = async () => (await example.visit("/")).body;
    example.break("primary=paused");
    await primary.put("index.html", Buffer.from("new"), page);
    await primary.put("added/index.html", Buffer.from("added"), page);
    await example.pass(3600);
    expect(await rewritten()).toBe("new");
    example.break("primary:/index.html=503", "primary:/added/*=503");
    expect(await rewritten()).toContain("two homes");
    expect((await example.visit("/added/")).status).toBe(404);
    rehearsal.regions.clearFaults();
    // As long as the edge holds a 404.
    await example.pass(10);
    example.break("primary=503");
    expect(await rewritten()).toBe("new");
    expect((await example.visit("/added/")).body).toBe("added");
  });

  it("a policy that denies everybody is a 403: the replica answers, and without one no expired copy does", async () => {
    const example = await open();
    const { rehearsal } = example;
    const denyAll = (side: string) => {
      const bucket = rehearsal.originBuckets().get(side) as string;
      const Resource = `arn:aws:s3:::${bucket}/*`;
      const statement = { Effect: "Deny", Principal: "*", Action: "s3:GetObject", Resource };
      rehearsal.regions.setPolicy(bucket, { Version: "2012-10-17", Statement: statement });
    };
    await example.visit("/");
    denyAll("primary");
    expect(await example.visit("/docs/")).toMatchObject({
      status: 200,
      origins: [
        ["primary", 403],
        ["replica", 200],
      ],
    });
    denyAll("replica");
    expect(await example.visit("/")).toMatchObject({ status: 403, stale: false });
  });

  it("a replica whose policy was forgotten answers 403 on the day", async () => {
    const example = await open();
    const { rehearsal } = example;
    rehearsal.regions.setPolicy(rehearsal.originBuckets().get("replica") as string, undefined);
    example.break("primary=503");
    expect(await example.visit("/")).toMatchObject({
      status: 403,
      origins: [
        ["primary", 503],
        ["replica", 403],
      ],
    });
  });

  it("every miss pays the delay again, a hit pays nothing", async () => {
    const example = await open();
    example.break("primary=hang");
    expect((await example.visit("/blog/first-outage/")).took).toBe(silenceDelay);
    expect(await example.visit("/blog/first-outage/")).toMatchObject({ result: "Hit", took: 0, origins: [] });
    expect((await example.visit("/docs/")).took).toBe(silenceDelay);
  });

  it("a preflight is cached by its method, and fails over", async () => {
    const example = await open();
    example.break("primary=503");
    const preflight = { Origin: "https://shop.example", "Access-Control-Request-Method": "GET" };
    const visit = await example.visit("/", preflight, { method: "OPTIONS" });
    expect(visit.origins.map(([id]) => id)).toEqual(["primary", "replica"]);
  });

  it("HEAD fails over as GET does", async () => {
    const example = await open();
    example.break("primary=503");
    expect(await example.visit("/", {}, { method: "HEAD" })).toMatchObject({ status: 200, body: "" });
  });
});

describe("the example site, both regions down", () => {
  it("serves cached pages stale, and uncached ones as the configured error", async () => {
    const example = await open();
    expect((await example.visit("/")).result).toBe("Miss");
    example.break("primary=503", "replica=503");
    const cached = await example.visit("/");
    expect(cached).toMatchObject({ status: 200, result: "RefreshHit", stale: true });
    expect(cached.body).toContain("<html");
    const uncached = await example.visit("/docs/");
    expect(uncached).toMatchObject({ status: 503, result: "Error", stale: false });
    expect(uncached.origins).toEqual([
      ["primary", 503],
      ["replica", 503],
    ]);
  });

  it("holds the error for its one second, then asks again", async () => {
    const example = await open();
    example.break("primary=503", "replica=503");
    await example.visit("/docs/");
    expect((await example.visit("/docs/")).origins).toEqual([]);
    example.rehearsal.regions.clearFaults();
    await example.pass(1);
    expect(await example.visit("/docs/")).toMatchObject({ status: 200, result: "Miss" });
  });

  it("both hang: the stale copy comes after the primary's read timeout and S3's 30 s at the replica", async () => {
    const example = await open();
    await example.visit("/");
    example.break("primary=hang", "replica=hang");
    expect(await example.visit("/")).toMatchObject({ status: 200, stale: true, took: silenceDelay + 30 });
    expect(await example.visit("/docs/")).toMatchObject({ status: 504, took: silenceDelay + 30 });
  });

  it("stale copies end with stale-if-error", async () => {
    const example = await open();
    await example.visit("/");
    example.break("primary=503", "replica=503");
    await example.pass(86_399);
    expect((await example.visit("/")).status).toBe(200);
    await example.pass(2);
    expect((await example.visit("/")).status).toBe(503);
  });

  it("immutable files are hits throughout", async () => {
    const example = await open();
    await example.visit("/assets/style.46a6bfbcc7.css");
    example.break("primary=blackhole", "replica=blackhole");
    expect(await example.visit("/assets/style.46a6bfbcc7.css")).toMatchObject({
      status: 200,
      result: "Hit",
      took: 0,
    });
  });
});

describe("the example site, not evacuated yet", () => {
  it.each(["/", "/blog/first-outage/", "/nothing-here/"])(
    "nobody waits for a silent primary twice at %s",
    async (path) => {
      const example = await open();
      example.break("primary=blackhole");
      const visits = await example.crowd(3, path);
      expect(visits.map(({ took }) => took)).toEqual([blackholeDelay, blackholeDelay, blackholeDelay]);
    },
  );
});

describe("the example site, evacuated", () => {
  it("asks the replica first: a hanging primary costs nothing", async () => {
    const example = await open();
    example.break("primary=hang");
    expect(example.rehearsal.serveFrom("replica")).toBe(true);
    expect(await example.visit("/")).toMatchObject({ status: 200, took: 0, origins: [["replica", 200]] });
  });

  it.each(["hang", "blackhole"])(
    "with the primary in %s, a missing page and its error page cost nothing either",
    async (fault) => {
      const example = await open();
      example.break(`primary=${fault}`);
      example.rehearsal.serveFrom("replica");
      const visit = await example.visit("/nothing-here/");
      expect(visit).toMatchObject({ status: 404, took: 0, body: expect.stringContaining("<html") });
      expect(visit.origins).toEqual([
        ["replica", 404],
        ["replica", 200],
      ]);
    },
  );

  it("falls back to the primary where the replica fails", async () => {
    const example = await open();
    example.rehearsal.serveFrom("replica");
    example.break("replica=503");
    expect(await example.visit("/")).toMatchObject({
      status: 200,
      origins: [
        ["replica", 503],
        ["primary", 200],
      ],
    });
  });

  it("returns to the primary with the next request", async () => {
    const example = await open();
    example.rehearsal.serveFrom("replica");
    await example.visit("/");
    example.rehearsal.serveFrom("primary");
    expect(example.rehearsal.servesFrom()).toBe("primary");
    expect((await example.visit("/docs/")).origins).toEqual([["primary", 200]]);
  });
});
