import { describe, expect, it } from "vitest";
import { type Invalidator, release, rollback } from "../../../release";
import { folderOf } from "../../support/release/folder";
import { Executioner, Killed } from "../../support/release/killed";
import { buckets, releaseWorld } from "../../support/release/world";

const site = { "index.html": '<script src="/app.js"></script>', "app.js": "1" };
const day = 86_400_000;

function textIn(world: ReturnType<typeof releaseWorld>, role: "primary" | "replica", key: string): string {
  return new TextDecoder().decode(world.regions.store(buckets[role]).get(key).content.body);
}

/** CloudFront refuses to begin. */
const refusing: Invalidator = { invalidate: () => Promise.reject(new Error("AccessDenied")) };

/** CloudFront begins, and what comes of that is as given. */
const waiting = (wait: () => Promise<boolean>): Invalidator => ({
  invalidate: async () => ({ id: "I1", wait }),
});

describe("what is invalidated", () => {
  it("is what changed with the headers that edges know it under, and nothing after a release of nothing", async () => {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    await release(folderOf({ ...site, "app.js": "2" }), world.context);
    expect(world.changes.at(-1)).toEqual([
      {
        key: "app.js",
        kind: "changed",
        document: false,
        oldCacheControl: "max-age=60, s-maxage=0, stale-if-error=86400",
        newCacheControl: "max-age=60, s-maxage=0, stale-if-error=86400",
      },
    ]);
    expect(await release(folderOf({ ...site, "app.js": "2" }), world.context)).toMatchObject({
      changed: false,
    });
    expect(world.invalidated).toEqual([["/app.js"]]);
  });

  it("is what somebody deleted by hand, whether it comes back or not", async () => {
    const world = releaseWorld();
    const more = { ...site, "gone.html": "", "back.html": "1" };
    await release(folderOf(more), world.context);
    for (const key of ["gone.html", "back.html"]) world.regions.store(buckets.primary).delete(key);
    await release(folderOf({ ...site, "back.html": "2" }), world.context);
    expect(world.invalidated.map((paths) => paths.toSorted())).toEqual([["/back.html", "/gone.html"]]);
  });
});

describe("an invalidation that CloudFront refuses", () => {
  it("ends the release with the content up, and is made up for by the next one", async () => {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    const next = folderOf({ ...site, "app.js": "2" });
    await expect(release(next, { ...world.context, invalidator: refusing })).rejects.toThrow(
      "RELEASE_INVALIDATION_FAILED: Error: AccessDenied",
    );
    expect(textIn(world, "replica", "app.js")).toBe("2");
    await release(next, world.context);
    expect(world.invalidated).toEqual([["/app.js"]]);
    expect(await release(next, world.context)).toMatchObject({ changed: false });
  });

  it("is owed even if the site is again what the record says: edges have seen another one", async () => {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    const refused = { ...world.context, invalidator: refusing };
    const failed = "RELEASE_INVALIDATION_FAILED";
    await expect(release(folderOf({ ...site, "app.js": "2" }), refused)).rejects.toThrow(failed);
    await expect(release(folderOf(site), refused)).rejects.toThrow(failed);
    expect(await release(folderOf(site), world.context)).toMatchObject({ changed: true });
    expect(world.invalidated).toEqual([["/app.js"]]);
  });
});

describe("a release that is killed after it has deleted a page", () => {
  it("leaves the invalidation of that page to the next one", async () => {
    const executioner = new Executioner();
    const world = releaseWorld({ wrap: executioner.wrap });
    const options = { yes: true, breakLock: true };
    await release(folderOf({ ...site, "old.html": "" }), world.context, options);
    await release(folderOf(site), world.context, options);
    await world.clock.sleep(8 * day);
    const isThere = () =>
      world.regions
        .store(buckets.primary)
        .list()
        .contents.some(({ key }) => key === "old.html");
    for (let requests = 0; isThere(); requests++) {
      executioner.killAfter(requests, true);
      await expect(release(folderOf(site), world.context, options)).rejects.toThrow(Killed);
    }
    executioner.spare();
    expect(world.invalidated).toEqual([]);
    await release(folderOf(site), world.context, options);
    expect(world.invalidated).toEqual([["/old.html"]]);
  });
});

describe("waiting for an invalidation", () => {
  const options = { waitForInvalidation: true };

  async function releaseOf(invalidator: Invalidator) {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    const context = { ...world.context, invalidator };
    const { invalidation, release: id } = await release(
      folderOf({ ...site, "app.js": "2" }),
      context,
      options,
    );
    const current = JSON.parse(textIn(world, "primary", ".outlast/current"));
    return { invalidation, isRecorded: current.release === id, world };
  }

  it("tells that every edge has dropped its paths", async () => {
    const { invalidation, world } = await releaseOf(waiting(async () => true));
    expect(invalidation).toEqual({ id: "I1", completed: true });
    const recorded = world.events.findLastIndex(({ type }) => type === "recorded");
    expect(world.events.slice(recorded + 1)).toEqual([{ type: "waiting-for-invalidation", id: "I1" }]);
  });

  it("that ends first is no failure", async () => {
    const { invalidation, isRecorded } = await releaseOf(waiting(async () => false));
    expect(invalidation).toEqual({ id: "I1", completed: false });
    expect(isRecorded).toBe(true);
  });

  it("that goes wrong is no failure either, and says why nothing is known", async () => {
    const denied = () => Promise.reject(new Error("AccessDenied"));
    const { invalidation, isRecorded, world } = await releaseOf(waiting(denied));
    expect(invalidation).toEqual({ id: "I1", completed: false, unwatched: "Error: AccessDenied" });
    expect(isRecorded).toBe(true);
    expect(await rollback(undefined, world.context)).toMatchObject({ changed: true });
  });

  it("keeps no other release out", async () => {
    const world = releaseWorld();
    await release(folderOf(site), world.context);
    let meanwhile: unknown;
    const patient = waiting(async () => {
      meanwhile = await release(folderOf({ ...site, "app.js": "3" }), world.context);
      return true;
    });
    await release(folderOf({ ...site, "app.js": "2" }), { ...world.context, invalidator: patient }, options);
    expect(meanwhile).toMatchObject({ changed: true });
  });
});
