import { describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";
import type { Readings } from "../../../rehearsal/edge/index";
import { type Act, behavior, customOrigin, functions, lambda, policy, ScriptedEdge } from "./harness";

const single = { origins: [customOrigin("only")], originGroups: [] };
const targeting = { ...single, defaultCacheBehavior: behavior({ targetOriginId: "only" }) };
const page = (cacheControl: string, more: Record<string, string> = {}) => ({
  headers: { "Cache-Control": cacheControl, ETag: '"1"', ...more },
  body: "page",
});

/** The second answer, asked for when the first is older than a minute. */
async function second(acts: Act[], readings: Partial<Readings> = {}) {
  const rehearsal = new ScriptedEdge({ only: acts }, targeting, { readings });
  await rehearsal.get();
  await rehearsal.pass(61);
  return { rehearsal, answer: await rehearsal.get() };
}

describe("readings", () => {
  it("staleIfErrorResult: X-Cache of an expired copy in place of a failure", async () => {
    expect((await second([page("max-age=60"), 503])).answer.xCache).toBe("RefreshHit from cloudfront");
    const otherwise = await second([page("max-age=60"), 503], { staleIfErrorResult: "Hit" });
    expect(otherwise.answer.xCache).toBe("Hit from cloudfront");
  });

  it("heldStaleResult: X-Cache of an expired copy while the origin is left alone", async () => {
    const held = async (readings: Partial<Readings>) =>
      (await (await second([page("max-age=60"), 503], readings)).rehearsal.get()).xCache;
    expect(await held({})).toBe("Hit from cloudfront");
    expect(await held({ heldStaleResult: "RefreshHit" })).toBe("RefreshHit from cloudfront");
  });

  it("staleWhileRevalidateResult: X-Cache of an expired copy that is refreshed in the background", async () => {
    const acts = [page("max-age=60, stale-while-revalidate=100"), 200];
    expect((await second([...acts])).answer.xCache).toBe("Hit from cloudfront");
    const otherwise = await second([...acts], { staleWhileRevalidateResult: "RefreshHit" });
    expect(otherwise.answer.xCache).toBe("RefreshHit from cloudfront");
  });

  it.each(["must-revalidate", "proxy-revalidate"])(
    "mustRevalidate: %s has no effect, or forbids stale copies",
    async (directive) => {
      const failing = [page(`max-age=60, ${directive}`), 503];
      expect((await second([...failing])).answer.status).toBe(200);
      expect((await second([...failing], { mustRevalidate: "forbids-stale" })).answer.status).toBe(503);
      const refreshed = [page(`max-age=60, stale-while-revalidate=100, ${directive}`), { body: "new" }];
      expect((await second([...refreshed])).answer.body).toBe("page");
      expect((await second([...refreshed], { mustRevalidate: "forbids-stale" })).answer.body).toBe("new");
    },
  );

  it("originAge: the origin's Age is ignored, or taken off the lifetime", async () => {
    const acts = [page("max-age=100", { Age: "50" }), { body: "new" }];
    expect((await second([...acts])).answer.body).toBe("page");
    expect((await second([...acts], { originAge: "subtracted" })).answer.body).toBe("new");
  });

  it("lifetimeAfter304: a bare 304 restarts the stored lifetime, or leaves the default TTL", async () => {
    const hits = async (readings: Partial<Readings>) => {
      const { rehearsal } = await second([page("max-age=60"), 304], readings);
      await rehearsal.pass(61);
      return (await rehearsal.get()).xCache;
    };
    expect(await hits({})).toBe("RefreshHit from cloudfront");
    expect(await hits({ lifetimeAfter304: "own-headers" })).toBe("Hit from cloudfront");
  });

  it.each([403, 410, 429])(
    "alsoHeldErrors: a %i without max-age is not held, or as others are",
    async (status) => {
      const asked = async (readings: Partial<Readings>, act: Act = status) => {
        const rehearsal = new ScriptedEdge({ only: act }, targeting, { readings });
        await rehearsal.get();
        await rehearsal.get();
        return rehearsal.origins.ids.length;
      };
      expect(await asked({})).toBe(2);
      expect(await asked({ alsoHeldErrors: [status] })).toBe(1);
      const noStore = { status, headers: { "Cache-Control": "no-store" } };
      expect(await asked({ alsoHeldErrors: [status] }, noStore)).toBe(status === 410 ? 2 : 1);
    },
  );

  it("compressionTypeParameters: a type with a charset is compressed, or not", async () => {
    const cachePolicy = policy({ enableAcceptEncodingGzip: true });
    const encoding = async (readings: Partial<Readings>) => {
      const headers = { "Content-Type": "text/html; charset=utf-8", "Content-Length": "2000" };
      const rehearsal = new ScriptedEdge(
        { only: { headers, body: "x".repeat(2000) } },
        {
          ...single,
          defaultCacheBehavior: behavior({ targetOriginId: "only", compress: true, cachePolicy }),
        },
        { readings },
      );
      const viewer = await rehearsal.get("/page", { headers: gzipViewer() });
      return viewer.headers.get("content-encoding");
    };
    expect(await encoding({})).toBe("gzip");
    expect(await encoding({ compressionTypeParameters: "compared" })).toBeNull();
  });

  it("s3NameFailureStatus: an S3 name that does not resolve is 502, or as set; a custom origin's is 502", async () => {
    const status = async (readings: Partial<Readings>, config = {}) =>
      (await new ScriptedEdge({ primary: "dns", secondary: "dns", only: "dns" }, config, { readings }).get())
        .status;
    expect(await status({})).toBe(502);
    expect(await status({ s3NameFailureStatus: 503 })).toBe(503);
    expect(await status({ s3NameFailureStatus: 503 }, targeting)).toBe(502);
  });

  it("sameRequestIdForBothOrigins: one id for both origins' functions, or one each", async () => {
    const ids = async (readings: Partial<Readings>) => {
      const seen = new Set<string>();
      let turn = 0;
      const rehearsal = new ScriptedEdge(
        { primary: 503 },
        { defaultCacheBehavior: behavior({ functions: [lambda("origin-request")] }) },
        {
          readings,
          random: () => (turn++ % 97) / 97,
          functions: functions({
            onRequest: (_fn, context, request) => {
              seen.add(context.requestId);
              return { type: "request", request };
            },
          }),
        },
      );
      await rehearsal.get();
      return seen.size;
    };
    expect(await ids({})).toBe(1);
    expect(await ids({ sameRequestIdForBothOrigins: false })).toBe(2);
  });
});

function gzipViewer(): HeaderMap {
  return new HeaderMap({ Host: "www.example.com", "Accept-Encoding": "gzip" });
}
