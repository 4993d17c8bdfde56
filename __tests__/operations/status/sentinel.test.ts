import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import type { AuditLine } from "../../../facts/site/switch-record";
import { sentinelCheck } from "../../../operations/status/sentinel";

const now = Date.parse("2026-11-29T00:10:00.000Z");
const called = "called last at 2026-11-29T00:09:00.000Z";
const unthrown = "it has thrown nothing that is still recorded";

/** What is said of one of which CloudWatch has these calls and errors, the newest first, beside this record of the switch. */
function sentinel(
  minutesAgo: readonly number[],
  errors: readonly number[] = [],
  audit: readonly AuditLine[] = [],
  region = "eu-west-1",
  concern: readonly number[] = [],
  side: "primary" | "replica" = "primary",
  period?: number,
) {
  const MetricDataResults = [
    { Id: "calls", Timestamps: minutesAgo.map((ago) => new Date(now - ago * 60_000)) },
    { Id: "errors", Values: [...errors] },
    {
      ...{ Id: "concern", Values: [...concern] },
      Timestamps: concern.map((_, ago) => new Date(now - (ago + 1) * 60_000)),
    },
  ];
  const client = { send: async () => ({ MetricDataResults }) } as unknown as Pick<CloudWatchClient, "send">;
  const called = { name: "docs-sentinel", region, site: "docs", ...(period && { period }) };
  return sentinelCheck(called, { side, audit }, now, client);
}

describe("the status of a sentinel", () => {
  test("is well while it is called, and wrong when nothing calls it or it failed last", async () => {
    expect(await sentinel([1, 2], [0, 1])).toEqual({ ok: true, detail: `${called}; ${unthrown}` });
    expect(await sentinel([])).toEqual({
      ok: false,
      detail: `docs-sentinel was not called in two hours: nobody evacuates but a person; ${unthrown}`,
    });
    expect(await sentinel([1], [1, 0])).toEqual({
      ok: false,
      detail: `${called}; it failed last: its log says why; ${unthrown}`,
    });
  });

  test("is wrong soon after the last call, by how often it was called before", async () => {
    expect((await sentinel([5, 6, 7])).ok).toBe(true);
    expect(await sentinel([7, 8, 9])).toMatchObject({
      ok: false,
      detail: expect.stringMatching(/^called last at \S+, and not since: nobody evacuates but a person; /),
    });
    expect((await sentinel([110])).ok).toBe(true);
    expect((await sentinel([60, 120])).ok).toBe(true);
  });

  test("goes by its period, whoever has tried it or had it tried again besides", async () => {
    const every = (period: number | undefined, ...minutesAgo: readonly number[]) =>
      sentinel(minutesAgo, [], [], undefined, [], "primary", period);
    for (const minutes of [1, 5, 15, 30, 60])
      for (const ago of [1, minutes])
        for (const besides of [[], [1], [1, 3]]) {
          const usual = [2, 1, 0].map((times) => ago + 3 + times * minutes);
          const calls = [...new Set([...besides.map((late) => ago + 3 - late), ...usual])];
          const called = calls.filter((one) => one <= 120).sort((one, other) => one - other);
          expect([minutes, called, (await every(minutes * 60, ...called)).ok]).toEqual([
            minutes,
            called,
            true,
          ]);
        }
    expect((await every(60, 8)).ok).toBe(false);
    expect((await every(900, 50, 51, 66)).ok).toBe(false);
    // Its config is unknown, or is not the one that was deployed.
    for (const period of [undefined, 60]) expect((await every(period, 20, 21, 23, 38, 53, 68)).ok).toBe(true);
  });

  test("says who keeps it from the switch, and what that one threw last and why", async () => {
    const at = "2026-11-29T00:05:00.000Z";
    const audit: AuditLine[] = [
      { side: "primary", at, by: "ann", reason: "a game day", order: true, sentinel: "off" },
      { side: "primary", at, by: "ann", reason: "it is back" },
      { side: "replica", at, by: "sentinel", reason: "the primary answers 503", region: "eu-west-1" },
    ];
    expect(await sentinel([1], [], audit)).toEqual({
      ok: true,
      detail: `${called}; off, by ann: a game day; threw to the replica at ${at}: the primary answers 503`,
    });
    const elsewhere = await sentinel([1], [], audit, "us-west-2");
    expect(elsewhere.detail).toBe(`${called}; off, by ann: a game day; ${unthrown}`);
  });

  test("says what it decided last, and when it last threw or would have", async () => {
    expect((await sentinel([1], [], [], undefined, [0, 0, 1])).detail).toBe(
      `${called}; decided last nothing, all is well; ${unthrown}`,
    );
    expect((await sentinel([1], [], [], undefined, [1, 2, 2, 0])).detail).toBe(
      `${called}; decided last nothing, and it watches; in two hours 2 of 4 times to throw, or that it would and may not, last at 2026-11-29T00:08:00.000Z: its log says why; ${unthrown}`,
    );
  });

  test("says that a person has to return where the one that evacuated is not called any more", async () => {
    const at = "2026-11-29T00:05:00.000Z";
    const audit: AuditLine[] = [{ side: "replica", at, by: "sentinel", reason: "down", region: "eu-west-1" }];
    const left = /it evacuated, and does not return: return by hand once the primary is well/;
    expect((await sentinel([], [], audit, "eu-west-1", [], "replica")).detail).toMatch(left);
    expect((await sentinel([1], [], audit, "eu-west-1", [], "replica")).detail).not.toMatch(left);
    expect((await sentinel([], [], audit, "us-west-2", [], "replica")).detail).not.toMatch(left);
  });
});
