import { expect, test } from "vitest";
import { objectiveOf } from "../../../cli/verbs/sla";

test("sla's objective is a share, or what a budget leaves at a revenue", async () => {
  expect(await objectiveOf({})).toBeUndefined();
  expect(await objectiveOf({ objective: 0.999, revenuePerHour: 250 })).toBe(0.999);
  // By hand: 24 minutes of 43,200.
  expect(await objectiveOf({ budget: 100, revenuePerHour: 250 })).toBeCloseTo(1 - 24 / 43_200, 12);
});

test("a budget without a revenue is refused: it would allow anything", async () => {
  const problems = [{ code: "USAGE", value: "--budget 100 without a --revenue-per-hour above 0" }];
  await expect(objectiveOf({ budget: 100 })).rejects.toMatchObject({ problems });
  await expect(objectiveOf({ budget: 100, revenuePerHour: 0 })).rejects.toMatchObject({ problems });
});
