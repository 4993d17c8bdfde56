import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseDuration } from "../../config/duration";

const seconds = { s: 1, m: 60, h: 3600, d: 86_400, w: 604_800, y: 31_536_000 } as const;
const unit = fc.constantFrom(...(Object.keys(seconds) as (keyof typeof seconds)[]));

describe("parseDuration", () => {
  it("multiplies a whole number by its unit", () => {
    fc.assert(
      fc.property(fc.nat(999_999_999), unit, (count, letter) => {
        expect(parseDuration(`${count}${letter}`)).toBe(count * seconds[letter]);
      }),
    );
  });

  it.each(["", "10", "s", "1.5h", "-1s", "1 m", "1M", "10min", "1h30m", "1e3s", "1234567890s"])(
    "refuses %j",
    (text) => {
      expect(parseDuration(text)).toBeUndefined();
    },
  );
});
