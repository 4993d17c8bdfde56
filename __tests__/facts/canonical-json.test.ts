import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { canonicalJson } from "../../facts/canonical-json";

describe("canonicalJson", () => {
  it("has keys in the order of their bytes in UTF-8, as jsonencode has them", () => {
    const key = fc.string({ unit: "grapheme" });
    fc.assert(
      fc.property(fc.uniqueArray(key), (keys) => {
        const sorted = [...keys].sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        const members = sorted.map((one) => `${canonicalJson(one)}:1`);
        expect(canonicalJson(Object.fromEntries(keys.map((one) => [one, 1])))).toBe(`{${members.join(",")}}`);
      }),
    );
    expect(canonicalJson({ "\u{1f600}": 1, "\uff5e": 2 })).toBe('{"\uff5e":2,"\u{1f600}":1}');
  });
});
