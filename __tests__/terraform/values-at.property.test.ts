import fc from "fast-check";
import { expect, test } from "vitest";
import { asPeopleSort, sortedTexts } from "../../terraform/values-at";

/** Of few letters, in both cases, with what stands between them: many begin alike. */
const near = fc.string({ unit: fc.constantFrom(..."aAbBzé019:-_./* *łI") });
const text = fc.oneof(near, fc.string(), fc.string({ unit: "grapheme" }));

test("texts are in the order that English gives them, whether or not it had to be asked", () => {
  fc.assert(
    fc.property(text, text, (one, other) => {
      const english = one.localeCompare(other, "en", { numeric: true });
      expect(Math.sign(asPeopleSort(one, other))).toBe(Math.sign(english));
    }),
    { numRuns: 2_000 },
  );
});

test("actions, names and numbers of a document are sorted so", () => {
  const given = ["s3:PutObject", "s3:GetObject", "file10", "file9", 2, "s3:getobject", 10, true, null];
  expect(sortedTexts(given)).toEqual([
    ...["2", "10", "file9", "file10", "s3:getobject", "s3:GetObject", "s3:PutObject"],
  ]);
});
