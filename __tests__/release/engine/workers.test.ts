import { describe, expect, it } from "vitest";
import type { SiteInput } from "../../../config";
import { type ProgressEvent, planOf, release, renderPlan, rollback } from "../../../release";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { folderOf } from "../../support/release/folder";
import { siteWithWorker as siteAt } from "../../support/release/site-with-worker";
import { buckets, releaseWorld } from "../../support/release/world";

const day = 86_400_000;

function writes(events: readonly ProgressEvent[]): string[] {
  return events.flatMap((event) => (event.type === "written" ? [event.key] : []));
}

function keysIn({ regions }: ReturnType<typeof releaseWorld>): string[] {
  return regions
    .store(buckets.primary)
    .list()
    .contents.map(({ key }) => key);
}

const edge: Partial<SiteInput> = { cache: { default: { mode: "edge", ttl: "1h" } } };

describe("a service worker", () => {
  it("goes up after all pages, once the replica has them", async () => {
    const world = releaseWorld();
    await release(folderOf(siteAt(1)), world.context);
    world.events.length = 0;
    await release(folderOf(siteAt(2)), world.context);
    expect(writes(world.events)).toEqual(["app.css", "feed.xml", "index.html", "sw.js"]);
    const kinds = world.events.map((event) => (event.type === "written" ? event.key : event.type));
    const between = kinds.slice(kinds.indexOf("index.html") + 1, kinds.indexOf("sw.js"));
    expect(between).toContain("waiting-for-replica");
  });

  it("goes up last when a release is taken back, too", async () => {
    const world = releaseWorld();
    await release(folderOf(siteAt(1)), world.context);
    await release(folderOf(siteAt(2)), world.context);
    world.events.length = 0;
    await rollback(undefined, world.context);
    expect(writes(world.events).at(-1)).toBe("sw.js");
  });

  it.each<readonly [path: string, site: Partial<SiteInput>]>([
    ["no path of the config", {}],
    ["a default of mode edge", edge],
    ["an immutable path", { cache: { paths: [{ path: "*", mode: "immutable" }] } }],
  ])("is asked for each time under %s", async (_, site) => {
    const world = releaseWorld({ site });
    await release(folderOf(siteAt(1)), world.context);
    const { metadata } = world.regions.store(buckets.primary).get("sw.js").content;
    expect(metadata.cacheControl).toBe("max-age=0, s-maxage=0, stale-if-error=0");
  });

  it("of Angular goes up after its list, that after what is in it, and both are asked for each time", async () => {
    const world = releaseWorld({ site: edge });
    const site = (version: number) => ({
      "index.html": `<p>${version}`,
      "app.css": `/* ${version} */`,
      "ngsw-worker.js": `/* ${version} */ self.addEventListener("install", () => fetch("ngsw.json"));`,
      "ngsw.json": JSON.stringify({ hashTable: { "/index.html": `${version}`, "/app.css": `${version}` } }),
    });
    await release(folderOf(site(1)), world.context);
    world.events.length = 0;
    await release(folderOf(site(2)), world.context);
    expect(writes(world.events)).toEqual(["app.css", "index.html", "ngsw.json", "ngsw-worker.js"]);
    for (const key of ["ngsw.json", "ngsw-worker.js"]) {
      const { metadata } = world.regions.store(buckets.primary).get(key).content;
      expect(metadata.cacheControl).toBe("max-age=0, s-maxage=0, stale-if-error=0");
    }
  });

  it("waits until no edge has the old pages", async () => {
    const seen: string[] = [];
    const world = releaseWorld({
      site: edge,
      planInvalidation: invalidationPlanner,
      wrapInvalidator: ({ invalidate }) => ({
        async invalidate(paths, reference) {
          const started = await invalidate(paths, reference);
          return {
            ...started,
            async wait(between) {
              await between?.();
              seen.push(...writes(world.events));
              return true;
            },
          };
        },
      }),
    });
    await release(folderOf(siteAt(1)), world.context);
    world.events.length = 0;
    await release(folderOf(siteAt(2)), world.context);
    expect(seen).toEqual(["app.css", "feed.xml", "index.html"]);
    expect(world.invalidated).toEqual([["/*"]]);
  });

  it("does not go up where the edges do not follow, and the next release goes on", async () => {
    let completes = false;
    const world = releaseWorld({
      site: edge,
      planInvalidation: invalidationPlanner,
      wrapInvalidator: ({ invalidate }) => ({
        invalidate: async (paths, reference) => ({
          ...(await invalidate(paths, reference)),
          wait: async () => completes,
        }),
      }),
    });
    await release(folderOf(siteAt(1)), world.context);
    world.events.length = 0;
    await expect(release(folderOf(siteAt(2)), world.context)).rejects.toThrow("RELEASE_INVALIDATION_FAILED");
    expect(writes(world.events)).not.toContain("sw.js");
    completes = true;
    world.events.length = 0;
    await release(folderOf(siteAt(2)), world.context);
    expect(writes(world.events).at(-1)).toBe("sw.js");
  });

  it("keeps what it precaches, and the site has no more, from being deleted", async () => {
    const world = releaseWorld();
    await release(folderOf({ ...siteAt(1), "old.js": "", "other.js": "" }), world.context, { yes: true });
    const listing = siteAt(2, ["/", "/old.js"]);
    await release(folderOf(listing), world.context, { yes: true });
    await world.clock.sleep(30 * day);
    await release(folderOf({ ...listing, "feed.xml": "3" }), world.context);
    expect(keysIn(world)).toContain("old.js");
    expect(keysIn(world)).not.toContain("other.js");
    await release(folderOf(siteAt(4)), world.context);
    expect(keysIn(world)).toContain("old.js");
    await release(folderOf(siteAt(5)), world.context);
    expect(keysIn(world)).not.toContain("old.js");
  });

  it("is said to be stuck where it stays the same and what it precaches does not", async () => {
    const world = releaseWorld();
    await release(folderOf(siteAt(1)), world.context);
    const stuck = { ...siteAt(2), "sw.js": siteAt(1)["sw.js"] as string };
    const warned = async (files: Record<string, string>) =>
      (await planOf(folderOf(files), world.context)).warnings
        .filter(({ code }) => code.startsWith("RELEASE_WORKER"))
        .map(({ code, value }) => `${code} ${value}`);
    expect(await warned(stuck)).toEqual(["RELEASE_WORKER_UNCHANGED sw.js: app.css"]);
    expect(await warned(siteAt(2))).toEqual([]);
    expect(await warned({ ...siteAt(1), "feed.xml": "2" })).toEqual([]);
  });

  it.each<readonly [headers: SiteInput["headers"], warned: readonly string[]]>([
    [{}, ["RELEASE_WORKER_SCOPE app/sw.js is registered for /, and may have /app/"]],
    [{ rules: [{ path: "/app/sw.js", set: { "Service-Worker-Allowed": "/" } }] }, []],
    [{ custom: { "service-worker-allowed": "../" } }, []],
    [
      { rules: [{ path: "/other.js", set: { "Service-Worker-Allowed": "/" } }] },
      ["RELEASE_WORKER_SCOPE app/sw.js is registered for /, and may have /app/"],
    ],
  ])(
    "is said to be refused for a scope that headers %j do not allow, and its scope is in the plan",
    async (headers, warned) => {
      const world = releaseWorld({ site: { headers } });
      const { "sw.js": worker = "", ...others } = siteAt(1);
      const files = {
        ...others,
        "index.html": '<script>navigator.serviceWorker.register("/app/sw.js", { scope: "/" })</script>',
        "app/sw.js": worker,
      };
      const plan = await planOf(folderOf(files), world.context);
      const found = plan.warnings.filter(({ code }) => code === "RELEASE_WORKER_SCOPE");
      expect(found.map(({ code, value }) => `${code} ${value}`)).toEqual(warned);
      expect(renderPlan(plan)).toContain("service worker app/sw.js answers for /");
    },
  );

  it("that leaves is said, and goes before what it precaches", async () => {
    const world = releaseWorld();
    await release(folderOf({ ...siteAt(1), "docs/index.html": "" }), world.context);
    const { "sw.js": _, "app.css": __, ...others } = siteAt(2);
    const { plan } = await release(folderOf(others), world.context, { yes: true });
    expect(plan.warnings.map(({ code, value }) => [code, value])).toEqual([
      ["RELEASE_WORKER_LEAVES", "sw.js"],
    ]);
    await world.clock.sleep(8 * day);
    const next = await planOf(folderOf(others), world.context);
    expect(next.removal.deletions.map(({ key }) => key).sort()).toEqual(["docs/index.html", "sw.js"]);
    expect(next.removal.staying.map(({ key }) => key)).toEqual(["app.css"]);
  });
});
