import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { formatMilliseconds, parseMilliseconds, parseSeconds } from "../../facts/duration";

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
const unit = fc.constantFrom(...(Object.keys(seconds) as (keyof typeof seconds)[]));

describe("a duration", () => {
  it("is a whole number times its unit, in seconds or in milliseconds", () => {
    fc.assert(
      fc.property(fc.nat(99_999), unit, (count, letter) => {
        expect(parseSeconds(`${count}${letter}`)).toBe(count * seconds[letter]);
        expect(parseMilliseconds(`${count}${letter}`)).toBe(count * seconds[letter] * 1_000);
      }),
    );
  });

  it("is written as it is read", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 999_999_999 }), (ms) => {
        expect(parseMilliseconds(formatMilliseconds(ms))).toBe(ms);
      }),
    );
  });

  it("has milliseconds only where parts of a second can be meant", () => {
    expect(parseMilliseconds("500ms")).toBe(500);
    expect(parseSeconds("5000ms")).toBeUndefined();
  });

  it.each(["", "10", "s", "1.5h", "-1s", "1 m", "1M", "10min", "1h30m", "1e3s", "1234567890s"])(
    "is not %j",
    (text) => {
      expect(parseSeconds(text)).toBeUndefined();
      expect(parseMilliseconds(text)).toBeUndefined();
    },
  );
});
