import { beforeEach, describe, expect, it } from "vitest";
import { renderReleases } from "../../../cli/output/kept-releases";
import { recordKeys } from "../../../facts/site/record-keys";
import { completenessCheck } from "../../../operations/status/completeness";
import { release, releases, rollback } from "../../../release";
import { invalidationPlanner } from "../../../release/invalidation/plan";
import { type ObjectStore, StoreError } from "../../../release/ports";
import { folderOf } from "../../support/release/folder";
import { Executioner, Killed } from "../../support/release/killed";
import { buckets, releaseWorld, siteConfig } from "../../support/release/world";

const day = 86_400_000;
const options = { yes: true, breakLock: true, concurrency: 1 };
const site = { "index.html": "", "p.html": "one" };

/** A site whose one page is kept by edges for long: a mistake that somebody makes, and takes back. */
const mistaken = siteConfig({ cache: { paths: [{ path: "/p.html", mode: "edge", ttl: "30d" }] } });

let executioner: Executioner;
let world: ReturnType<typeof releaseWorld>;
beforeEach(async () => {
  executioner = new Executioner();
  world = releaseWorld({ wrap: executioner.wrap, planInvalidation: invalidationPlanner });
  await release(folderOf(site), world.context, options);
});

function store() {
  return world.regions.store(buckets.primary);
}

/** Headers and text of the page, as S3 answers with them. */
function page(): string {
  const { body, metadata } = store().get("p.html").content;
  return `${metadata.cacheControl} ${new TextDecoder().decode(body)}`;
}

/** Kills releases of these files, each a request later than the last one, until one has replaced the page. */
async function replaceAndDie(files: Readonly<Record<string, string>>, config = mistaken): Promise<void> {
  const before = page();
  for (let requests = 0; page() === before; requests++) {
    executioner.killAfter(requests, true);
    const run = release(folderOf(files), { ...world.context, site: config }, options);
    await expect(run).rejects.toThrow(Killed);
  }
  executioner.spare();
}

const right = "max-age=0, s-maxage=0, stale-if-error=86400";
const wrong = "max-age=0, s-maxage=2592000, stale-while-revalidate=60, stale-if-error=86400";

describe("headers that a release has changed before it was killed", () => {
  it.each([
    ["release", () => release(folderOf(site), world.context, options)],
    ["rollback", async () => rollback(await currentRelease(), world.context, options)],
  ] as const)("are changed back by a %s of what the record says", async (_, takeBack) => {
    await replaceAndDie(site);
    expect(page()).toBe(`${wrong} one`);
    await takeBack();
    expect(page()).toBe(`${right} one`);
    expect(world.invalidated).toEqual([["/p.html"]]);
    expect(await release(folderOf(site), world.context, options)).toMatchObject({ changed: false });
  });

  it("are remembered until a release is complete, however many are killed", async () => {
    await replaceAndDie({ ...site, "p.html": "two" });
    await replaceAndDie(site);
    expect(page()).toBe(`${wrong} one`);
    await release(folderOf(site), world.context, options);
    expect(page()).toBe(`${right} one`);
  });
});

describe("a lifetime that a release has given before it was killed", () => {
  it("counts when the page is replaced", async () => {
    await replaceAndDie({ ...site, "p.html": "two" });
    expect(page()).toBe(`${wrong} two`);
    await release(folderOf(site), world.context, options);
    expect(page()).toBe(`${right} one`);
    expect(world.invalidated).toEqual([["/p.html"]]);
  });

  it("counts when the page is deleted in the end", async () => {
    const without = folderOf({ "index.html": "" });
    await replaceAndDie(site);
    await release(without, world.context, options);
    await world.clock.sleep(8 * day);
    const { plan } = await release(without, world.context, options);
    expect(plan.removal.deletions.map(({ key }) => key)).toEqual(["p.html"]);
    expect(world.invalidated.at(-1)).toEqual(["/p.html"]);
    expect(world.invalidated).toHaveLength(2);
  });
});

describe("health documents", () => {
  const named = (role: "primary" | "replica") =>
    JSON.parse(new TextDecoder().decode(store().get(`.well-known/outlast/${role}`).content.body)).release;

  it("are written again when somebody has deleted one", async () => {
    store().delete(".well-known/outlast/replica");
    const { changed, release: id } = await release(folderOf(site), world.context, options);
    expect([changed, named("primary"), named("replica")]).toEqual([true, id, id]);
    expect(await release(folderOf(site), world.context, options)).toMatchObject({ changed: false });
  });

  it("do not go on naming a release that was killed before its record", async () => {
    const recorded = await currentRelease();
    for (let requests = 0; named("replica") === recorded; requests++) {
      executioner.killAfter(requests, true);
      await expect(release(folderOf({ "index.html": "" }), world.context, options)).rejects.toThrow(Killed);
    }
    executioner.spare();
    const { release: id } = await release(folderOf(site), world.context, options);
    expect([named("primary"), named("replica")]).toEqual([id, id]);
  });
});

describe("a release that was killed", () => {
  const two = { ...site, "p.html": "two" };
  const listed = async () => renderReleases(await releases(world.context)).split("\n");
  const status = () => completenessCheck(world.context.stores.primary, world.clock);
  const lockExpires = () => world.clock.sleep(11 * 60_000);

  it("is listed, and wrong in the status, once its lock has expired", async () => {
    const complete = await currentRelease();
    await replaceAndDie(two, world.site);
    const underWay = /^! release \S+ by a release is under way, or was killed: its lock expires at \S+Z$/;
    expect(await listed()).toEqual([
      expect.stringMatching(underWay),
      expect.stringContaining(`*  ${complete}  `),
    ]);
    expect(await status()).toEqual({ ok: true, detail: expect.stringContaining("is under way") });
    await lockExpires();
    const [first] = await listed();
    expect(first).toMatch(
      /^! release \S+ by a release, begun at \S+Z, has not got to its end: outlast release goes on, outlast rollback undoes it$/,
    );
    expect(await status()).toEqual({ ok: false, detail: first?.slice(2) });
    await release(folderOf(two), world.context);
    expect(await listed()).toEqual([expect.stringMatching(/^\* /), expect.stringMatching(/^ {3}/)]);
    expect(await status()).toEqual({ ok: true, detail: "the last release is complete" });
  });

  it("is taken back by a release of what was there, though all bytes are right again", async () => {
    await replaceAndDie(two, world.site);
    await lockExpires();
    const headers = { contentType: "text/html; charset=utf-8", cacheControl: right };
    const body = { kind: "bytes", bytes: new TextEncoder().encode("one") } as const;
    await world.context.stores.primary.put("p.html", body, { headers });
    expect(await release(folderOf(site), world.context)).toMatchObject({ changed: true });
    expect((await releases(world.context)).unfinished).toBeUndefined();
  });

  it("leaves nothing to return to where it was the first one", async () => {
    const { context } = releaseWorld({ wrap: executioner.wrap });
    executioner.killAfter(8, true);
    await expect(release(folderOf(site), context, options)).rejects.toThrow(Killed);
    executioner.spare();
    expect((await releases(context)).unfinished).toMatchObject({ kind: "release" });
    await expect(rollback(undefined, context, options)).rejects.toThrow(
      /^RELEASE_NOTHING_TO_ROLL_BACK: the first release, \S+, is not complete/,
    );
    await release(folderOf(site), context, options);
    expect((await releases(context)).unfinished).toBeUndefined();
  });

  it("is gone on with where it was a rollback", async () => {
    const one = await currentRelease();
    await release(folderOf(two), world.context);
    await release(folderOf({ ...site, "p.html": "three" }), world.context);
    for (let requests = 0; page().endsWith("three"); requests++) {
      executioner.killAfter(requests, true);
      await expect(rollback(one, world.context, options)).rejects.toThrow(Killed);
    }
    executioner.spare();
    await lockExpires();
    expect((await listed())[0]).toMatch(
      new RegExp(`^! rollback \\S+, back to ${one}, by .* outlast rollback goes on with it$`),
    );
    expect((await rollback(undefined, world.context)).rollbackTo).toBe(one);
    expect(page()).toContain(" one");
  });
});

async function currentRelease(): Promise<string> {
  return JSON.parse(new TextDecoder().decode(store().get(".outlast/current").content.body)).release;
}

describe("what a rollback is going to do", () => {
  const two = { ...site, "p.html": "two" };
  const said = () => world.events.filter(({ type }) => type === "returning" || type === "nothing-written");

  it("is said before anything is written, with what it undoes", async () => {
    const first = await currentRelease();
    const { release: second } = await release(folderOf(two), world.context, options);
    await replaceAndDie({ ...site, "p.html": "three" });
    await rollback(undefined, world.context, options);
    expect(said().at(-1)).toEqual({
      ...{ type: "returning", from: second, to: second },
      undoes: expect.stringMatching(/^release /),
    });
    const kinds = world.events.map(({ type }) => type);
    expect(kinds.indexOf("returning")).toBeLessThan(kinds.lastIndexOf("written"));
    await rollback(undefined, world.context, options);
    expect(said().at(-1)).toEqual({ type: "returning", from: await previous(), to: first });
  });

  it("is the release before the last complete one after one that has written nothing, which says so", async () => {
    const first = await currentRelease();
    const { release: second } = await release(folderOf(two), world.context, options);
    await world.clock.sleep(60_000);
    const { stores } = world.context;
    const torn = { ...world.context, stores: { ...stores, primary: withoutPointer(stores.primary) } };
    await expect(release(folderOf(site), torn, options)).rejects.toThrow("RELEASE_DENIED");
    expect(said()).toEqual([{ type: "nothing-written", release: expect.any(String) }]);
    expect(await releases(world.context)).not.toHaveProperty("unfinished");
    await rollback(undefined, world.context, options);
    expect(said().at(-1)).toEqual({ type: "returning", from: second, to: first });
  });
});

describe("a look at what is on its way", () => {
  it("says what S3 refuses, as any other request does", async () => {
    await release(folderOf({ ...site, "p.html": "two" }), world.context, {
      ...options,
      waitForReplica: false,
    });
    const { stores } = world.context;
    const torn = { ...world.context, stores: { ...stores, primary: withoutPointer(stores.primary) } };
    await expect(release(folderOf(site), torn, options)).rejects.toThrow("RELEASE_DENIED");
    expect(world.events.map(({ type }) => type)).not.toContain("nothing-written");
  });
});

/** The release before the live one, in the order in which they were recorded. */
async function previous(): Promise<string | undefined> {
  return (await releases(world.context)).kept[1]?.id;
}

/** Refuses the look at the pointer that comes after the lock. */
function withoutPointer(store: ObjectStore): ObjectStore {
  return new Proxy(store, {
    get: (target, name) => {
      const value = Reflect.get(target, name);
      if (name !== "head") return typeof value === "function" ? value.bind(target) : value;
      return async (key: string) => {
        if (key === recordKeys.current) throw new StoreError("denied", "head");
        return value.call(target, key);
      };
    },
  });
}
