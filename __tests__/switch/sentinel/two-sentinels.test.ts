import { describe, expect, it } from "vitest";
import { failing, minute, Watched, well } from "./support";

const down = { primary: failing, replica: well() };
const up = { primary: well(), replica: well() };
const lost = { primary: well(), replica: failing };

/** A sentinel in the replica's region, and one in a third, with what each of them sees. */
function two() {
  const watched = new Watched();
  const sees = { first: up, second: up };
  const first = watched.start("eu-west-1", () => sees.first);
  const second = watched.start("us-west-2", () => sees.second);
  const by = () => watched.state.audit.map(({ side, region }) => `${region} ${side}`);
  const last = () => watched.reports.at(-1)?.reason;
  return { watched, sees, first, second, both: [first, second], by, last };
}

describe("two sentinels of one site", () => {
  it("throw the switch once where both see the outage", async () => {
    const { both, by, sees, watched } = two();
    Object.assign(sees, { first: down, second: down });
    expect(await watched.minutes(30, both)).toEqual(["evacuate"]);
    expect(by()).toEqual(["eu-west-1 replica"]);
  });

  it("throw it once where both do so in the same moment", async () => {
    const { by, first, second, sees, watched } = two();
    Object.assign(sees, { first: down, second: down });
    let other: Promise<void> | undefined;
    watched.meanwhile = () => {
      watched.meanwhile = () => {};
      watched.write({
        side: "replica",
        at: "2026-11-29T00:00:21.000Z",
        by: "sentinel",
        reason: "",
        region: "us-west-2",
      });
      other = second.run();
    };
    await first.run();
    await other;
    expect(by()).toEqual(["us-west-2 replica"]);
    expect(watched.reports.map(({ reason }) => reason)).toContainEqual(
      expect.stringMatching(/somebody has thrown the switch meanwhile$/),
    );
  });

  it("leave each other's evacuation alone: the one that threw it returns", async () => {
    const { both, by, last, second, sees, watched } = two();
    sees.first = down;
    expect(await watched.minutes(1, both)).toEqual(["evacuate"]);
    const before = watched.messages.length;
    expect(await watched.minutes(59, [second])).toEqual([]);
    expect(last()).toMatch(/; the sentinel of eu-west-1 evacuated it, and returns$/);
    expect(watched.messages).toHaveLength(before);
    // The first one may be lost with its region: people hear of it.
    expect(await watched.minutes(24 * 60, [second])).toEqual([]);
    expect(watched.messages.at(-1)?.reason).toMatch(/evacuated it, and has not returned: return by hand$/);
    sees.first = up;
    expect(await watched.minutes(16, both)).toEqual(["return"]);
    expect(by()).toEqual(["eu-west-1 primary", "eu-west-1 replica"]);
  });

  it("bring visitors back from a replica that is lost together with the one that sent them there", async () => {
    const { both, second, sees, watched } = two();
    sees.first = down;
    await watched.minutes(1, both);
    await watched.minutes(20, [second]);
    sees.second = lost;
    expect(await watched.minutes(1, [second])).toEqual(["return"]);
  });

  it("do not throw it to and fro where each sees another region fail", async () => {
    const { both, by, sees, watched } = two();
    Object.assign(sees, { first: down, second: lost });
    expect(await watched.minutes(55, both)).toEqual(["evacuate", "return"]);
    expect(by()).toEqual(["us-west-2 primary", "eu-west-1 replica"]);
    expect(watched.messages.at(-1)?.reason).toMatch(
      /the sentinel of us-west-2 has taken back what the one of eu-west-1 threw within the hour$/,
    );
  });

  it("take over what one of an older version threw, which has not said where it ran", async () => {
    const { second, watched } = two();
    const at = new Date(watched.now - minute).toISOString();
    watched.write({ side: "replica", at, by: "sentinel", reason: "before the upgrade" });
    expect(await watched.minutes(16, [second])).toEqual(["return"]);
  });
});
