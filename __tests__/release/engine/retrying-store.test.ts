import { describe, expect, it } from "vitest";
import { retryingStore } from "../../../release/engine/retrying-store";
import { type ObjectStore, StoreError } from "../../../release/ports";
import { buckets, releaseWorld, seeded } from "../../support/release/world";

/** What each answer leaves undone of so many keys, where S3 refuses a share of them each time. */
async function deletedAt(count: number, refused: number) {
  const { clock, context } = releaseWorld();
  const random = seeded(7);
  const asked: number[] = [];
  const store: ObjectStore = {
    ...context.stores.primary,
    name: buckets.primary,
    async delete(keys) {
      asked.push(keys.length);
      const left = keys.filter(() => random() < refused);
      if (left.length > 0) throw new StoreError("throttled", `${left[0]}: SlowDown`, { left });
    },
  };
  const start = clock.now();
  const keys = Array.from({ length: count }, (_, at) => `${at}.txt`);
  await retryingStore(store, { clock, random }).delete(keys);
  return { asked, waited: clock.now() - start };
}

describe("a deletion of which some keys are refused", () => {
  it.each([0.05, 0.2, 0.5])(
    "asks again for those alone, with %f of them refused each time",
    async (share) => {
      const { asked, waited } = await deletedAt(1000, share);
      expect(asked[0]).toBe(1000);
      expect(asked[1]).toBeLessThan(1000 * share + 50);
      expect(asked).toEqual([...asked].sort((a, b) => b - a));
      expect(waited).toBeLessThan(60_000);
    },
  );
});
