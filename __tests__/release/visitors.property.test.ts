import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ReleaseError, release, rollback } from "../../release";
import { folderOf } from "../support/release/folder";
import { Executioner, Killed } from "../support/release/killed";
import { siteOf, siteSeed } from "../support/release/random-site";
import { Visitors } from "../support/release/visitors";
import { buckets, releaseWorld, seeded } from "../support/release/world";

const hour = 3_600_000;
const day = 24 * hour;

const step = fc.record({
  site: siteSeed,
  /** A rollback instead, to the release before. */
  back: fc.boolean(),
  /** Requests until the process is killed; most releases need fewer than the largest. */
  life: fc.oneof(fc.nat(60), fc.constant(1000)),
  after: fc.boolean(),
  pause: fc.constantFrom(0, 11 * 60_000, 2 * hour, 26 * hour, 8 * day),
});

type Step = typeof step extends fc.Arbitrary<infer Made> ? Made : never;

/** More of them when something about the order changes. */
const runs = Number(process.env.OUTLAST_RUNS ?? 20);

const modes = {
  /** S3 is in charge: edges show an old page while S3 does not answer. */
  origin: { cache: { mode: "origin" as const }, staleness: day },
  /** CloudFront is: edges show an old page until it is invalidated. */
  edge: { cache: { mode: "edge" as const, ttl: "30d" }, staleness: 31 * day },
};

describe("what visitors find", () => {
  it.each(["origin", "edge"] as const)(
    "is whole at every moment, in either region, in mode %s, whatever is released, killed, delayed or rolled back",
    async (name) => {
      const { cache, staleness } = modes[name];
      await fc.assert(
        fc.asyncProperty(fc.array(step, { minLength: 2, maxLength: 5 }), fc.nat(), async (steps, seed) => {
          const random = seeded(seed);
          const problems: string[] = [];
          const executioner = new Executioner(() => problems.push(...visitors.look()));
          const world = releaseWorld({
            site: { cache: { default: cache } },
            wrap: executioner.wrap,
            random,
            lag: () => random() * 30_000,
            onInvalidation: (paths) => visitors.invalidate(paths),
          });
          const visitors = new Visitors(world.regions, world.clock.now, staleness);
          const options = { yes: true, breakLock: true, concurrency: 3 };

          for (const { site, back, life, after, pause } of steps) {
            const folder = folderOf(siteOf(site));
            executioner.killAfter(life, after);
            const run = back
              ? rollback(undefined, world.context, options)
              : release(folder, world.context, options);
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

          const last = siteOf((steps[0] as Step).site);
          await release(folderOf(last), world.context, options);
          expect(problems).toEqual([]);
          for (const bucket of Object.values(buckets))
            for (const [key, text] of Object.entries(last))
              expect(new TextDecoder().decode(world.regions.store(bucket).get(key).content.body)).toBe(text);
        }),
        { numRuns: runs },
      );
    },
    60_000,
  );
});

function expectedEnd(error: unknown): void {
  if (error instanceof Killed) return;
  const [problem] = error instanceof ReleaseError ? error.problems : [];
  if (problem?.code !== "RELEASE_NOTHING_TO_ROLL_BACK") throw error;
}
