import { describe, expect, it } from "vitest";
import type { DrillComparison, Outcome } from "../../rehearsal/drill/compare/compare";
import { comparisonTable, comparisonText } from "../../report";

const outcome = (over: Partial<Outcome> = {}): Outcome => ({
  ...{
    availability: 1,
    wrongAnswers: 0,
    firstSuccess: null,
    normalAfterFault: 0,
    p99: 40,
    longestWait: 40,
    ...over,
  },
});
const comparison: DrillComparison = {
  ...{
    version: 1,
    seed: "test",
    traffic: { source: "made-up" },
    outages: [{ name: "gone", title: "Gone", duration: 60_000 }],
  },
  ways: [
    { name: "a", title: "One", outcomes: [outcome()] },
    {
      ...{ name: "b", title: "Another" },
      outcomes: [
        outcome({ availability: 0.4, normalAfterFault: null, longestWait: 90_000, cause: "It is gone." }),
      ],
    },
  ],
};

describe("a comparison", () => {
  it("is a table of Markdown, with a way in each line", () => {
    expect(comparisonTable(comparison).split("\n")).toEqual([
      "|         | Gone                      |",
      "| ------- | ------------------------- |",
      "| One     | 100 %, 40 ms, not noticed |",
      "| Another | 40.0 %, 90 s, never over  |",
    ]);
  });

  it("has for a terminal why visitors saw something", () => {
    expect(comparisonText(comparison).split("\n")).toEqual([
      "Gone     right   longest wait  over after",
      "One      100 %   40 ms         not noticed",
      "Another  40.0 %  90 s          never",
      "    It is gone.",
    ]);
  });

  it("says like whom visitors were, where they were not made up", () => {
    const traffic = { source: "profile", file: "june.json", pageViews: 1_200 } as const;
    expect(comparisonText({ ...comparison, traffic })).toMatch(
      /\n\nvisitors as in june\.json \(1,200 page views\)$/,
    );
  });
});
