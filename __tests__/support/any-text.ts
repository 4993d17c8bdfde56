import fc from "fast-check";

const surrogates = { first: 0xd800, count: 0x800 };
const pointAt = (place: number) =>
  String.fromCodePoint(place < surrogates.first ? place : place + surrogates.count);

/**
 * A code point, as the unit "binary" of `fc.string` gives it, case by case: that one finds the place of a text in a table of
 * all that there are, which takes a second to make, and stays. `fc.string` mixes in words that are dangerous in JavaScript
 * ("__proto__") if their letters have a place.
 */
export const codePoint: fc.Arbitrary<string> = fc.nat(0x10ffff - surrogates.count).map(pointAt, (text) => {
  const code = String(text).codePointAt(0) ?? 0;
  const place = code < surrogates.first ? code : code - surrogates.count;
  if (pointAt(place) !== text) throw new Error("This is no code point.");
  return place;
});

/** Any code points, and halves of some. */
export const anyText = fc
  .array(fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)))
  .map((points) => points.join(""));
