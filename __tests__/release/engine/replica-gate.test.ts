import { describe, expect, it } from "vitest";
import { passGate, type WrittenObject } from "../../../release/engine/replica-gate";
import { type ObjectStore, StoreError } from "../../../release/ports";
import { buckets, releaseWorld, seeded } from "../../support/release/world";

const headers = { contentType: "text/plain", cacheControl: "no-store" };

/** A gate before so many objects, all of which are at a replica that leaves a share of the requests without an answer. */
async function gateAt(
  objects: number,
  { failing, bytesChanged }: { failing: number; bytesChanged: boolean },
) {
  const { clock, context, regions } = releaseWorld();
  const primary = regions.store(buckets.primary);
  const expected = Array.from({ length: objects }, (_, at): WrittenObject => {
    const { content, versionId } = primary.put(`${at}.txt`, new TextEncoder().encode(`${at}`), headers);
    return { key: `${at}.txt`, etag: content.etag.replaceAll('"', ""), versionId, headers, bytesChanged };
  });
  await clock.sleep(60_000);
  const random = seeded(3);
  const heads: string[] = [];
  const mayFail = <T>(request: () => Promise<T>): Promise<T> =>
    random() < failing ? Promise.reject(new StoreError("unavailable", "no")) : request();
  const { primary: source, replica: whole } = context.stores;
  const replica: ObjectStore = {
    ...whole,
    list: (options) => mayFail(() => whole.list(options)),
    head(key) {
      heads.push(key);
      return mayFail(() => whole.head(key));
    },
  };
  const start = clock.now();
  const progress = context.progress;
  const pass = () =>
    passGate(expected, { source, replica, clock, progress, timeout: 60_000, keepLock: async () => {} });
  return { pass, heads, waited: () => clock.now() - start };
}

describe("a replica that leaves some requests without an answer", () => {
  it.each([
    [3500, 0.2, true],
    [3500, 0.2, false],
    [95, 0.05, false],
    [95, 0.2, true],
  ])(
    "with %i objects and %f of the requests, bytes changed: %s, is waited for no longer than for those",
    async (objects, failing, bytesChanged) => {
      const { heads, pass, waited } = await gateAt(objects, { failing, bytesChanged });
      await pass();
      expect(waited()).toBeLessThan(30_000);
      // What one has shown is not asked for again.
      expect(heads.length).toBeLessThan(objects / (1 - failing) + 50);
    },
  );

  it("is behind when it answers nothing, which few requests show", async () => {
    const { heads, pass, waited } = await gateAt(95, { failing: 1, bytesChanged: true });
    await expect(pass()).rejects.toThrow("the replica is behind by 95 objects after 60 s, 0.txt among them");
    expect(waited()).toBe(60_000);
    expect(heads.length).toBeLessThan(95 * 10);
  });
});
