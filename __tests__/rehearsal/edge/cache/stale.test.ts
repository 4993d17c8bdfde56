import { describe, expect, it } from "vitest";
import { type Act, behavior, customOrigin, policy, ScriptedEdge, withHeaders } from "../harness";

const page = (cacheControl: string | undefined, body = "page", extra: Record<string, string> = {}): Act => ({
  headers: { ETag: '"1"', ...(cacheControl !== undefined && { "Cache-Control": cacheControl }), ...extra },
  body,
});

/** One custom origin with one attempt, so that a hang costs 30 s. */
const single = {
  origins: [customOrigin("only", { connectionAttempts: 1 })],
  originGroups: [],
  defaultCacheBehavior: behavior({ targetOriginId: "only" }),
};

const summary = ({ status, body, xCache }: { status: number; body: string; xCache: string | null }) =>
  [status, body, xCache?.replace(" from cloudfront", "")] as const;

describe("revalidation", () => {
  it("asks with the stored ETag and Last-Modified once expired; a 304 makes it RefreshHit", async () => {
    const modified = "Tue, 01 Jan 2030 00:00:00 GMT";
    const rehearsal = new ScriptedEdge(
      { only: [page("max-age=60", "page", { "Last-Modified": modified }), { status: 304 }] },
      single,
    );
    await rehearsal.get();
    await rehearsal.pass(61);
    expect(summary(await rehearsal.get())).toEqual([200, "page", "RefreshHit"]);
    const asked = rehearsal.origins.asked[1]?.headers;
    expect([asked?.get("if-none-match"), asked?.get("if-modified-since")]).toEqual(['"1"', modified]);
  });

  it("a 304 restarts the lifetime from the stored headers, or from its own", async () => {
    const rehearsal = new ScriptedEdge(
      {
        only: [
          page("max-age=60"),
          { status: 304 },
          { status: 304, headers: { "Cache-Control": "max-age=600" } },
        ],
      },
      single,
    );
    await rehearsal.get();
    await rehearsal.pass(61);
    await rehearsal.get();
    await rehearsal.pass(59);
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
    await rehearsal.pass(2);
    expect((await rehearsal.get()).xCache).toBe("RefreshHit from cloudfront");
    await rehearsal.pass(599);
    expect((await rehearsal.get()).xCache).toBe("Hit from cloudfront");
  });

  it("a 200 replaces the stored copy and is a Miss", async () => {
    const rehearsal = new ScriptedEdge(
      { only: [page("max-age=60", "old"), page("max-age=60", "new")] },
      single,
    );
    await rehearsal.get();
    await rehearsal.pass(61);
    expect(summary(await rehearsal.get())).toEqual([200, "new", "Miss"]);
    expect(summary(await rehearsal.get())).toEqual([200, "new", "Hit"]);
  });

  it("is not done when cookies are forwarded", async () => {
    const cookies = { behavior: "all", items: [] } as const;
    const rehearsal = new ScriptedEdge(
      { only: page("max-age=60") },
      {
        ...single,
        defaultCacheBehavior: behavior({ targetOriginId: "only", cachePolicy: policy({ cookies }) }),
      },
    );
    await rehearsal.get();
    await rehearsal.pass(61);
    await rehearsal.get();
    expect(rehearsal.origins.asked[1]?.headers.has("if-none-match")).toBe(false);
  });

  it("a page of TTL 0 is revalidated for each request", async () => {
    const rehearsal = new ScriptedEdge({ only: [page("max-age=0"), { status: 304 }] }, single);
    await rehearsal.get();
    expect((await rehearsal.get()).xCache).toBe("RefreshHit from cloudfront");
    expect((await rehearsal.get()).xCache).toBe("RefreshHit from cloudfront");
  });

  it("a viewer's condition against a cached copy is answered by the edge with 304", async () => {
    const rehearsal = new ScriptedEdge({ only: page("max-age=60") }, single);
    await rehearsal.get();
    const answer = await rehearsal.get("/page", withHeaders({ "If-None-Match": '"1"' }));
    expect(summary(answer)).toEqual([304, "", "Hit"]);
    expect(rehearsal.origins.ids.length).toBe(1);
  });

  it("a new body at the secondary, whose ETag differs, comes back whole", async () => {
    const rehearsal = new ScriptedEdge({
      primary: [page("max-age=60"), 500],
      secondary: page("max-age=60", "replica"),
    });
    await rehearsal.get();
    await rehearsal.pass(61);
    expect(summary(await rehearsal.get())).toEqual([200, "replica", "Miss"]);
  });
});

describe("expired copies when the origin fails", () => {
  const expired = async (cacheControl: string | undefined, then: Act, options = {}) => {
    const rehearsal = new ScriptedEdge({ only: [page(cacheControl), then] }, single, options);
    await rehearsal.get();
    await rehearsal.pass(86_401);
    return rehearsal;
  };

  it.each([500, 502, 503, 504])("an expired copy is served on %i", async (status) => {
    const rehearsal = await expired("max-age=60", status);
    const answer = await rehearsal.get();
    expect(summary(answer)).toEqual([200, "page", "RefreshHit"]);
    expect(answer.trace.stale).toBe(true);
  });

  it.each(["hang", "blackhole", "connect-refused", "dns"] as const)(
    "an expired copy is served when there is no answer (%s)",
    async (fault) => {
      expect((await (await expired("max-age=60", fault)).get()).body).toBe("page");
    },
  );

  it.each([400, 403, 404, 410, 429])("an expired copy is never served on %i", async (status) => {
    expect((await (await expired("max-age=60", status)).get()).status).toBe(status);
  });

  it("the origin is left alone for ErrorCachingMinTTL (10 s), then asked again", async () => {
    const rehearsal = await expired("max-age=60", 500);
    await rehearsal.get();
    await rehearsal.pass(9);
    expect(summary(await rehearsal.get())).toEqual([200, "page", "Hit"]);
    expect(rehearsal.origins.ids.length).toBe(2);
    await rehearsal.pass(2);
    await rehearsal.get();
    expect(rehearsal.origins.ids.length).toBe(3);
  });

  it("a silent origin is left alone as well, or asked each time by the reading", async () => {
    const held = await expired("max-age=60", "hang");
    expect((await held.get()).took).toBe(30);
    expect((await held.get()).took).toBe(0);
    const asking = await expired("max-age=60", "hang", { readings: { holdAfterSilence: false } });
    await asking.get();
    expect((await asking.get()).took).toBe(30);
  });

  it("a newer answer that may not be stored takes the expired copy away", async () => {
    const rehearsal = new ScriptedEdge({ only: [page("max-age=60"), page("no-store", "new"), 500] }, single);
    await rehearsal.get();
    await rehearsal.pass(61);
    expect((await rehearsal.get()).body).toBe("new");
    expect((await rehearsal.get()).status).toBe(500);
  });

  it("stale-if-error=0 opts out", async () => {
    expect((await (await expired("max-age=60, stale-if-error=0", 503)).get()).status).toBe(503);
  });

  it("is not done where min and max TTL are 0", async () => {
    const cachePolicy = policy({ defaultTtl: 0, maxTtl: 0 });
    const rehearsal = new ScriptedEdge(
      { only: [page(undefined), 503] },
      { ...single, defaultCacheBehavior: behavior({ targetOriginId: "only", cachePolicy }) },
    );
    await rehearsal.get();
    expect((await rehearsal.get()).status).toBe(503);
  });

  it("stale-if-error=N lasts N seconds after expiry, and each request waits for the origin first", async () => {
    const rehearsal = new ScriptedEdge({ only: [page("max-age=60, stale-if-error=100"), "hang"] }, single);
    await rehearsal.get();
    await rehearsal.pass(61);
    for (const _ of [1, 2]) {
      const answer = await rehearsal.get();
      expect([answer.status, answer.took, answer.trace.stale]).toEqual([200, 30, true]);
    }
    await rehearsal.pass(40);
    expect((await rehearsal.get()).status).toBe(504);
  });

  it("max TTL cuts the stale-if-error window: total age by default, the window alone by the reading", async () => {
    const ask = async (staleWindowCap: "total-age" | "window") => {
      const cachePolicy = policy({ defaultTtl: 60, maxTtl: 100 });
      const rehearsal = new ScriptedEdge(
        { only: [page("max-age=60, stale-if-error=1000"), 500] },
        { ...single, defaultCacheBehavior: behavior({ targetOriginId: "only", cachePolicy }) },
        { readings: { staleWindowCap } },
      );
      await rehearsal.get();
      await rehearsal.pass(120);
      return (await rehearsal.get()).status;
    };
    expect(await ask("total-age")).toBe(500);
    expect(await ask("window")).toBe(200);
  });

  it("both origins are tried before an expired copy, or only the primary by the reading", async () => {
    const ask = async (staleOrder: "after-failover" | "before-failover") => {
      const rehearsal = new ScriptedEdge(
        { primary: [page("max-age=60"), 503] },
        {},
        { readings: { staleOrder } },
      );
      await rehearsal.get();
      await rehearsal.pass(61);
      return (await rehearsal.get()).body;
    };
    expect(await ask("after-failover")).toBe("from secondary");
    expect(await ask("before-failover")).toBe("page");
  });
});

describe("stale-while-revalidate", () => {
  const swr = page("max-age=60, stale-while-revalidate=100", "old");

  it("serves the expired copy at once and refreshes it in the background, once", async () => {
    const rehearsal = new ScriptedEdge({ only: [swr, { body: "new", delay: 5000 }] }, single);
    await rehearsal.get();
    await rehearsal.pass(61);
    const answer = await rehearsal.get();
    expect([answer.body, answer.took, answer.trace.stale]).toEqual(["old", 0, true]);
    await rehearsal.get();
    await rehearsal.pass(6);
    expect(summary(await rehearsal.get())).toEqual([200, "new", "Hit"]);
    expect(rehearsal.origins.ids.length).toBe(2);
  });

  it("does not wait for a hanging origin", async () => {
    const rehearsal = new ScriptedEdge({ only: [swr, "hang"] }, single);
    await rehearsal.get();
    await rehearsal.pass(61);
    expect((await rehearsal.get()).took).toBe(0);
  });

  it("ends N seconds after expiry", async () => {
    const rehearsal = new ScriptedEdge({ only: [swr, { body: "new", delay: 5000 }] }, single);
    await rehearsal.get();
    await rehearsal.pass(161);
    const answer = await rehearsal.get();
    expect([answer.body, answer.took]).toEqual(["new", 5]);
  });
});
