import {
  type CloudFrontClient,
  CreateInvalidationCommand,
  TooManyInvalidationsInProgress,
} from "@aws-sdk/client-cloudfront";
import { describe, expect, it } from "vitest";
import { VirtualClock } from "../../../rehearsal/edge";
import { CloudFrontInvalidator } from "../../../release/aws/cloudfront-invalidator";

/** A distribution whose quota is used up for a while, and whose invalidations take `looks` looks. */
function distribution({ refusals = 0, looks = 0 } = {}) {
  const references: (string | undefined)[] = [];
  let left = refusals;
  let open = looks;
  const client = {
    async send(command: unknown) {
      if (command instanceof CreateInvalidationCommand) {
        references.push(command.input.InvalidationBatch?.CallerReference);
        if (left-- > 0) throw new TooManyInvalidationsInProgress({ message: "", $metadata: {} });
        return { Invalidation: { Id: "I1" } };
      }
      return { Invalidation: { Status: open-- > 0 ? "InProgress" : "Completed" } };
    },
  } as unknown as CloudFrontClient;
  const clock = new VirtualClock();
  return {
    references,
    clock,
    invalidator: new CloudFrontInvalidator({ client, clock, distributionId: "E1" }),
  };
}

describe("CloudFrontInvalidator", () => {
  it("asks again under the same reference while too many are in progress", async () => {
    const { clock, invalidator, references } = distribution({ refusals: 2 });
    expect(await clock.run(invalidator.invalidate(["/a"], "r1"))).toMatchObject({ id: "I1" });
    expect(references).toHaveLength(3);
    expect(new Set(references).size).toBe(1);
  });

  it("gives up when the quota stays used up", async () => {
    const { clock, invalidator } = distribution({ refusals: 1000 });
    await expect(clock.run(invalidator.invalidate(["/a"], "r1"))).rejects.toBeInstanceOf(
      TooManyInvalidationsInProgress,
    );
  });

  it("takes another reference for other paths of the same release", async () => {
    const { clock, invalidator, references } = distribution();
    await clock.run(invalidator.invalidate(["/a"], "r1"));
    await clock.run(invalidator.invalidate(["/b"], "r1"));
    expect(new Set(references).size).toBe(2);
  });

  it("waits until it is complete, or says that it is not", async () => {
    const soon = distribution({ looks: 3 });
    const started = await soon.clock.run(soon.invalidator.invalidate(["/a"], "r1"));
    expect(await soon.clock.run(started.wait())).toBe(true);
    const late = distribution({ looks: 10_000 });
    const begun = await late.clock.run(late.invalidator.invalidate(["/a"], "r1"));
    expect(await late.clock.run(begun.wait())).toBe(false);
  });
});
