import { describe, expect, it } from "vitest";
import { type Act, behavior, policy, ScriptedEdge } from "../harness";

const slow = (cacheControl?: string, status = 200): Act => ({
  status,
  delay: 1000,
  headers: cacheControl === undefined ? {} : { "Cache-Control": cacheControl },
});

async function three(act: Act, config = {}, options = {}) {
  const rehearsal = new ScriptedEdge({ primary: act }, config, options);
  const answers = await rehearsal.clock.run(Promise.all([1, 2, 3].map(() => rehearsal.start())));
  return {
    asked: rehearsal.origins.asked.map(({ at }) => at - (rehearsal.origins.asked[0]?.at ?? 0)),
    results: answers.map(({ xCache }) => xCache?.split(" ")[0]),
    took: answers.map(({ took }) => took),
  };
}

describe("simultaneous requests for one object", () => {
  it("are one request to the origin: the first is a Miss, the others wait and are Hits", async () => {
    expect(await three(slow())).toEqual({ asked: [0], results: ["Miss", "Hit", "Hit"], took: [1, 1, 1] });
  });

  it.each(["max-age=0", "s-maxage=0"])(
    "with min TTL 0 and %s they share the answer, or pause and go on singly by the reading",
    async (directive) => {
      expect(await three(slow(directive))).toMatchObject({ asked: [0], took: [1, 1, 1] });
      const singly = await three(
        slow(directive),
        {},
        { readings: { answersWithoutLifetime: "asked-singly" } },
      );
      expect(singly).toMatchObject({ asked: [0, 1000, 1000], took: [1, 2, 2] });
    },
  );

  it.each(["private", "no-store", "no-cache"])(
    "with min TTL 0 and %s they pause, then go on singly",
    async (directive) => {
      const { asked, took } = await three(slow(directive));
      expect(asked).toEqual([0, 1000, 1000]);
      expect(took).toEqual([1, 2, 2]);
    },
  );

  it("with a min TTL above 0 even private answers are shared", async () => {
    const cachePolicy = policy({ minTtl: 1 });
    const { asked } = await three(slow("private"), { defaultCacheBehavior: behavior({ cachePolicy }) });
    expect(asked).toEqual([0]);
  });

  it("are not collapsed where caching is disabled or cookies are forwarded", async () => {
    const disabled = policy({ defaultTtl: 0, maxTtl: 0 });
    const cookies = policy({ cookies: { behavior: "whitelist", items: ["session"] } });
    for (const cachePolicy of [disabled, cookies]) {
      const { asked } = await three(slow(), { defaultCacheBehavior: behavior({ cachePolicy }) });
      expect(asked).toEqual([0, 0, 0]);
    }
  });

  it("share an error too", async () => {
    const { asked, results } = await three(slow(undefined, 404));
    expect([asked, results]).toEqual([[0], ["Error", "Error", "Error"]]);
  });

  it("do not wait for requests for another object", async () => {
    const rehearsal = new ScriptedEdge({ primary: slow() });
    await rehearsal.clock.run(Promise.all([rehearsal.start("/a"), rehearsal.start("/b")]));
    expect(rehearsal.origins.asked.length).toBe(2);
  });

  it("what was on its way when it was invalidated is served, and not stored", async () => {
    const rehearsal = new ScriptedEdge({ primary: [slow(), { body: "new" }] });
    const first = rehearsal.start();
    await rehearsal.pass(0.5);
    rehearsal.edge.invalidate("E1", ["/*"]);
    const second = rehearsal.start();
    expect((await rehearsal.clock.run(first)).body).toBe("from primary");
    expect((await rehearsal.clock.run(second)).body).toBe("new");
    expect((await rehearsal.get()).body).toBe("new");
  });
});

describe("HEAD", () => {
  it("is answered from the entry of GET", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get();
    const answer = await rehearsal.get("/page", { method: "HEAD" });
    expect([answer.xCache, answer.body]).toEqual(["Hit from cloudfront", ""]);
  });

  it("that finds nothing is passed on as HEAD and stores nothing, or fetches the object by the reading", async () => {
    const passing = new ScriptedEdge({});
    await passing.get("/page", { method: "HEAD" });
    expect(passing.origins.asked[0]?.method).toBe("HEAD");
    expect((await passing.get()).xCache).toBe("Miss from cloudfront");
    const fetching = new ScriptedEdge({}, {}, { readings: { headMiss: "fetch-object" } });
    await fetching.get("/page", { method: "HEAD" });
    expect(fetching.origins.asked[0]?.method).toBe("GET");
    expect((await fetching.get()).xCache).toBe("Hit from cloudfront");
  });
});

describe("OPTIONS", () => {
  it("is cached under a key of its own where it is a cached method", async () => {
    const methods = ["GET", "HEAD", "OPTIONS"];
    const rehearsal = new ScriptedEdge(
      {},
      { defaultCacheBehavior: behavior({ allowedMethods: methods, cachedMethods: methods }) },
    );
    await rehearsal.get();
    expect((await rehearsal.get("/page", { method: "OPTIONS" })).xCache).toBe("Miss from cloudfront");
    expect((await rehearsal.get("/page", { method: "OPTIONS" })).xCache).toBe("Hit from cloudfront");
  });
});
