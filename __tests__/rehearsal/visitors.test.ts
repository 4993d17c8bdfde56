import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { ViewerRequest } from "../../rehearsal/edge";
import { exampleSite, RehearsedExample } from "./support/example-site";

const site = exampleSite();
let example: RehearsedExample;

beforeAll(async () => {
  example = await RehearsedExample.open(site);
});
beforeEach(() => {
  example.rehearsal.edge.clear();
  example.rehearsal.regions.clearFaults();
});
afterAll(() => example.rehearsal.close());

const visit = (target: string, headers?: Record<string, string>, over?: Partial<ViewerRequest>) =>
  example.visit(target, headers, over);

describe("the example site", () => {
  it("serves a page of TTL 0 as RefreshHit, with a 304 of S3 behind it", async () => {
    expect(await visit("/")).toMatchObject({ result: "Miss", origins: [["primary", 200]] });
    expect(await visit("/")).toMatchObject({
      status: 200,
      result: "RefreshHit",
      origins: [["primary", 304]],
    });
  });

  it("serves what has a lifetime from the cache until it is over, then asks for a 304", async () => {
    expect((await visit("/blog/first-outage/")).result).toBe("Miss");
    await example.pass(599);
    expect(await visit("/blog/first-outage/")).toMatchObject({ result: "Hit", origins: [] });
    await example.pass(2);
    const late = await visit("/blog/first-outage/");
    expect(late.status).toBe(200);
    expect(late.stale || late.result === "RefreshHit").toBe(true);
  });

  it("redirects every other host name to the main one, path and query kept", async () => {
    const own = site.loaded.distributions[0]?.domainName ?? "";
    for (const Host of ["example.com", own]) {
      const answer = await visit("/docs/?a=1&b=%20", { Host });
      expect([answer.status, answer.header("location"), answer.result]).toEqual([
        301,
        "https://www.example.com/docs/?a=1&b=%20",
        "FunctionGeneratedResponse",
      ]);
    }
  });

  it("redirects HTTP to HTTPS", async () => {
    const answer = await visit("/docs/?a=1", {}, { scheme: "http" });
    expect([answer.status, answer.header("location"), answer.result]).toEqual([
      301,
      "https://www.example.com/docs/?a=1",
      "Redirect",
    ]);
  });

  it("follows the site's redirects", async () => {
    const exact = await visit("/home");
    expect([exact.status, exact.header("location")]).toEqual([301, "/"]);
    const prefix = await visit("/news/first-outage/");
    expect([prefix.status, prefix.header("location")]).toEqual([308, "/blog/first-outage/"]);
  });

  it("answers for no host name that is not the site's", async () => {
    expect((await visit("/", { Host: "other.example.org" })).status).toBe(421);
  });

  it.each(["primary", "replica"] as const)(
    "the health path of the %s asks that region alone, and caches nothing",
    async (side) => {
      const path = `/.well-known/outlast/${side}`;
      for (let i = 0; i < 2; i++) {
        expect(await visit(path)).toMatchObject({ status: 200, result: "Miss", origins: [[side, 200]] });
      }
      example.break(`${side}=503`);
      expect(await visit(path)).toMatchObject({ status: 503, origins: [[side, 503]] });
      example.rehearsal.regions.clearFaults();
      expect(await visit(path)).toMatchObject({ status: 200, origins: [[side, 200]] });
    },
  );

  it.each(["/.outlast/releases/1.json", "/%2eoutlast/releases/1.json", "//.outlast/releases/1.json"])(
    "%s is out of reach",
    async (path) => {
      const answer = await visit(path);
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.body).not.toBe("{}");
    },
  );

  it("a missing page is a 404 of the primary's with the site's own page, which comes from the replica", async () => {
    const answer = await visit("/nothing-here/");
    expect(answer).toMatchObject({ status: 404, result: "Error" });
    expect(answer.origins).toEqual([
      ["primary", 404],
      ["replica", 200],
    ]);
    expect(answer.body).toContain("<html");
  });

  it("pages get the conditional headers of Lambda@Edge, other types do not", async () => {
    expect((await visit("/")).header("cross-origin-opener-policy")).toBe("same-origin");
    const style = await visit("/assets/style.46a6bfbcc7.css");
    expect(style.header("cross-origin-opener-policy")).toBeNull();
    expect(style.header("cross-origin-resource-policy")).toBe("same-origin");
  });

  it.each([
    ["a page", "/", {}, {}],
    ["a missing page", "/nothing-here/", {}, {}],
    ["a redirect to HTTPS", "/", {}, { scheme: "http" as const }],
    ["a redirect of the function", "/home", {}, {}],
    ["a refused method", "/", {}, { method: "POST" }],
    ["a health path", "/.well-known/outlast/primary", {}, {}],
  ])("%s has the floor of security headers", async (_name, path, headers, over) => {
    const answer = await visit(path, headers, over);
    const floor = [
      "strict-transport-security",
      "x-content-type-options",
      "x-frame-options",
      "referrer-policy",
    ];
    expect(floor.filter((name) => answer.header(name) === null)).toEqual([]);
  });

  it("an outage's error has the floor too", async () => {
    example.break("primary=503", "replica=503");
    const answer = await visit("/docs/");
    expect([answer.status, answer.header("x-content-type-options")]).toEqual([503, "nosniff"]);
  });

  it("answers a viewer's condition with 304 from the cache", async () => {
    const etag = (await visit("/assets/style.46a6bfbcc7.css")).header("etag") ?? "";
    const answer = await visit("/assets/style.46a6bfbcc7.css", { "If-None-Match": etag });
    expect(answer).toMatchObject({ status: 304, body: "", result: "Hit" });
  });

  it("never lets a noncurrent version or a delete marker expire, whatever its lifecycle rules say", async () => {
    const { rehearsal, clock } = await RehearsedExample.open(site);
    const store = rehearsal.regions.store(rehearsal.originBuckets().get("primary") as string);
    store.put("page", Buffer.from("first"));
    store.put("page", Buffer.from("second"));
    store.delete("page");
    await clock.advance(10 * 365 * 86_400_000);
    const kept = store.listVersions("page").versions.map(({ type }) => type);
    expect(kept).toEqual(["delete-marker", "object", "object"]);
    await rehearsal.close();
  });
});
