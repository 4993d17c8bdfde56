import { describe, expect, it } from "vitest";
import { healthKeys } from "../../../facts/site/health";
import { recordKeys } from "../../../facts/site/record-keys";
import type { Losses } from "../../../operations/promote/losses";
import { demote, fillReplica, type PromoteOptions, promote } from "../../../operations/promote/promote";
import { promotedRegions } from "../../../operations/promote/promoted-regions";
import { regionsStore } from "../../../rehearsal/content/regions-store";
import {
  compareRegions,
  type ObjectStore,
  planOf,
  reconcile,
  release,
  rollback,
  StoreError,
} from "../../../release";
import { SwitchStore } from "../../../switch/switch-store";
import { folderOf } from "../../support/release/folder";
import { buckets, releaseWorld, rule } from "../../support/release/world";
import { outputsOf } from "../../support/site-outputs";
import { localStoreForEachTest } from "../support/local-store";

const local = localStoreForEachTest();

const site = { "index.html": "<script src=app.js></script>", "app.js": "one", "404.html": "gone" };

/** A site that was released, and what promotes its replica; the primary's region goes when it is told to. */
async function releasedSite(options: Parameters<typeof releaseWorld>[0] = {}) {
  const world = releaseWorld(options);
  await release(folderOf(site), world.context, { yes: true });
  await world.clock.sleep(60_000);
  const told: Losses[] = [];
  const promoting = (over: Partial<PromoteOptions> = {}): PromoteOptions => ({
    ...{ site: world.site, stores: world.context.stores, clock: world.clock, dryRun: false },
    outputs: outputsOf("E1", { key_value_store_arn: local.arn }),
    reason: "eu-central-1 is gone",
    confirm: async () => {},
    unbroken: (work) => work(),
    told: (losses) => void told.push(losses),
    ...over,
  });
  const lose = () => world.regions.setFault("primary=503");
  const replica = world.regions.store(buckets.replica);
  const isPromoted = () => replica.current(recordKeys.promoted)?.type === "object";
  return {
    ...world,
    told,
    options: promoting,
    lose,
    isPromoted,
    replica,
    switched: () => new SwitchStore(local.arn).read(),
  };
}

describe("a replica", () => {
  it("is not promoted while the primary's bucket answers, were it with a refusal", async () => {
    const { options, switched, told } = await releasedSite();
    await expect(promote(options())).rejects.toMatchObject({ code: "PROMOTE_ANSWERS" });
    expect([told, (await switched()).side]).toEqual([[], "primary"]);
  });

  it("says in a dry run what is lost of the last release that it knows, and changes nothing", async () => {
    const { isPromoted, lose, options, replica, switched, told } = await releasedSite();
    lose();
    replica.delete("app.js");
    expect(await promote(options({ dryRun: true }))).toBe("promoted");
    expect(told).toMatchObject([{ files: 3, missing: ["app.js"], release: expect.any(String) }]);
    expect((await switched()).side).toBe("primary");
    expect(isPromoted()).toBe(false);
  });

  it("is not promoted before a person has heard what is lost and agreed", async () => {
    const { isPromoted, lose, options, switched, told } = await releasedSite();
    lose();
    const confirm = () => Promise.reject(new Error("nobody agrees"));
    await expect(promote(options({ confirm }))).rejects.toThrow("nobody agrees");
    expect([told.length, (await switched()).side, isPromoted()]).toEqual([1, "primary", false]);
  });

  it("that is promoted serves visitors under a hold, and takes releases and rollbacks without the way back", async () => {
    const { context, lose, options, switched } = await releasedSite();
    lose();
    const emergency = { to: "replica", yes: true } as const;
    await expect(release(folderOf(site), context, emergency)).rejects.toThrow("RELEASE_ONE_WAY");
    expect(await promote(options())).toBe("promoted");
    expect(await switched()).toMatchObject({
      side: "replica",
      audit: [{ hold: "until thrown", reason: "eu-central-1 is gone" }],
    });
    expect(await promote(options())).toBe("unchanged");
    await release(folderOf({ ...site, "app.js": "two" }), context, emergency);
    const { rollbackTo } = await rollback(undefined, context, emergency);
    expect(rollbackTo).toBeDefined();
  });

  it("is promoted by the next run where one was killed between the switch and the record", async () => {
    const { context, isPromoted, lose, options, switched } = await releasedSite();
    lose();
    const dying = { ...context.stores.replica, name: "replica", put: async () => Promise.reject(killed) };
    const killed = new StoreError("refused", "killed");
    const stores = { ...context.stores, replica: dying as typeof context.stores.replica };
    await expect(promote(options({ stores }))).rejects.toThrow("killed");
    expect((await switched()).side).toBe("replica");
    expect(await promote(options())).toBe("promoted");
    expect(isPromoted()).toBe(true);
  });

  it("gives way once the primary is back and holds what it holds, and never both are written to", async () => {
    const { clock, context, isPromoted, lose, options, regions, switched } = await releasedSite();
    lose();
    await promote(options());
    await release(folderOf({ ...site, "app.js": "two" }), context, { to: "replica", yes: true });
    regions.clearFaults();
    await expect(release(folderOf(site), context, { yes: true })).rejects.toThrow("RELEASE_PROMOTED");
    await expect(planOf(folderOf(site), context, { yes: true })).rejects.toThrow("RELEASE_PROMOTED");
    const hurried = { yes: true, waitForReplica: false };
    const late = release(folderOf({ ...site, "app.js": "late" }), context, hurried);
    await expect(late).rejects.toThrow("RELEASE_PROMOTED");
    await expect(demote(options())).rejects.toMatchObject({ code: "PROMOTE_BEHIND" });
    await reconcile("primary", context);
    await demote(options());
    expect(isPromoted()).toBe(false);
    expect((await switched()).side).toBe("replica");
    expect(new TextDecoder().decode(regions.store(buckets.primary).get("app.js").content.body)).toBe("two");
    await clock.sleep(60_000);
    expect((await release(folderOf({ ...site, "app.js": "three" }), context, { yes: true })).changed).toBe(
      true,
    );
    await expect(demote(options())).rejects.toMatchObject({ code: "PROMOTE_NOTHING" });
  });

  it("is not undone once the config names it as the primary, and goes on though the region has come back", async () => {
    const { lose, options, regions, site } = await releasedSite();
    lose();
    await promote(options());
    regions.clearFaults();
    expect(await promote(options())).toBe("unchanged");
    const { primary, replica } = promotedRegions(site, "eu-north-1");
    const places = { primary: { ...primary, bucket: buckets.replica }, replica, forgotten: [] };
    const renamed = { ...site, regions: { primary: "eu-west-1", replica: "eu-north-1", places } };
    await expect(demote(options({ site: renamed }))).rejects.toMatchObject({ code: "PROMOTE_REWRITTEN" });
  });
});

/** A survivor that is deployed as the primary of a new replica, and what may be killed before any of its requests. */
async function deployedSurvivor(before?: (world: Awaited<ReturnType<typeof releasedSite>>) => Promise<void>) {
  let left = Number.POSITIVE_INFINITY;
  const counted = <T>(request: () => Promise<T>): Promise<T> => {
    left -= 1;
    return left < 0 ? Promise.reject(new StoreError("refused", "killed")) : request();
  };
  const wrap = (store: ObjectStore): ObjectStore => ({
    ...{ name: store.name, bucket: store.bucket, region: store.region },
    list: (options) => counted(() => store.list(options)),
    head: (key) => counted(() => store.head(key)),
    get: (key, version) => counted(() => store.get(key, version)),
    put: (key, body, options) => counted(() => store.put(key, body, options)),
    copyVersion: (key, source, headers) => counted(() => store.copyVersion(key, source, headers)),
    delete: (keys) => counted(() => store.delete(keys)),
  });
  const world = await releasedSite({ wrap });
  world.lose();
  await promote(world.options());
  await before?.(world);
  const third = "site-eu-north-1";
  world.regions.addBucket({ name: third, region: "eu-north-1", versioning: "Enabled" });
  world.regions.setReplication(buckets.replica, [rule(third)]);
  const stores = {
    primary: world.context.stores.replica,
    replica: wrap(regionsStore(world.regions.bucket(third), "eu-north-1")),
  };
  const deployed = { primary: "eu-west-1", replica: "eu-north-1" };
  const context = { ...world.context, stores, site: { ...world.site, regions: deployed } };
  const keys = (bucket: string) => {
    const store = world.regions.store(bucket);
    return Object.keys(site).map((key) => [key, store.current(key)?.type]);
  };
  return { ...world, context, third, keys, killAfter: (requests: number) => (left = requests) };
}

describe("the new replica of a survivor", () => {
  it("is filled by the next run, once the survivor is deployed as the primary", async () => {
    const { context, isPromoted, keys, options, regions, third, told } = await deployedSurvivor();
    const { stores } = context;
    told.length = 0;
    expect(await promote(options({ stores }))).toBe("deployed");
    expect(told).toEqual([]);
    await fillReplica(context, { user: "me", breakLock: false });
    expect(keys(third)).toEqual(Object.keys(site).map((key) => [key, "object"]));
    expect((await compareRegions(context)).differences).toEqual([]);
    expect(isPromoted()).toBe(false);
    const health = new TextDecoder().decode(regions.store(third).get(healthKeys.replica).content.body);
    expect(JSON.parse(health)).toMatchObject({ role: "replica", region: "eu-north-1" });
    // From here on it is a site like any other.
    await expect(promote(options({ stores }))).rejects.toMatchObject({ code: "PROMOTE_ANSWERS" });
    expect((await release(folderOf({ ...site, "app.js": "two" }), context, { yes: true })).changed).toBe(
      true,
    );
  });

  it("is filled with what is on its way to the region that is lost, for ever", async () => {
    const { context, keys, third } = await deployedSurvivor(async ({ context, regions }) => {
      regions.setReplication(buckets.replica, [rule(buckets.primary)]);
      await release(folderOf({ ...site, "app.js": "two" }), context, { to: "replica", yes: true });
    });
    expect((await context.stores.primary.head("app.js")).replicationStatus).toBe("PENDING");
    await fillReplica(context, { user: "me", breakLock: false });
    expect(keys(third)).toEqual(Object.keys(site).map((key) => [key, "object"]));
    expect((await compareRegions(context)).differences).toEqual([]);
  });

  it("is filled though it is killed at every request", async () => {
    const { clock, context, keys, killAfter, third } = await deployedSurvivor();
    for (let requests = 1; ; requests++) {
      killAfter(requests);
      const error = await fillReplica(context, { user: "me", breakLock: false }).then(
        () => undefined,
        (failure: Error) => failure,
      );
      killAfter(Number.POSITIVE_INFINITY);
      if (error === undefined) break;
      expect(String(error)).toMatch(/killed|RELEASE_LOCKED/);
      // The lock of a run that was killed expires.
      await clock.sleep(700_000);
    }
    expect(keys(third)).toEqual(Object.keys(site).map((key) => [key, "object"]));
    expect((await compareRegions(context)).differences).toEqual([]);
  });
});
