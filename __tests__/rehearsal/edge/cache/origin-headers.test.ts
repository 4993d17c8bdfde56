import { describe, expect, it } from "vitest";
import { behavior, customOrigin, policy, ScriptedEdge, withHeaders } from "../harness";

const site = (headers: string[] = []) => ({
  origins: [customOrigin("only")],
  originGroups: [],
  defaultCacheBehavior: behavior({
    targetOriginId: "only",
    cachePolicy: policy({ headers: { behavior: headers.length > 0 ? "whitelist" : "none", items: headers } }),
  }),
});
const answering = (headers: Record<string, string>, keyed?: string[]) =>
  new ScriptedEdge({ only: { headers } }, site(keyed));

describe("what the cache makes of headers", () => {
  it.each<Record<string, string>>([
    { "Cache-Control": "no-cache" },
    { "Cache-Control": "max-age=0" },
    { Pragma: "no-cache" },
  ])("a viewer's %j does not force another fetch", async (headers) => {
    const rehearsal = answering({ "Cache-Control": "max-age=60" });
    await rehearsal.get();
    expect((await rehearsal.get("/page", withHeaders(headers))).xCache).toBe("Hit from cloudfront");
  });

  it("the viewer gets the origin's Cache-Control and Expires unchanged", async () => {
    const sent = { "cache-control": "max-age=0, s-maxage=60", expires: "Tue, 01 Jan 2030 00:00:00 GMT" };
    const rehearsal = answering(sent);
    for (const xCache of ["Miss from cloudfront", "Hit from cloudfront"]) {
      const answer = await rehearsal.get();
      expect(Object.fromEntries(answer.headers)).toMatchObject({ ...sent, "x-cache": xCache });
    }
  });

  it("Vary: * with min TTL 0 goes to the origin each time, without a condition", async () => {
    const rehearsal = answering({ Vary: "*", ETag: '"1"', "Cache-Control": "max-age=60" });
    await rehearsal.get();
    await rehearsal.get();
    expect(rehearsal.origins.asked.map(({ headers }) => headers.get("if-none-match"))).toEqual([null, null]);
  });

  it("Vary on another header matters only where the cache policy has the header", async () => {
    const results = async (keyed?: string[]) => {
      const rehearsal = answering({ Vary: "Accept-Language" }, keyed);
      await rehearsal.get("/page", withHeaders({ "Accept-Language": "de" }));
      return (await rehearsal.get("/page", withHeaders({ "Accept-Language": "fr" }))).xCache;
    };
    expect(await results()).toBe("Hit from cloudfront");
    expect(await results(["Accept-Language"])).toBe("Miss from cloudfront");
  });
});
