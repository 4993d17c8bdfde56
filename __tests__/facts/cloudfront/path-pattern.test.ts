import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  compilePathPattern,
  pathPatternProblem,
  patternCovers,
} from "../../../facts/cloudfront/path-pattern";

const pattern = fc.string({ unit: fc.constantFrom("a", "b", "/", "*", "?"), maxLength: 7 });
const path = fc.string({ unit: fc.constantFrom("a", "b", "/", "x"), maxLength: 8 });

function asRegExp(text: string): RegExp {
  const body = text.replace(/^\//, "").replaceAll("*", "[^]*").replaceAll("?", "[^]");
  return new RegExp(`^${body}$`);
}

/** All paths over a, b and a character of no pattern, up to a length. */
function words(length: number): string[] {
  if (length === 0) return [""];
  const shorter = words(length - 1);
  return [
    ...shorter,
    ...shorter.filter((w) => w.length === length - 1).flatMap((w) => ["a", "b", "x"].map((c) => w + c)),
  ];
}

describe("compilePathPattern", () => {
  it("agrees with the regular expression that says the same", () => {
    fc.assert(
      fc.property(pattern, path, (text, candidate) => {
        expect(compilePathPattern(text)(candidate)).toBe(asRegExp(text).test(candidate.replace(/^\//, "")));
      }),
    );
  });

  it("takes a pattern with and without its leading slash for the same", () => {
    expect(compilePathPattern("images/*")("/images/a.png")).toBe(true);
    expect(compilePathPattern("/images/*")("/images/a.png")).toBe(true);
  });

  it("is case-sensitive", () => {
    expect(compilePathPattern("/Images/*")("/images/a.png")).toBe(false);
  });

  it("needs one character for ? and none for *", () => {
    expect(compilePathPattern("/a?c")("/ac")).toBe(false);
    expect(compilePathPattern("/a?c")("/abc")).toBe(true);
    expect(compilePathPattern("/a*c")("/ac")).toBe(true);
  });

  it("stays quick on a pattern that makes regular expressions explode", () => {
    const match = compilePathPattern(`/${"*a".repeat(100)}b`);
    const start = performance.now();
    expect(match(`/${"a".repeat(8000)}`)).toBe(false);
    expect(performance.now() - start).toBeLessThan(1000);
  });
});

describe("patternCovers", () => {
  it("covers only what it matches: whatever the later pattern matches, the earlier one does", () => {
    fc.assert(
      fc.property(pattern, pattern, path, (earlier, later, candidate) => {
        const applies = patternCovers(earlier, later) && compilePathPattern(later)(candidate);
        expect(!applies || compilePathPattern(earlier)(candidate)).toBe(true);
      }),
    );
  });

  it("covers whenever no short path tells the two patterns apart", () => {
    const short = fc.string({ unit: fc.constantFrom("a", "b", "*", "?"), maxLength: 3 });
    const all = words(6);
    fc.assert(
      fc.property(short, short, (earlier, later) => {
        const [first, second] = [compilePathPattern(earlier), compilePathPattern(later)];
        expect(patternCovers(earlier, later)).toBe(all.every((word) => !second(word) || first(word)));
      }),
    );
  });

  it.each([
    ["/*", "/a/*", true],
    ["/a/*", "a/*.css", true],
    ["*.css", "/a/*.css", true],
    ["?*", "*?", true],
    ["*a*", "*ba*", true],
    ["/a/*.css", "/a/*", false],
    ["/a?", "/a*", false],
    ["*", "", true],
  ])("%s covers %s: %s", (earlier, later, expected) => {
    expect(patternCovers(earlier, later)).toBe(expected);
  });

  it("decides the longest patterns that CloudFront takes at once", () => {
    const long = "*a?".repeat(85);
    const start = performance.now();
    expect(patternCovers(long, long)).toBe(true);
    expect(performance.now() - start).toBeLessThan(5000);
  });
});

describe("pathPatternProblem", () => {
  it("accepts 255 characters and no more", () => {
    expect(pathPatternProblem("a".repeat(255))).toBeUndefined();
    expect(pathPatternProblem("a".repeat(256))).toBe("too-long");
  });

  it("refuses the empty pattern and characters that CloudFront refuses", () => {
    expect(pathPatternProblem("")).toBe("empty");
    for (const text of ["/ü", "/a b", "/%20", "/[a]", "/a,b", "/a#b"])
      expect(pathPatternProblem(text)).toBe("characters");
    expect(pathPatternProblem("/Az09_-.*$/~\"'@:+&?")).toBeUndefined();
  });
});
