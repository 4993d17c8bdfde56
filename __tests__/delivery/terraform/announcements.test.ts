import { describe, expect, test } from "vitest";
import { announcements } from "../../../delivery/terraform/announcements";
import type { PlannedAction } from "../../../terraform/plan/plan-json";
import { planWith } from "../../support/plans";

const plan = (...changes: (readonly [type: string, count: number, ...actions: PlannedAction[]])[]) =>
  planWith(
    changes.flatMap(([type, count, ...actions]) => Array.from({ length: count }, () => ({ type, actions }))),
  );
const key = "aws_cloudfrontkeyvaluestore_key";

describe("what a plan announces", () => {
  test("is how long a large table of redirects takes", () => {
    expect(announcements(plan([key, 512, "create"]))).toEqual([
      "512 keys of redirects are written one after another: about 5 min",
    ]);
    // A table that grows has all its keys made, and the others removed.
    expect(announcements(plan([key, 64, "create"], [key, 32, "delete"]))[0]).toMatch(
      /^96 keys .* about 1 min$/,
    );
  });

  test("is how many e-mails have to be confirmed", () => {
    expect(announcements(plan(["aws_sns_topic_subscription", 3, "create"]))).toEqual([
      "AWS will send 3 e-mails, one a region that has alarms: each has to be confirmed",
    ]);
  });

  test("is nothing of a plan that takes no time", () => {
    expect(
      announcements(plan([key, 512, "no-op"], [key, 20, "update"], ["aws_s3_bucket", 2, "create"])),
    ).toEqual([]);
    expect(announcements(plan())).toEqual([]);
  });
});
