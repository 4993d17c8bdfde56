import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compilePathPattern } from "../../../facts/cloudfront/path-pattern";
import { healthKeys, healthPaths, healthPattern, healthText, regionHealth } from "../../../facts/site/health";

describe("a region's health", () => {
  it("is what a release wrote, read back", () => {
    const document = { role: "replica", region: "eu-west-1", release: "20260102-030405-abcdef" } as const;
    expect(regionHealth(200, healthText(document))).toEqual({
      ok: true,
      region: "eu-west-1",
      release: "20260102-030405-abcdef",
      detail: "answers from eu-west-1, release 20260102-030405-abcdef",
    });
  });

  it("is well for any document that comes with 200, and says what it does not know", () => {
    fc.assert(
      fc.property(fc.oneof(fc.string(), fc.json()), (text) => {
        expect(regionHealth(200, text).ok).toBe(true);
      }),
    );
    expect(regionHealth(200, "null")).toEqual({ ok: true, detail: "answers, release unknown" });
    expect(regionHealth(200, '{"region":"","release":7}')).toEqual({
      ok: true,
      detail: "answers, release unknown",
    });
    expect(regionHealth(200, '{"region":7,"release":""}')).toEqual({
      ok: true,
      release: "",
      detail: "answers, no release yet",
    });
  });

  it("is not, for any other status", () => {
    expect(regionHealth(503, '{"release":"r1"}')).toEqual({ ok: false, detail: "answers 503" });
  });

  it("is asked for below the one pattern that no site may have", () => {
    for (const side of ["primary", "replica"] as const) {
      expect(healthPaths[side]).toBe(`/${healthKeys[side]}`);
      expect(compilePathPattern(healthPattern)(healthPaths[side])).toBe(true);
    }
  });
});
