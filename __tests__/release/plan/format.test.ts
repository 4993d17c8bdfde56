import { describe, expect, it } from "vitest";
import { counted, formatBytes, formatCost } from "../../../release";

describe("formatBytes", () => {
  it.each([
    [0, "0 B"],
    [999, "999 B"],
    [1500, "1.5 KB"],
    [2_000_000, "2.0 MB"],
  ])("%d is %s", (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text);
  });
});

describe("formatCost", () => {
  it("shows the half cent that a path costs", () => {
    expect(formatCost({ paths: 1, dollars: 0.005 })).toBe(
      "1 of the 1,000 paths that are free each month; $0.005 beyond those",
    );
  });
});

describe("counted", () => {
  it("has an s for anything but one", () => {
    expect([0, 1, 2].map((count) => counted(count, "path"))).toEqual(["0 paths", "1 path", "2 paths"]);
  });
});
