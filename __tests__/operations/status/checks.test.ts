import type { CloudWatchClient } from "@aws-sdk/client-cloudwatch";
import { describe, expect, test } from "vitest";
import { check } from "../../../operations/status/check";
import { replicationCheck } from "../../../operations/status/cloudwatch";
import { StoreError } from "../../../release";

const route = { source: "docs-primary", destination: "docs-replica", region: "eu-west-1" };

/** What CloudWatch has of the last quarter of an hour, the newest minute first. */
function replication(metrics: Readonly<Record<string, readonly number[]>>, minutesAgo?: number) {
  const MetricDataResults = Object.entries(metrics).map(([Id, Values]) => ({ Id, Values: [...Values] }));
  const client = { send: async () => ({ MetricDataResults }) } as unknown as Pick<CloudWatchClient, "send">;
  const written = minutesAgo === undefined ? undefined : -minutesAgo * 60_000;
  return replicationCheck(route, 0, written, client);
}

describe("the status of replication", () => {
  test("is well while copies are on their way", async () => {
    expect(await replication({ pending: [3, 9], latency: [42, 60], failed: [0, 0] })).toEqual({
      ok: true,
      detail: "3 copies on their way, the oldest for 42 s",
    });
  });

  test.each([
    [true, "nothing was written in the last 15 minutes", 16],
    [true, "a release was written 2 minutes ago, and there are no metrics yet", 2],
    [
      false,
      "a release was written 9 minutes ago, and there are no metrics: the replica may not be following",
      9,
    ],
    [true, "no metrics in the last 15 minutes, and when the site was written to is not known", undefined],
  ])("without metrics is well: %s, by when the site was written to: %s", async (ok, detail, minutesAgo) => {
    expect(await replication({}, minutesAgo)).toEqual({ ok, detail });
  });

  test("is wrong for as long as a failed copy is seen, not for the last minute only", async () => {
    expect(await replication({ pending: [0], latency: [0], failed: [0, 0, 2, 1] })).toEqual({
      ok: false,
      detail: "3 copies failed in the last 15 minutes; they are never retried",
    });
  });

  test("is wrong when a copy takes longer than S3 promises", async () => {
    const late = await replication({ pending: [7], latency: [901], failed: [0] });
    expect(late).toEqual({ ok: false, detail: "7 copies on their way, the oldest for 901 s" });
  });
});

describe("a check that cannot be made", () => {
  test("says why, also where fetch hides it", async () => {
    const cause = Object.assign(new Error("getaddrinfo ENOTFOUND www.example.com"), { code: "ENOTFOUND" });
    const failed = await check("origin-primary", () =>
      Promise.reject(new TypeError("fetch failed", { cause })),
    );
    expect(failed).toEqual({
      name: "origin-primary",
      ok: false,
      detail: "unknown: TypeError: fetch failed (getaddrinfo ENOTFOUND www.example.com)",
    });
  });

  test("says of a store's refusal what it is about, in the one line that a check has", async () => {
    const refused = new StoreError("throttled", "get .outlast/current in docs-primary: SlowDown");
    expect(await check("release-complete", () => Promise.reject(refused))).toEqual({
      name: "release-complete",
      ok: false,
      detail: "unknown: get .outlast/current in docs-primary: SlowDown",
    });
  });
});
