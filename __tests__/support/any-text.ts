import fc from "fast-check";

/** Any code points. `fc.string({ unit: "binary" })` prepares a table of all of them first, which takes seconds. */
export const anyText = fc
  .array(fc.nat(0x10ffff).map((code) => String.fromCodePoint(code)))
  .map((points) => points.join(""));
