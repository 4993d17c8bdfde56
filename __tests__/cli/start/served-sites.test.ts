import { afterEach, describe, expect, it } from "vitest";
import { Controls } from "../../../cli/start/controls";
import type { ServedSites } from "../../../cli/start/served-sites";
import type { SiteInput } from "../../../config";
import { ControlError } from "../../../rehearsal/server";
import { rehearsedSites, serve, visit } from "./support/served";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };
const docs: SiteInput = { name: "docs", regions };
const shop: SiteInput = {
  name: "shop",
  regions: { primary: "eu-west-1", replica: "eu-central-1" },
  domain: { name: "shop.example.com", zone: { name: "example.com" } },
};
const [docsSite, shopSite] = rehearsedSites(docs, shop) as [never, never];

let served: ServedSites | undefined;
afterEach(() => served?.rehearsal.close());

async function both() {
  const sites = await serve([docsSite, shopSite]);
  served = sites;
  return { sites, controls: new Controls(sites, {}) };
}

const primaryFirst = (outcome: number | string) => [
  ["primary", outcome],
  ["replica", 200],
];

describe("several sites of one project", () => {
  it("are served by Host: the first on localhost, each as <name>.localhost and under its own name", async () => {
    const { sites } = await both();
    const siteAt = async (host: string) => (await visit(sites, host)).site;
    expect(await siteAt("localhost:8080")).toBe("docs");
    expect(await siteAt("127.0.0.1:8080")).toBe("docs");
    expect(await siteAt("docs.localhost:8080")).toBe("docs");
    expect(await siteAt("shop.localhost:8080")).toBe("shop");
    expect(await siteAt("shop.example.com")).toBe("shop");
    expect((await visit(sites, "other.example.com")).status).toBe(421);
  });

  it("fail together where a fault names a region or a side, and alone where it names a bucket", async () => {
    const { sites, controls } = await both();
    const outcomes = async () => {
      controls.clearCache();
      return Promise.all(
        ["docs", "shop"].map(async (name) => (await visit(sites, `${name}.localhost`)).origins),
      );
    };
    const whole = [["primary", 200]];
    controls.setFault("eu-central-1=refuse");
    expect(await outcomes()).toEqual([primaryFirst("connect-refused"), whole]);
    controls.mend();
    controls.setFault("primary=503");
    expect(await outcomes()).toEqual([primaryFirst(503), primaryFirst(503)]);
    controls.mend("primary");
    controls.setFault("shop-primary=500");
    expect(await outcomes()).toEqual([whole, primaryFirst(500)]);
  });

  it("are evacuated together, or one of them", async () => {
    const { sites, controls } = await both();
    const first = async () => {
      controls.clearCache();
      const visits = [await visit(sites, "docs.localhost"), await visit(sites, "shop.localhost")];
      return visits.map(({ origins }) => origins[0]?.[0]);
    };
    controls.serveFrom("replica", "shop");
    expect(await first()).toEqual(["primary", "replica"]);
    controls.serveFrom("replica");
    expect(await first()).toEqual(["replica", "replica"]);
    controls.serveFrom("primary", "docs");
    expect(await first()).toEqual(["primary", "replica"]);
    expect(() => controls.serveFrom("primary", "none")).toThrow(ControlError);
    expect(() => controls.serveFrom("primary", "none")).toThrow("there is docs, shop");
  });

  it("are invalidated together, or one of them, and the cache tells whose each object is", async () => {
    const { sites, controls } = await both();
    for (const host of ["docs.localhost", "shop.localhost"]) await visit(sites, host);
    expect(controls.cache().map(({ site, path }) => [site, path])).toEqual([
      ["docs", "/index.html"],
      ["shop", "/index.html"],
    ]);
    expect(controls.invalidate(["/*"], "docs")).toBe(1);
    expect(controls.cache().map(({ site }) => site)).toEqual(["shop"]);
    expect([controls.cache("docs"), controls.cache("shop").length]).toEqual([[], 1]);
    expect(controls.invalidate(["/*"])).toBe(1);
    expect(() => controls.invalidate(["no slash"])).toThrow(ControlError);
  });

  it("are told apart in the state, and switches that are not at their default are shown", async () => {
    const { sites } = await both();
    const controls = new Controls(sites, { headMiss: "fetch-object", staleOrder: "after-failover" });
    controls.setFault("docs-primary=503");
    controls.serveFrom("replica", "docs");
    expect(controls.state()).toMatchObject({
      faults: ["docs-primary=503"],
      switches: ["headMiss=fetch-object"],
      sites: [
        {
          site: "docs",
          servesFrom: "replica",
          buckets: [
            { name: "docs-primary", region: "eu-central-1" },
            { name: "docs-replica", region: "eu-west-1" },
          ],
        },
        { site: "shop", host: "shop.example.com", servesFrom: "primary" },
      ],
    });
  });
});

describe("a changed project", () => {
  it("is deployed and released: a new site, another region, other lifetimes, and one that is gone", async () => {
    const { sites } = await both();
    await visit(sites, "shop.localhost");
    const [moved, added] = rehearsedSites(
      {
        ...docs,
        regions: { ...regions, primary: "eu-north-1" },
        cache: { default: { mode: "edge", ttl: "5m" } },
      },
      { name: "blog", regions },
    ) as [never, never];
    await sites.replace([moved, added]);
    expect(sites.names).toEqual(["docs", "blog"]);
    const page = await visit(sites, "localhost");
    expect(page).toMatchObject({ status: 200, site: "docs", origins: [["primary", 200]] });
    expect(page.cacheControl).toContain("s-maxage=300");
    expect(sites.rehearsal.regions.regionOf("docs-primary")).toBe("eu-north-1");
    expect((await visit(sites, "blog.localhost")).status).toBe(200);
    expect((await visit(sites, "shop.example.com")).status).toBe(421);
    expect(sites.rehearsal.regions.bucketNames).not.toContain("shop-primary");
  });

  it("leaves the cache and the switch of a site that stays", async () => {
    const { sites, controls } = await both();
    controls.serveFrom("replica", "docs");
    await visit(sites, "localhost", "/assets/style.46a6bfbcc7.css");
    const [changed] = rehearsedSites({ ...docs, tags: { changed: "yes" } }) as [never];
    await sites.replace([changed, shopSite]);
    expect(sites.rehearsal.servesFrom(sites.part("docs"))).toBe("replica");
    expect(controls.cache("docs").map(({ path }) => path)).toEqual(["/assets/style.46a6bfbcc7.css"]);
  });
});

describe("the control API", () => {
  const act = (name: "POST /mend" | "POST /evacuate" | "POST /invalidate" | "POST /clear", input: object) =>
    new Controls(served as ServedSites, {}).actions()[name]?.(input as Record<string, unknown>);

  it.each([
    ["POST /mend", { target: "nowhere" }, 'no target "nowhere"; there is primary, docs-primary'],
    ["POST /mend", { targets: "primary" }, "targets: this action takes target"],
    ["POST /evacuate", { site: 1 }, "site: expected a string"],
    ["POST /evacuate", { site: "none" }, "site: there is no none; there is docs, shop"],
    ["POST /invalidate", { paths: [] }, "paths: expected a list of paths"],
    ["POST /clear", { site: "docs" }, "site: this action takes nothing"],
  ] as const)("%s refuses %j", async (name, input, message) => {
    await both();
    expect(() => act(name, input)).toThrow(message);
  });
});
