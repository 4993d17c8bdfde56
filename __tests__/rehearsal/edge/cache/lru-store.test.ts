import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { LruStore } from "../../../../rehearsal/edge/cache/lru-store";

describe("LruStore", () => {
  it("drops what was used longest ago", () => {
    const store = new LruStore<{ size: number }>(33);
    for (const key of ["a", "b", "c"]) store.set(key, { size: 10 });
    store.get("a");
    store.set("d", { size: 10 });
    expect([...store].map(([key]) => key)).toEqual(["c", "a", "d"]);
  });

  it("never holds more than its limit, whatever comes", () => {
    const change = fc.record({ key: fc.constantFrom("a", "b", "c", "d", "e"), size: fc.nat(60) });
    fc.assert(
      fc.property(fc.array(change), (changes) => {
        const store = new LruStore<{ size: number }>(100);
        for (const { key, size } of changes) {
          store.set(key, { size });
          const held = [...store].reduce((sum, [name, value]) => sum + value.size + name.length, 0);
          expect(store.bytes).toBe(held);
          expect(held).toBeLessThanOrEqual(100);
        }
      }),
    );
  });

  it("does not keep a value that alone is over the limit, nor the one that it replaced", () => {
    const store = new LruStore<{ size: number }>(10);
    store.set("a", { size: 5 });
    store.set("a", { size: 50 });
    expect([store.get("a"), store.bytes]).toEqual([undefined, 0]);
  });
});
