import { expect, test } from "vitest";
import { shownBytes, shownShare, shownTime } from "../../report/format";

test.each([
  [1, "100 %"],
  [0, "0 %"],
  [0.9617, "96.2 %"],
  [0.9996, "99.96 %"],
  [0.999_96, "99.996 %"],
  [0.999_999_99, "> 99.9999 %"],
  [0.000_000_01, "< 0.0001 %"],
  [null, "–"],
])("a share of %s is %s, and never all or nothing if it is not", (share, shown) => {
  expect(shownShare(share)).toBe(shown);
});

test.each([
  [0, "0 ms"],
  [999.4, "999 ms"],
  [2_140, "2.1 s"],
  [-600_000, "-10 min"],
  [52_320_000, "14.5 h"],
  [null, "never"],
])("%s milliseconds are %s", (ms, shown) => {
  expect(shownTime(ms)).toBe(shown);
});

test("bytes have the unit of their size", () => {
  expect([12, 3_400, 88_000_000, 2.5e9].map(shownBytes)).toEqual(["12 B", "3.4 kB", "88 MB", "2.5 GB"]);
});
