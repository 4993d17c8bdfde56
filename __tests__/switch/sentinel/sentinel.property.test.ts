import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sentinelName } from "../../../facts/site/switch-record";
import { failing, minute, settings, unseen, Watched, well } from "./support";

const numRuns = Number(process.env.OUTLAST_RUNS ?? 60);

const sight = fc.oneof(
  { weight: 5, arbitrary: fc.constant(well()) },
  { weight: 3, arbitrary: fc.constant(failing) },
  { weight: 1, arbitrary: fc.constantFrom(well("r2"), unseen) },
);
const world = fc.record({ primary: sight, replica: sight });
const order = fc.constantFrom("evacuate", "return", "hold", "off", "on", "restart");
/** Some minutes of one health, and what somebody does at their end. */
const episode = fc.record({
  world,
  edge: fc.option(fc.record({ primary: sight, replica: sight }), { nil: undefined, freq: 6 }),
  minutes: fc.integer({ min: 1, max: 40 }),
  order: fc.option(order, { nil: undefined, freq: 3 }),
});

describe("whatever becomes of the regions and whatever people do", () => {
  it("the sentinel throws within its budget, never against a person, and never to a side that does not answer", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(episode, { minLength: 4, maxLength: 25 }), async (episodes) => {
        const watched = new Watched();
        const thrown: number[] = [];
        let isOff = false;
        let isHeld = false;
        for (const { world, edge, minutes, order } of episodes) {
          watched.world = { ...world, ...(edge && { edge }) };
          for (let i = 0; i < minutes; i++) {
            const before = watched.state;
            await watched.minutes(1);
            if (watched.state === before) continue;
            const [line] = watched.state.audit;
            expect(line?.by).toBe(sentinelName);
            expect(isOff || isHeld).toBe(false);
            expect(watched.state.side).not.toBe(before.side);
            expect((edge ?? world)[watched.state.side].seen).not.toBe("failing");
            if (watched.state.side === "replica") expect((edge ?? world).primary.seen).not.toBe("well");
            thrown.push(Date.parse(line?.at ?? ""));
          }
          if (order === undefined) continue;
          if (order === "restart") watched.sentinel = watched.start();
          else if (order === "evacuate") watched.person("replica");
          else if (order === "off" || order === "on")
            watched.person(watched.state.side, { order: true, sentinel: order });
          else watched.person("primary", order === "hold" ? { hold: "until thrown" } : {});
          if (order === "off" || order === "on") isOff = order === "off";
          else if (order !== "restart") isHeld = order !== "return";
        }
        for (const time of thrown) {
          const inHour = thrown.filter((other) => other <= time && other > time - 60 * minute);
          expect(inHour.length).toBeLessThanOrEqual(settings.throwsPerHour);
        }
      }),
      { numRuns },
    );
  });

  it("two that see different things take nothing back from each other but a side that fails, and nothing twice", async () => {
    const sees = fc.record({ first: world, second: world, minutes: fc.integer({ min: 1, max: 40 }) });
    await fc.assert(
      fc.asyncProperty(fc.array(sees, { minLength: 4, maxLength: 25 }), async (episodes) => {
        const watched = new Watched();
        let now = episodes[0] as (typeof episodes)[number];
        const sentinels = {
          "eu-west-1": watched.start("eu-west-1", () => now.first),
          "us-west-2": watched.start("us-west-2", () => now.second),
        };
        for (const episode of episodes) {
          now = episode;
          for (let i = 0; i < episode.minutes; i++)
            for (const [region, one] of Object.entries(sentinels)) {
              const before = watched.state;
              const own = region === "eu-west-1" ? now.first : now.second;
              await watched.minutes(1, [one]);
              if (watched.state === before) continue;
              const [thrown, left, first] = watched.state.audit;
              expect(thrown?.region).toBe(region);
              expect(thrown?.side).not.toBe(before.side);
              if (left === undefined || left.region === region) continue;
              expect(own[left.side].seen).toBe("failing");
              const isRecent = Date.parse(left.at) > Date.parse(thrown?.at ?? "") - 60 * minute;
              expect(first?.region === region && isRecent).toBe(false);
            }
        }
        const times = watched.state.audit.map(({ at }) => Date.parse(at));
        for (const time of times)
          expect(times.filter((one) => one <= time && one > time - 60 * minute).length).toBeLessThanOrEqual(
            settings.throwsPerHour,
          );
      }),
      { numRuns },
    );
  });
});
