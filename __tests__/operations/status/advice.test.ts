import { describe, expect, test } from "vitest";
import { adviceOn } from "../../../operations/status/advice";
import type { StatusCheck } from "../../../operations/status/check";

const names = [
  "origin-primary",
  "origin-replica",
  "release",
  "release-complete",
  "replication",
  "alarms",
  "function-f",
];

/** The checks of a site where these are wrong, and that side is asked first. */
function adviceWhere(wrong: readonly string[], side = "primary", state?: StatusCheck["state"]) {
  const told = (name: string) => (state !== undefined && wrong.includes(name) ? { state } : {});
  const checks = names.map((name) => ({ name, ok: !wrong.includes(name), detail: "", ...told(name) }));
  const evacuated = side === "replica" && { state: "evacuated" as const };
  return adviceOn("docs", [...checks, { name: "switch", ok: !evacuated, detail: "", ...evacuated }]);
}

test("before the first release it is that", () => {
  expect(adviceWhere(["release"], "primary", "no-release")?.command).toBe("npx outlast release --site docs");
});

test("alarms that are not there come with a deploy, and those that are raised are looked at", () => {
  expect(adviceWhere(["alarms"], "primary", "missing")?.command).toBe("npx outlast deploy --site docs");
  expect(adviceWhere(["alarms"])?.command).toBeUndefined();
});

describe("the next command", () => {
  test.each([
    [["origin-primary"], "primary", /^npx outlast evacuate --reason "..." --site docs$/],
    [["origin-primary", "release"], "primary", /evacuate/],
    [["origin-primary", "release", "alarms"], "replica", undefined],
    [["origin-primary", "origin-replica", "release"], "primary", undefined],
    [[], "replica", /^npx outlast return /],
    [["release"], "replica", /^npx outlast reconcile /],
    [["release"], "primary", /^npx outlast reconcile /],
    [["release-complete", "release"], "primary", /^npx outlast release /],
    [["origin-replica", "release"], "replica", /^npx outlast return /],
    [["function-f"], "primary", /^npx outlast deploy /],
  ])("where %j is wrong and the %s is asked first", (wrong, side, command) => {
    const advice = adviceWhere(wrong, side);
    expect(advice?.because).not.toBe("");
    if (command === undefined) expect(advice?.command).toBeUndefined();
    else expect(advice?.command).toMatch(command);
  });

  test("is none where all is well", () => {
    expect(adviceWhere([])).toBeUndefined();
  });
});
