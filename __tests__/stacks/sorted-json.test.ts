import { createRequire } from "node:module";
import { resolve } from "node:path";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sortedJson } from "../../stacks/sorted-json";

/** What CDKTF writes with. */
const byCdktf = createRequire(resolve("node_modules/cdktf/package.json"))("json-stable-stringify") as (
  value: unknown,
  options: { readonly space: number },
) => string;

describe("sortedJson", () => {
  it("is what CDKTF writes, byte by byte", () => {
    const anything = fc.anything({ withDate: true, withNullPrototype: true, withSparseArray: true });
    fc.assert(
      fc.property(
        fc.dictionary(fc.string({ unit: "grapheme" }), fc.oneof(fc.jsonValue(), anything)),
        (value) => {
          expect(sortedJson(value)).toBe(byCdktf(value, { space: 2 }));
        },
      ),
    );
  });

  it.each<object>([
    {},
    { list: [], object: {}, both: [{}, []] },
    { b: undefined, a: [undefined, () => 1], "": "", 10: 0, 9: null },
    { __proto__: null, toString: "a", text: '"\\\n\u2028\ud800<é' },
  ])("is so of %j", (value) => {
    expect(sortedJson(value)).toBe(byCdktf(value, { space: 2 }));
  });
});
