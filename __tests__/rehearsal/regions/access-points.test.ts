import { describe, expect, it } from "vitest";
import { HeaderMap, type Origin, VirtualClock } from "../../../rehearsal/edge";
import { Regions, type RegionsOptions, ROUTE_PROPAGATION } from "../../../rehearsal/regions";
import { distributionArn, limits, oacPolicy, seeded } from "./fixtures";

const alias = "mfzwi23gnjvgw.mrap";
const arn = `arn:aws:s3::123456789012:accesspoint/${alias}`;
const policy = {
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { Service: "cloudfront.amazonaws.com" },
    Action: ["s3:GetObject", "s3:ListBucket"],
    Resource: [arn, `${arn}/object/*`],
    Condition: { StringEquals: { "AWS:SourceArn": distributionArn } },
  },
};
const sigv4a = { type: "oac", signingBehavior: "always", signingProtocol: "sigv4a" } as const;

function open(
  over: Partial<RegionsOptions> = {},
  active: readonly string[] = ["site-a"],
  point: object = { policy },
) {
  const clock = new VirtualClock();
  const latency = (region: string) => (region === "eu-west-1" ? 10 : 50);
  const regions = new Regions({ clock, random: seeded(), latency, ...over });
  const routes = [
    { bucket: "site-a", region: "eu-west-1" },
    { bucket: "site-b", region: "eu-central-1" },
  ].map((route) => ({ ...route, active: active.includes(route.bucket) }));
  for (const { bucket, region } of routes) {
    regions.addBucket({ name: bucket, region, policy: oacPolicy(bucket) });
    regions.store(bucket).put("index.html", Buffer.from(bucket));
  }
  regions.deployAccessPoints([{ alias, arn, routes, ...point }]);
  const ask = async (
    path = "/index.html",
    access: Extract<Origin["kind"], { type: "s3" }>["access"] = sigv4a,
  ) => {
    const domainName = `${alias}.accesspoint.s3-global.amazonaws.com`;
    const origin: Origin = {
      ...{ id: "site", domainName, originPath: "", customHeaders: [], connectionAttempts: 3 },
      ...{ connectionTimeout: 10, readTimeout: 30, kind: { type: "s3", access } },
    };
    const headers = new HeaderMap({ host: domainName });
    const request = {
      method: "GET",
      scheme: "https",
      path,
      query: "",
      headers,
      sourceArn: distributionArn,
    } as const;
    const outcome = await clock.run(regions.origin.fetch(origin, request, limits));
    if (outcome.kind !== "response") return outcome.kind;
    return outcome.status === 200 ? Buffer.from(outcome.body).toString() : outcome.status;
  };
  return { clock, regions, ask };
}

describe("a Multi-Region Access Point", () => {
  it("leads to the nearest active bucket, and to no passive one", async () => {
    expect(await open({}, ["site-a", "site-b"]).ask()).toBe("site-a");
    expect(await open({}, ["site-b"]).ask()).toBe("site-b");
  });

  it("keeps to the active one through an outage until routes are submitted, which takes two minutes", async () => {
    const { clock, regions, ask } = open();
    regions.setFault("site-a=503");
    await clock.advance(3_600_000);
    expect(await ask()).toBe(503);
    regions.submitRoutes(alias, ["site-b"]);
    await clock.advance(ROUTE_PROPAGATION - 1_000);
    expect(await ask()).toBe(503);
    await clock.advance(1_000);
    expect(await ask()).toBe("site-b");
    expect(regions.routesOf(alias).map(({ active }) => active)).toEqual([false, true]);
  });

  it("takes no routes of which none is active", () => {
    expect(() => open().regions.submitRoutes(alias, [])).toThrow(/REGIONS_ACCESS_POINT: .*InvalidRequest/);
  });

  it("keeps switched routes when it is deployed again", async () => {
    const { clock, regions, ask } = open();
    regions.submitRoutes(alias, ["site-b"]);
    await clock.advance(ROUTE_PROPAGATION);
    const routes = ["site-a", "site-b"].map((bucket) => ({
      ...{ bucket, region: bucket === "site-a" ? "eu-west-1" : "eu-central-1", active: bucket === "site-a" },
    }));
    regions.deployAccessPoints([{ alias, arn, policy, routes }]);
    expect(await ask()).toBe("site-b");
  });

  it("asks another active region where one cannot be reached, by the reading, and none for an error", async () => {
    const both = ["site-a", "site-b"];
    for (const [readings, outcome] of [
      [{}, "site-b"],
      [{ accessPointDisruption: "ignored" }, "connect-refused"],
    ] as const) {
      const { regions, ask } = open({ readings }, both);
      regions.setFault("site-a=refuse");
      expect(await ask()).toBe(outcome);
      regions.setFault("site-a=503");
      expect(await ask()).toBe(503);
    }
  });

  it("wants its own policy and the bucket's to allow it", async () => {
    const { regions, ask } = open();
    expect(await ask("/missing.html")).toBe(404);
    expect(await open({}, ["site-a"], {}).ask()).toBe(403);
    regions.setPolicy("site-a", undefined);
    expect(await ask()).toBe(403);
  });

  it("takes requests that are signed with SigV4A alone", async () => {
    const { ask } = open();
    expect(await ask("/index.html", { type: "oac", signingBehavior: "always" })).toBe(403);
    expect(await ask("/index.html", { type: "none" })).toBe(403);
  });

  it("is a name that does not resolve where there is no such point", async () => {
    const { regions, ask } = open();
    regions.deployAccessPoints([]);
    expect(await ask()).toBe("dns");
  });
});
