import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import type { SiteInput } from "../../../../config";
import { recordKeys } from "../../../../facts/site/record-keys";
import type { RehearsedSite } from "../../../../rehearsal/content/rehearsed-site";
import { ControlError } from "../../../../rehearsal/server";
import { Controls } from "../../../../rehearsal/session/controls";
import type { ServedSites } from "../../../../rehearsal/session/sites/served-sites";
import { rehearsedSites, serve, siteOfPlan, visit } from "../support/served";

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

  it("are moved to no side while their regions hold different releases, unless somebody says so", async () => {
    const { sites, controls } = await both();
    const { regions } = sites.rehearsal;
    const release = (id: string, bucket = "docs-primary") =>
      regions.store(bucket).put(recordKeys.current, Buffer.from(JSON.stringify({ release: id })));
    sites.rehearsal.replicationLag = 3_600_000;
    release("r2");
    const said =
      /^the primary of docs holds release r2, and the replica \S+: wait for replication, or say anyway$/;
    for (const side of ["replica", "primary"] as const)
      for (const site of ["docs", undefined]) expect(() => controls.serveFrom(side, site)).toThrow(said);
    controls.serveFrom("replica", "shop");
    // What cannot be asked, since it is broken, is no reason to stay with it.
    controls.setFault("docs-primary=hang");
    controls.serveFrom("replica", "docs");
    controls.mend();
    expect(() => controls.serveFrom("primary", "docs")).toThrow(said);
    controls.serveFrom("primary", "docs", true);
    release("r2", "docs-replica");
    controls.serveFrom("replica");
    expect(["docs", "shop"].map((site) => sites.rehearsal.servesFrom(sites.part(site)))).toEqual([
      "replica",
      "replica",
    ]);
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

  it("are told apart in the state, and readings that are not at their default are shown, by their former name too", async () => {
    const { sites } = await both();
    const controls = new Controls(sites, { headMiss: "fetch-object", staleOrder: "after-failover" });
    controls.setFault("docs-primary=503");
    controls.serveFrom("replica", "docs");
    expect(controls.state()).toMatchObject({
      faults: ["docs-primary=503"],
      switches: ["headMiss=fetch-object"],
      readings: ["headMiss=fetch-object"],
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

describe("what a person should know", () => {
  const warningsOf = async (...given: Parameters<typeof serve>) => {
    served = await serve(...given);
    return served.warnings;
  };
  const trust = expect.stringMatching(/^functions of \S+plan\.json run on this machine with your rights/);
  const empty = (id: string, bucket: string) =>
    `the origin ${id} reads the bucket ${bucket}, which is empty: --origin ${id}=<folder> fills it`;

  it("of somebody else's file: that its functions run here, and which buckets are empty", async () => {
    const warnings = await warningsOf([await siteOfPlan("origin-group")]);
    expect(warnings).toEqual(
      expect.arrayContaining([
        ...[trust, empty("main", "acme-docs-main"), empty("standby", "acme-docs-standby")],
      ]),
    );
  });

  it("is not said of a bucket that is filled, by a folder or by replication, nor of a file without functions", async () => {
    const filled = await warningsOf([await siteOfPlan("origin-group")], ["main=site"]);
    expect(filled).not.toContain(empty("main", "acme-docs-main"));
    expect(filled).not.toContain(empty("standby", "acme-docs-standby"));
    const plain = await warningsOf([await siteOfPlan("api")], ["app=site"]);
    expect(plain.filter((warning) => /^functions of|which is empty/.test(warning))).toEqual([]);
  });

  it("of a bucket that is not in the file: what would stand for its origin", async () => {
    const site = await siteOfPlan("legacy-site");
    const without = { ...site, loaded: { ...site.loaded, buckets: [] } };
    expect(await warningsOf([without])).toContain(
      "the origin s3-content reads the bucket content.example.org, which is not in the file: --origin s3-content=<folder> stands for it",
    );
  });

  it("is nothing of the project's own sites", async () => {
    expect(await warningsOf([docsSite])).toEqual([]);
  });
});

describe("an edited file of somebody else's", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "outlast-public-"));
    writeFileSync(join(folder, "index.html"), "home");
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  async function fromFile(...origins: string[]) {
    served = await serve([await siteOfPlan("origin-group")], [`main=${folder}`, ...origins]);
    return served;
  }
  const inPlace = (from: RegExp, to: string) => siteOfPlan("origin-group", (text) => text.replace(from, to));

  async function twice(): Promise<RehearsedSite> {
    const site = await siteOfPlan("origin-group");
    const buckets = site.loaded.buckets.map((bucket) => ({ ...bucket, name: "acme-docs-main" }));
    const plain = buckets.map(({ name, region, address }) => ({ name, region, address }));
    return { ...site, loaded: { ...site.loaded, buckets: plain } };
  }

  it("that renames a bucket has the new one filled by the folder of its origin", async () => {
    const sites = await fromFile();
    await sites.replace([await inPlace(/acme-docs-main/g, "acme-docs-moved")]);
    expect(await visit(sites, "localhost")).toMatchObject({
      status: 200,
      body: "home",
      origins: [["main", 200]],
    });
    expect(sites.rehearsal.regions.bucketNames).not.toContain("acme-docs-main");
  });

  it("that makes a server of a bucket has the folder served as a server's", async () => {
    const sites = await fromFile();
    await sites.replace([await inPlace(/"acme-docs-main\.s3[^"]*amazonaws\.com"/g, '"docs.example.net"')]);
    expect(await visit(sites, "localhost")).toMatchObject({
      status: 200,
      body: "home",
      origins: [["main", 200]],
    });
  });

  it.each<[string, () => Promise<RehearsedSite>, RegExp]>([
    ["an origin that is gone", () => inPlace(/"main"/g, '"first"'), /^START_ORIGIN: /],
    [
      "rules that S3 refuses, whose resource is named",
      () => inPlace(/acme-docs-standby/g, "acme-docs-main"),
      /^REGIONS_REPLICATION: aws_s3_bucket\.main: .* the destination is the source itself/,
    ],
    ["a name that two buckets have", twice, /the name is taken/],
  ])("changes nothing with %s", async (_, edited, message) => {
    const sites = await fromFile();
    const before = sites.rehearsal.regions.bucketNames;
    await expect(sites.replace([await edited()])).rejects.toThrow(message);
    expect(sites.rehearsal.regions.bucketNames).toEqual(before);
    sites.rehearsal.edge.clear();
    expect(await visit(sites, "localhost")).toMatchObject({ status: 200, body: "home" });
  });

  it("changes nothing with a folder that cannot be published, and neither does a project's config", async () => {
    const sites = await fromFile();
    rmSync(folder, { recursive: true });
    const renamed = await inPlace(/acme-docs-main/g, "acme-docs-moved");
    await expect(sites.replace([renamed])).rejects.toThrow(/^START_ORIGIN: .* there is no folder/);
    expect(await visit(sites, "localhost")).toMatchObject({ status: 200, body: "home" });
    await sites.rehearsal.close();

    const own = await serve([docsSite]);
    served = own;
    const [moved] = rehearsedSites({
      ...docs,
      ...{ regions: { ...regions, primary: "eu-north-1" }, content: { folder: "no/such/folder" } },
    }) as [never];
    await expect(own.replace([moved])).rejects.toThrow(/RELEASE_FOLDER_MISSING/);
    expect((await visit(own, "localhost")).status).toBe(200);
    expect(own.rehearsal.regions.regionOf("docs-primary")).toBe("eu-central-1");
  });
});

describe("faults that are mended one by one", () => {
  it("are named as they are listed, or by their place, whatever else is broken there", async () => {
    const { controls } = await both();
    for (const fault of ["primary=503", "primary:/blog/*=slow:2s", "primary:/docs/*=500@50%"])
      controls.setFault(fault);
    controls.mend("primary:/blog/*");
    expect(controls.faults()).toEqual(["primary:/docs/*=500@50%", "primary=503"]);
    controls.mend("primary:/docs/*=500@50%");
    expect(controls.faults()).toEqual(["primary=503"]);
    expect(() => controls.mend("primary:/docs/*")).toThrow(
      /^no target "primary:\/docs\/\*"; there is .*, primary=503$/,
    );
    controls.setFault("primary:/blog/*=403");
    controls.mend("primary");
    expect(controls.faults()).toEqual([]);
  });

  it("can be mended when their bucket is gone", async () => {
    const { sites, controls } = await both();
    controls.setFault("shop-primary=503");
    await sites.replace([docsSite]);
    controls.mend("shop-primary");
    expect(controls.faults()).toEqual([]);
  });
});

describe("the control API", () => {
  type Action = "POST /mend" | "POST /evacuate" | "POST /return" | "POST /invalidate" | "POST /clear";
  const act = (name: Action, input: object) =>
    new Controls(served as ServedSites, {}).actions()[name]?.(input as Record<string, unknown>);

  it.each([
    ["POST /mend", { target: "nowhere" }, 'no target "nowhere"; there is primary, docs-primary'],
    ["POST /mend", { targets: "primary" }, "targets: this action takes target"],
    ["POST /evacuate", { anyway: "yes" }, "anyway: expected true or false"],
    ["POST /evacuate", { site: 1 }, "site: expected a string"],
    ["POST /evacuate", { site: "none" }, "site: there is no none; there is docs, shop"],
    ["POST /invalidate", { paths: [] }, "paths: expected a list of paths"],
    ["POST /clear", { site: "docs" }, "site: this action takes nothing"],
  ] as const)("%s refuses %j", async (name, input, message) => {
    await both();
    expect(() => act(name, input)).toThrow(message);
  });

  it.each(["POST /evacuate", "POST /return"] as const)(
    "%s is refused where no function reads the switch, and the state names no side",
    async (name) => {
      served = await serve([await siteOfPlan("origin-group")]);
      expect(() => act(name, {})).toThrow(
        /^this site has no switch: no viewer-request function reads the key/,
      );
      expect(new Controls(served, {}).state()).toMatchObject({ sites: [{ servesFrom: undefined }] });
    },
  );
});
