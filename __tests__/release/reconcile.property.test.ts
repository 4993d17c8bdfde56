import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutlastError } from "../../errors/outlast-error";
import { recordKeys } from "../../facts/site/record-keys";
import type { Readings } from "../../rehearsal/edge";
import { compareRegions, reconcile, release, rollback } from "../../release";
import { folderOf } from "../support/release/folder";
import { Executioner } from "../support/release/killed";
import { buckets, releaseWorld, seeded } from "../support/release/world";

const minute = 60_000;
const day = 24 * 60 * minute;
type World = ReturnType<typeof releaseWorld>;

type Site = Readonly<Record<string, string>>;

const wanted: Site = { "index.html": '<img src="/a.png">', "a.png": "one", "old.html": "old" };
const sites: readonly Site[] = [
  wanted,
  { "index.html": '<img src="/a.png">', "a.png": "two", "new.html": "new" },
  { "index.html": '<img src="/b.png">', "b.png": "three", "old.html": "old" },
];

const keys = [
  "index.html",
  "a.png",
  "b.png",
  "old.html",
  "by-hand.html",
  ".outlast/current",
  ".outlast/lock",
];

const step = fc.oneof(
  fc.record({
    does: fc.constantFrom("release", "emergency", "rollback", "in a hurry", "to primary", "to replica"),
    site: fc.nat(sites.length - 1),
    /** Requests until the process is killed. */
    life: fc.oneof(fc.nat(40), fc.constant(1_000)),
  }),
  fc.record({
    does: fc.constantFrom("put", "delete"),
    bucket: fc.constantFrom("primary" as const, "replica" as const),
    key: fc.constantFrom(...keys),
    text: fc.constantFrom("one", "{}", "not JSON"),
  }),
  fc.record({
    does: fc.constantFrom("empty", "lose the last record", "lose the first record"),
    bucket: fc.constantFrom("primary" as const, "replica" as const),
  }),
  fc.record({
    does: fc.constantFrom("primary down", "replica down", "mended", "copies refused"),
    pause: fc.constantFrom(0, 1_000, minute, 11 * minute, 8 * day),
  }),
);
type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

const runs = Number(process.env.OUTLAST_RUNS ?? 60);

async function perform(world: World, executioner: Executioner, given: Step): Promise<void> {
  const { context, regions, clock } = world;
  if ("life" in given) {
    executioner.killAfter(given.life, false);
    const folder = folderOf(sites[given.site] ?? wanted);
    const options = { yes: true, breakLock: true, concurrency: 2 };
    const publishing = () =>
      release(folder, context, {
        ...options,
        ...(given.does === "emergency" && { to: "replica" }),
        ...(given.does === "in a hurry" && { waitForReplica: false }),
      });
    const run = Object.hasOwn(verbs, given.does)
      ? verbs[given.does]?.(world, { breakLock: true, concurrency: 2 })
      : publishing();
    await run?.catch(() => undefined);
    executioner.spare();
  } else if ("bucket" in given && !("key" in given)) {
    const store = regions.store(buckets[given.bucket]);
    const all = store.list().contents.map(({ key }) => key);
    const records = all.filter((key) => key.startsWith(recordKeys.releases));
    const lost = given.does === "lose the last record" ? records.slice(-1) : records.slice(0, 1);
    for (const key of given.does === "empty" ? all : lost) store.delete(key);
  } else if ("key" in given) {
    const store = regions.store(buckets[given.bucket]);
    if (given.does === "delete") store.delete(given.key);
    else store.put(given.key, new TextEncoder().encode(given.text));
  } else {
    if (given.does === "mended") regions.clearFaults();
    else if (given.does === "copies refused") regions.setFault("replica:/a.png=403");
    else regions.setFault(`${given.does.split(" ")[0]}=503`);
    await clock.sleep(given.pause);
  }
}

const forced = { yes: true, breakLock: true };

/** What an operator may begin with. */
const verbs: Readonly<Record<string, (world: World, options?: object) => Promise<unknown>>> = {
  release: ({ context }, options) => release(folderOf(wanted), context, { yes: true, ...options }),
  rollback: ({ context }, options) => rollback(undefined, context, { yes: true, ...options }),
  "to primary": ({ context }, options) => reconcile("primary", context, options),
  "to replica": ({ context }, options) => reconcile("replica", context, options),
};

/** What errors say to do, by their codes. */
const mends: Readonly<Record<string, (world: World, value: string) => Promise<unknown>>> = {
  RELEASE_LOCKED: ({ context }) => release(folderOf(wanted), context, forced),
  RELEASE_REPLICA_AHEAD: ({ context }) => reconcile("primary", context, forced),
  RELEASE_NOTHING_TO_RECONCILE: ({ context }) => release(folderOf(wanted), context, forced),
  RELEASE_VERSIONS_GONE: ({ context }) => reconcile("replica", context, forced),
  RELEASE_RECORD_UNREADABLE: async ({ context }, value) => {
    const [key = "", bucket] = value.split(" in ");
    const { primary, replica } = context.stores;
    await (bucket === primary.name ? primary : replica).delete([key]);
  },
};

async function isLevel({ context }: World): Promise<boolean> {
  return (await compareRegions(context)).differences.length === 0;
}

describe.each(["creation", "arrival"] satisfies Readings["newestVersion"][])(
  "from any divergence, where the newest version goes by %s",
  (newestVersion) => {
    it.each([false, true])(
      "the commands that the errors name lead to level regions (two-way: %s)",
      async (twoWay) => {
        await fc.assert(
          fc.asyncProperty(
            fc.array(step, { minLength: 1, maxLength: 8 }),
            fc.constantFrom(...Object.keys(verbs)),
            fc.nat(),
            async (steps, first, seed) => {
              const random = seeded(seed);
              const executioner = new Executioner();
              const world = releaseWorld({
                site: { replication: { twoWay } },
                ...{ random, newestVersion },
                lag: () => random() * 20_000,
                wrap: executioner.wrap,
                wrapInvalidator: executioner.wrap,
              });
              for (const one of steps) await perform(world, executioner, one);
              world.regions.clearFaults();
              await world.clock.sleep(minute);

              const taken: string[] = [];
              const again = () => release(folderOf(wanted), world.context, { yes: true });
              let run: (given: World, value: string) => Promise<unknown> = (given) =>
                verbs[first]?.(given) ?? again();
              let value = "";
              while (taken.length < 6) {
                const problem = await run(world, value).then(() => undefined, problemOf);
                taken.push(problem?.code ?? "done");
                await world.clock.sleep(minute);
                if (!problem && run !== mends.RELEASE_RECORD_UNREADABLE && (await isLevel(world))) break;
                value = problem?.value ?? "";
                run = (problem && mends[problem.code]) || again;
              }
              expect([taken.at(-1), await isLevel(world)], taken.join()).toEqual(["done", true]);
              expect(taken.length).toBeLessThanOrEqual(5);
            },
          ),
          { numRuns: runs },
        );
      },
      120_000,
    );
  },
);

function problemOf(error: unknown): OutlastError {
  if (error instanceof OutlastError) return error;
  throw error;
}
