import { describe, expect, it } from "vitest";
import { parseHttpDate } from "../../../facts/http/date";

const time = Date.UTC(1994, 10, 6, 8, 49, 37);

describe("an HTTP date", () => {
  it.each([
    ["Sun, 06 Nov 1994 08:49:37 GMT"],
    ["Sunday, 06-Nov-94 08:49:37 GMT"],
    ["Sun Nov  6 08:49:37 1994"],
    [" Sun, 06 Nov 1994 08:49:37 GMT "],
  ])("is read: %j", (text) => {
    expect(parseHttpDate(text)).toBe(time);
  });

  it("with a year of two digits is of this century, unless it were more than 50 years ahead", () => {
    const now = Date.UTC(2026, 0, 1);
    const years = ["26", "55", "76", "77", "99"].map((year) =>
      new Date(parseHttpDate(`Friday, 01-Jan-${year} 00:00:00 GMT`, now) ?? 0).getUTCFullYear(),
    );
    expect(years).toEqual([2026, 2055, 2076, 1977, 1999]);
  });

  it.each([[""], ["0"], ["1994-11-06T08:49:37Z"], ["Sun, 06 Nov 1994 08:49:37 +0100"], ["Nov 6, 1994"]])(
    "is nothing else: %j",
    (text) => {
      expect(parseHttpDate(text)).toBeUndefined();
    },
  );
});
