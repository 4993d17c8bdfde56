import { readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { atLeast, atMost, notMeasured, ofPairs } from "../../bench/row";
import { markdown, markersOf } from "../../bench/table";

describe("a row of the bench", () => {
  it("is the median of its rounds' ratios, with the smallest and the largest", () => {
    expect(ofPairs([10, 30, 12], [10, 10, 10])).toEqual({ measured: 1.2, spread: [1, 3] });
  });

  it("is met up to its bar, and from its bar on", () => {
    const row = { group: "edge", what: "speed", measured: 2, unit: "times" } as const;
    expect(
      [atMost(2, row), atMost(1.9, row), atLeast(2, row), atLeast(2.1, row)].map(({ met }) => met),
    ).toEqual([true, false, true, false]);
  });

  it("says in Markdown what was measured, by what it is missed, and what is behind it", () => {
    const rates = { edge: 24_000, yardstick: 20_000 };
    const row = atLeast(1.5, { group: "edge", what: "speed", ...ofPairs([24], [20]), unit: "times", rates });
    expect(markdown([row])).toContain(
      "| speed | 1.20 times | 1.20 to 1.20 | at least 1.50 | MISSED | edge 24,000/s, yardstick 20,000/s |",
    );
  });

  it("says what this machine lacks, and takes a bar that nobody has seen for missed", () => {
    const rclone = notMeasured("release", "releases vs rclone sync", "no rclone on PATH", false);
    const sync = notMeasured("release", "releases vs aws s3 sync", "no aws on PATH", true);
    expect([rclone.met, sync.met]).toEqual([true, false]);
    expect(markdown([rclone])).toContain(
      "| releases vs rclone sync | not measured |  |  |  | no rclone on PATH |",
    );
  });

  it.each(["synthesis", "edge", "drills", "release", "verbs", "traffic"])(
    "has a place in docs/speed.md for %s",
    (group) => {
      const text = readFileSync("docs/speed.md", "utf8");
      const [begin, end] = markersOf(group);
      expect(text.indexOf(begin)).toBeGreaterThan(0);
      expect(text.indexOf(end)).toBeGreaterThan(text.indexOf(begin));
    },
  );
});
