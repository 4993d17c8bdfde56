import fc from "fast-check";
import { expect, it } from "vitest";
import { sideOf, switchValue } from "../../../facts/site/switch";

it("the switch reads back what it writes, and is normal service for whatever else it holds", () => {
  for (const side of ["primary", "replica"] as const) expect(sideOf(switchValue(side))).toBe(side);
  fc.assert(
    fc.property(fc.option(fc.string(), { nil: undefined }), (value) => {
      expect(sideOf(value)).toBe(value === "replica" ? "replica" : "primary");
    }),
  );
});
