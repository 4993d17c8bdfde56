import { describe, expect, it } from "vitest";
import { lineAfter, type SwitchState } from "../../../facts/site/switch-record";
import { runCanary } from "../../../switch/sentinel/canary";
import type { Sight } from "../../../switch/sentinel/sights";
import { begin, failing, settings, well } from "./support";

/** A canary over regions that show this, and a store that may refuse what is written. */
async function tried(primary: Sight, replica: Sight, given = settings, refused = false) {
  let state: SwitchState = { side: "replica", audit: [] };
  const forget = async () => {
    state = { side: "primary", audit: [] };
  };
  const run = runCanary(given, {
    region: "eu-west-1",
    observe: async () => ({ at: begin, direct: { primary, replica }, edge: { primary, replica } }),
    read: async () => state,
    write: async (line) => {
      if (refused) throw new Error("AccessDenied");
      state = { side: line.side, audit: [lineAfter(state.audit, line), ...state.audit] };
      return undefined;
    },
    forget,
  });
  return { run, left: () => state };
}

describe("a canary of the sentinel", () => {
  it.each([
    settings,
    { period: 3_600, failures: 10, healthyFor: 86_400, throwsPerHour: 2 },
    { period: 60, failures: 1, healthyFor: 60, throwsPerHour: 20 },
  ])("throws and returns with %o, and leaves nothing", async (given) => {
    const { left, run } = await tried(well(), well(), given);
    const { reports, returned, thrown } = await run;
    expect([thrown, returned]).toEqual([true, true]);
    expect(reports.map(({ decision }) => decision).filter((one) => one !== "nothing")).toEqual([
      "evacuate",
      "return",
    ]);
    expect(reports.length).toBeLessThan(6);
    expect(left()).toEqual({ side: "primary", audit: [] });
  });

  it.each([
    ["the replica fails", well(), failing, [false, false], /the replica answers 503/],
    ["the replica holds another release", well("r2"), well("r1"), [true, false], /it holds release r2/],
    ["the primary fails already", failing, well(), [true, false], /the primary answers 503/],
  ] as const)("says why where %s", async (_, primary, replica, done, why) => {
    const { run } = await tried(primary, replica);
    const { reports, returned, thrown } = await run;
    expect([thrown, returned]).toEqual(done);
    expect(reports.at(-1)?.reason).toMatch(why);
  });

  it("fails as the sentinel would where the store may not be written, and leaves nothing", async () => {
    const { left, run } = await tried(well(), well(), settings, true);
    await expect(run).rejects.toThrow("AccessDenied");
    expect(left()).toEqual({ side: "primary", audit: [] });
  });
});
