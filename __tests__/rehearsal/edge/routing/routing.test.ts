import { describe, expect, it } from "vitest";
import { Edge } from "../../../../rehearsal/edge/index";
import { compileDistribution } from "../../../../rehearsal/edge/routing/compiled-distribution";
import { Hosts } from "../../../../rehearsal/edge/routing/hosts";
import { behavior, distribution, functions, ScriptedEdge } from "../harness";

const compiled = (over: Parameters<typeof distribution>[0]) =>
  compileDistribution(distribution(over), () => 0);

describe("hosts", () => {
  const hosts = new Hosts([
    compiled({ id: "exact", domainName: "d1.cloudfront.net", aliases: ["www.example.com"] }),
    compiled({ id: "wide", domainName: "d2.cloudfront.net", aliases: ["*.example.com"] }),
    compiled({ id: "deep", domainName: "d3.cloudfront.net", aliases: ["*.shop.example.com"] }),
    compiled({ id: "off", domainName: "d4.cloudfront.net", aliases: ["off.example.org"], enabled: false }),
  ]);

  it.each([
    ["www.example.com", "exact"],
    ["WWW.Example.com:8080", "exact"],
    ["d2.cloudfront.net", "wide"],
    ["other.example.com", "wide"],
    ["a.shop.example.com", "deep"],
    ["example.com", undefined],
    ["off.example.org", undefined],
    ["evil.com", undefined],
    ["", undefined],
    ["__proto__", undefined],
  ])("%s belongs to %s: an exact name, then the most specific wildcard", (host, id) => {
    expect(hosts.find(host)?.config.id).toBe(id);
  });
});

describe("behaviours", () => {
  const site = compiled({
    cacheBehaviors: ["/api/*", "*.png", "/api/deep/*"].map((pathPattern) => ({ ...behavior(), pathPattern })),
  });

  it.each([
    ["/api/x.png", "/api/*"],
    ["/img/x.png", "*.png"],
    ["/api/deep/x", "/api/*"],
    ["/API/x", "*"],
    ["/", "*"],
    ["/x/../api/y", "/api/*"],
    ["//api/y", "/api/*"],
    ["/api/../index.html", "*"],
  ])("%s is served by %s: the first match in order, the normalized path counts", (path, pattern) => {
    expect(site.behaviorFor(path).pattern).toBe(pattern);
  });

  it("the viewer's path decides, not what a function makes of it", async () => {
    const rehearsal = new ScriptedEdge(
      {},
      {
        defaultCacheBehavior: behavior({
          functions: [
            {
              type: "cloudfront-function",
              ...{ eventType: "viewer-request", arn: "", name: "", code: "", runtime: "cloudfront-js-2.0" },
            },
          ],
        }),
        cacheBehaviors: [{ ...behavior({ targetOriginId: "secondary" }), pathPattern: "/api/*" }],
      },
      {
        functions: functions({
          onRequest: (_fn, _context, request) => ({
            type: "request",
            request: { ...request, uri: "/api/x" },
          }),
        }),
      },
    );
    const answer = await rehearsal.get("/page");
    expect([answer.trace.behavior, rehearsal.origins.asked[0]?.path, answer.body]).toEqual([
      "*",
      "/api/x",
      "from primary",
    ]);
  });

  it("the raw path goes to the origin", async () => {
    const rehearsal = new ScriptedEdge({});
    await rehearsal.get("/a/../b/%2e%2e/%2Fc");
    expect(rehearsal.origins.asked[0]?.path).toBe("/a/../b/%2e%2e/%2Fc");
  });
});

describe("a distribution that refers to origins it has not", () => {
  it("is refused with all its problems", () => {
    const config = distribution({
      defaultCacheBehavior: behavior({ targetOriginId: "nowhere" }),
      originGroups: [{ id: "group", members: ["primary", "missing"], statusCodes: [500] }],
    });
    const parts = { clock: { now: () => 0, sleep: async () => {} }, functions: functions() };
    const origins = { fetch: async () => ({ kind: "dns" as const }) };
    const build = () => new Edge({ distributions: [config], ...parts, origins });
    expect(build).toThrow("EDGE_DISTRIBUTION_INVALID");
    expect(build).toThrow(/group.*missing[\s\S]*nowhere/);
  });
});
