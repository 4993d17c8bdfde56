import { describe, expect, test } from "vitest";
import { adviceOn } from "../../../operations/status/advice";

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
function adviceWhere(wrong: readonly string[], side = "primary", detail = "") {
  const checks = names.map((name) => ({ name, ok: !wrong.includes(name), detail }));
  return adviceOn("docs", [
    ...checks,
    { name: "switch", ok: side === "primary", detail: `the ${side} is asked first` },
  ]);
}

test("before the first release it is that", () => {
  expect(adviceWhere(["release"], "primary", "no release yet")?.command).toBe(
    "npx outlast release --site docs",
  );
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
