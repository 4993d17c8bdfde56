import { CreateKeyValueStoreCommand } from "@aws-sdk/client-cloudfront";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordKeys } from "../../../facts/site/record-keys";
import type { Losses } from "../../../operations/promote/losses";
import { demote, type PromoteOptions, promote } from "../../../operations/promote/promote";
import { planOf, reconcile, release, rollback, StoreError } from "../../../release";
import { SwitchStore } from "../../../switch/switch-store";
import { startTestCloud } from "../../rehearsal/cloud/support/test-cloud";
import { folderOf } from "../../support/release/folder";
import { buckets, releaseWorld } from "../../support/release/world";
import { outputsOf } from "../../support/site-outputs";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let arn: string;

beforeEach(async () => {
  local = await startTestCloud();
  const made = await local.client.send(new CreateKeyValueStoreCommand({ Name: "docs" }));
  arn = made.KeyValueStore?.ARN ?? "";
  vi.stubEnv("AWS_ENDPOINT_URL", local.cloud.url);
  vi.stubEnv("AWS_ACCESS_KEY_ID", "test");
  vi.stubEnv("AWS_SECRET_ACCESS_KEY", "test");
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await local.close();
});

const site = { "index.html": "<script src=app.js></script>", "app.js": "one", "404.html": "gone" };

/** A site that was released, and what promotes its replica; the primary's region goes when it is told to. */
async function releasedSite() {
  const world = releaseWorld();
  await release(folderOf(site), world.context, { yes: true });
  await world.clock.sleep(60_000);
  const told: Losses[] = [];
  const options = (over: Partial<PromoteOptions> = {}): PromoteOptions => ({
    ...{ site: world.site, stores: world.context.stores, clock: world.clock, dryRun: false },
    outputs: outputsOf("E1", { key_value_store_arn: arn }),
    reason: "eu-central-1 is gone",
    confirm: async () => {},
    unbroken: (work) => work(),
    told: (losses) => void told.push(losses),
    ...over,
  });
  const lose = () => world.regions.setFault("primary=503");
  const replica = world.regions.store(buckets.replica);
  const isPromoted = () => replica.current(recordKeys.promoted)?.type === "object";
  return { ...world, told, options, lose, isPromoted, replica, switched: () => new SwitchStore(arn).read() };
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
    expect(await promote(options({ dryRun: true }))).toBe(false);
    expect(told).toMatchObject([{ files: 3, missing: ["app.js"], release: expect.any(String) }]);
    expect((await switched()).side).toBe("primary");
    expect(isPromoted()).toBe(false);
  });

  it("that is promoted serves visitors under a hold, and takes releases and rollbacks without the way back", async () => {
    const { context, lose, options, switched } = await releasedSite();
    lose();
    const emergency = { to: "replica", yes: true } as const;
    await expect(release(folderOf(site), context, emergency)).rejects.toThrow("RELEASE_ONE_WAY");
    expect(await promote(options())).toBe(true);
    expect(await switched()).toMatchObject({
      side: "replica",
      audit: [{ hold: "until thrown", reason: "eu-central-1 is gone" }],
    });
    expect(await promote(options())).toBe(false);
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
    expect(await promote(options())).toBe(true);
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
});
