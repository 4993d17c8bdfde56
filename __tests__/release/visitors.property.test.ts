import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { OutlastError } from "../../errors/outlast-error";
import { release, rollback } from "../../release";
import { invalidationPlanner } from "../../release/invalidation/plan";
import { folderOf } from "../support/release/folder";
import { Executioner, Killed } from "../support/release/killed";
import { siteOf, siteSeed } from "../support/release/random-site";
import { Visitors } from "../support/release/visitors";
import { Climate, weathers } from "../support/release/weather";
import { buckets, releaseWorld, seeded, siteConfig } from "../support/release/world";

const hour = 3_600_000;
const day = 24 * hour;

const step = fc.record({
  site: siteSeed,
  /** What was to be released that many steps before once more, as somebody does who takes a bad release back. */
  again: fc.constantFrom(undefined, undefined, 1, 2),
  /** Other headers for every page. */
  otherwise: fc.boolean(),
  /** A rollback instead, to the release before. */
  back: fc.boolean(),
  /** Requests until the process is killed; most releases need fewer than the largest. */
  life: fc.oneof(fc.nat(60), fc.constant(1000)),
  after: fc.boolean(),
  weather: fc.constantFrom("fair" as const, "fair" as const, ...weathers),
  pause: fc.constantFrom(0, 11 * 60_000, 2 * hour, 26 * hour, 8 * day),
});

type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

/** More of them when something about the order changes. */
const runs = Number(process.env.OUTLAST_RUNS ?? 12);

const modes = {
  /** S3 is in charge: edges show an old page while S3 does not answer. */
  origin: { cache: { mode: "origin" as const }, staleness: day },
  /** CloudFront is: edges show an old page until it is invalidated. */
  edge: { cache: { mode: "edge" as const, ttl: "30d" }, staleness: 31 * day },
};

/** The window of pages that are released otherwise; the default's, which is longer, says how long files stay. */
const otherwise = "12h";

/** What may end a run, and leave the rest to the next one. */
const endings = [
  "RELEASE_NOTHING_TO_ROLL_BACK",
  "RELEASE_STORE_FAILED",
  "RELEASE_REPLICA_BEHIND",
  "RELEASE_REPLICA_UNKNOWN",
  "RELEASE_INVALIDATION_FAILED",
];

describe("what visitors find", () => {
  it.each(["origin", "edge"] as const)(
    "is whole at every moment, in either region, in mode %s, whatever is released, killed, delayed, refused or rolled back",
    async (name) => {
      const { cache, staleness } = modes[name];
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), fc.nat(), async (steps, seed) => {
          const random = seeded(seed);
          const problems: string[] = [];
          const executioner = new Executioner(() => problems.push(...visitors.look()));
          const climate = new Climate(random);
          const world = releaseWorld({
            site: { cache: { default: cache } },
            wrap: (store) => executioner.wrap(climate.store(store)),
            wrapInvalidator: (invalidator) => executioner.wrap(climate.invalidator(invalidator)),
            planInvalidation: invalidationPlanner,
            random,
            lag: () => random() * 30_000,
            onInvalidation: (paths) => visitors.invalidate(paths),
          });
          const visitors = new Visitors(world.regions, world.clock.now, staleness, name === "edge");
          const options = { yes: true, breakLock: true, concurrency: 3 };
          const sites = sitesOf(steps);
          const otherwiseContext = {
            ...world.context,
            site: siteConfig({
              cache: { default: cache, paths: [{ path: "*", ...cache, staleIfError: otherwise }] },
            }),
          };

          for (const [at, { back, life, after, weather, pause, ...given }] of steps.entries()) {
            const context = given.otherwise ? otherwiseContext : world.context;
            climate.weather = weather;
            if (!back) visitors.releasing(sites[at] as Site);
            executioner.killAfter(life, after);
            const run = back
              ? rollback(undefined, context, options)
              : release(folderOf(sites[at] as Site), context, options);
            await run.catch(expectedEnd);
            executioner.spare();
            for (let passed = 0; passed <= pause && passed < 40_000; passed += 4000) {
              await world.clock.sleep(4000);
              problems.push(...visitors.look());
            }
            await world.clock.sleep(pause);
            problems.push(...visitors.look());
            expect(problems).toEqual([]);
          }

          climate.weather = "fair";
          const last = sites[0] as Site;
          visitors.releasing(last);
          await release(folderOf(last), world.context, options);
          problems.push(...visitors.look());
          expect(problems).toEqual([]);
          if (name === "edge") expect(visitors.outdated()).toEqual([]);
          for (const bucket of Object.values(buckets))
            for (const [key, text] of Object.entries(last)) {
              const { body, metadata } = world.regions.store(bucket).get(key).content;
              expect(new TextDecoder().decode(body)).toBe(text);
              if (key.endsWith(".html")) expect(metadata.cacheControl).toContain("stale-if-error=86400");
            }
        }),
        { numRuns: runs },
      );
    },
    60_000,
  );
});

type Site = ReturnType<typeof siteOf>;

function sitesOf(steps: readonly Step[]): Site[] {
  const sites: Site[] = [];
  for (const [at, { again, site }] of steps.entries())
    sites.push((again && sites[at - again]) || siteOf(site));
  return sites;
}

function expectedEnd(error: unknown): void {
  if (error instanceof Killed) return;
  const [problem] = error instanceof OutlastError ? error.problems : [];
  if (!problem || !endings.includes(problem.code)) throw error;
}
