import { describe, expect, it } from "vitest";
import { type ProgressEvent, planOf, release, releases, rollback } from "../../release";
import { folderOf } from "../support/release/folder";
import { buckets, releaseWorld } from "../support/release/world";

const day = 86_400_000;

const first = {
  "index.html": '<link rel=stylesheet href="/assets/site.a1b2c3d4.css"><a href="/docs/">docs</a>',
  "docs/index.html": '<link rel=stylesheet href="/assets/site.a1b2c3d4.css">',
  "assets/site.a1b2c3d4.css": "body { background: url(bg.png) }",
  "assets/bg.png": "picture",
};
const second = {
  ...first,
  "index.html": '<link rel=stylesheet href="/assets/site.0f9e8d7c.css"><a href="/docs/">docs</a>',
  "docs/index.html": '<link rel=stylesheet href="/assets/site.0f9e8d7c.css">',
  "assets/site.0f9e8d7c.css": "body { background: url(bg.png); color: red }",
} as Record<string, string>;
delete second["assets/site.a1b2c3d4.css"];

function keysOf(world: ReturnType<typeof releaseWorld>, role: "primary" | "replica"): string[] {
  return world.regions
    .store(buckets[role])
    .list()
    .contents.map(({ key }) => key)
    .filter((key) => !key.startsWith(".outlast/"));
}

function writes(events: readonly ProgressEvent[]): string[] {
  return events.flatMap((event) => (event.type === "written" ? [event.key] : []));
}

describe("release", () => {
  it("writes assets before what uses them, then documents, the index document last", async () => {
    const world = releaseWorld();
    await release(folderOf(first), world.context);
    expect(writes(world.events)).toEqual([
      "assets/bg.png",
      "assets/site.a1b2c3d4.css",
      "docs/index.html",
      "index.html",
    ]);
  });

  it("writes feeds and sitemaps after the pages that they name", async () => {
    const world = releaseWorld();
    await release(folderOf({ ...first, "feed.xml": "", "a/post.html": "", "robots.txt": "" }), world.context);
    expect(writes(world.events).slice(2)).toEqual([
      "a/post.html",
      "docs/index.html",
      "feed.xml",
      "index.html",
      "robots.txt",
    ]);
  });

  it.each([
    ["Atom", '<feed xmlns="http://www.w3.org/2005/Atom"/>'],
    ["RSS 2", '<rss version="2.0"/>'],
    ["RSS 1", '<rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"/>'],
    ["a sitemap", '<urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9"/>'],
    ["an index of sitemaps", "<sitemapindex\n/>"],
  ])("writes what is %s by its root, whatever its name is, after the pages", async (_title, root) => {
    const world = releaseWorld();
    const text = `\ufeff<?xml version="1.0"?>\n<?xml-stylesheet href="a.xsl"?><!-- made -- by -->\n${root}`;
    const pages = {
      ...first,
      "a/post.html": "",
      "feeds/all.xml": text,
      "feeds/other.xml": "<!-- <rss> --><a/>",
    };
    await release(folderOf(pages), world.context);
    const order = writes(world.events);
    expect(order.indexOf("feeds/all.xml")).toBeGreaterThan(order.indexOf("a/post.html"));
    expect(order.indexOf("feeds/other.xml")).toBeLessThan(order.indexOf("a/post.html"));
  });

  it("writes a changed module after the one that it imports, and waits for the replica between them", async () => {
    const world = releaseWorld();
    const site = (version: number) => ({
      "index.html": "<script type=module src=a.js></script>",
      "a.js": `import "./b.js"; // ${version}`,
      "b.js": `export default ${version}`,
    });
    await release(folderOf(site(1)), world.context);
    await world.clock.sleep(5_000);
    world.events.length = 0;
    await release(folderOf(site(2)), world.context);
    const told = world.events.map((event) => (event.type === "written" ? event.key : event.type));
    expect(
      told
        .slice(0, told.indexOf("a.js") + 1)
        .filter((line, at, all) => /js$|replica/.test(line) && line !== all[at - 1]),
    ).toEqual(["b.js", "waiting-for-replica", "a.js"]);
  });

  it("has waited for the replica before documents go up and at the end", async () => {
    const world = releaseWorld();
    await release(folderOf(first), world.context);
    const waits = world.events.map((event) =>
      event.type === "waiting-for-replica"
        ? `behind ${event.behind}`
        : event.type === "written"
          ? event.key
          : "",
    );
    expect(waits.filter((line, at) => line !== "" && line !== waits[at - 1])).toEqual([
      "assets/bg.png",
      "assets/site.a1b2c3d4.css",
      "behind 2",
      "docs/index.html",
      "index.html",
      "behind 2",
    ]);
    expect(keysOf(world, "replica")).toEqual(expect.arrayContaining(Object.keys(first)));
  });

  it("finds nothing to do the second time", async () => {
    const world = releaseWorld();
    const folder = folderOf(first);
    const done = await release(folder, world.context);
    const again = await release(folder, world.context);
    expect(again).toMatchObject({ release: done.release, changed: false });
  });

  it("keeps what is gone for the retention, then deletes it", async () => {
    const world = releaseWorld();
    await release(folderOf(first), world.context);
    await release(folderOf(second), world.context);
    expect(keysOf(world, "primary")).toContain("assets/site.a1b2c3d4.css");
    await world.clock.sleep(8 * day);
    await release(folderOf(second), world.context);
    expect(keysOf(world, "primary")).not.toContain("assets/site.a1b2c3d4.css");
    await world.clock.sleep(2000);
    expect(keysOf(world, "replica")).toEqual(keysOf(world, "primary"));
  });

  it("returns to the release before by copies on the server", async () => {
    const world = releaseWorld();
    const one = await release(folderOf(first), world.context);
    await release(folderOf(second), world.context);
    await world.clock.sleep(8 * day);
    await release(folderOf(second), world.context);
    const back = await rollback(one.release, world.context);
    const { kept } = await releases(world.context);
    expect(kept.map(({ id, kind, current }) => [id, kind, current])[0]).toEqual([
      back.release,
      "rollback",
      true,
    ]);
    const store = world.regions.store(buckets.primary);
    for (const [key, text] of Object.entries(first)) {
      expect(new TextDecoder().decode(store.get(key).content.body)).toBe(text);
    }
  });

  it("plans without writing", async () => {
    const world = releaseWorld();
    const plan = await planOf(folderOf(first), world.context);
    expect(plan.changes.map(({ file, kind }) => [file.key, kind])).toEqual([
      ["assets/bg.png", "added"],
      ["assets/site.a1b2c3d4.css", "added"],
      ["docs/index.html", "added"],
      ["index.html", "added"],
    ]);
    expect(keysOf(world, "primary")).toEqual([]);
  });
});
