import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compileWildcard } from "../../facts/wildcard";

/** The definition, one character at a time. */
function naive(pattern: string, text: string): boolean {
  if (pattern === "") return text === "";
  if (pattern[0] === "*")
    return naive(pattern.slice(1), text) || (text !== "" && naive(pattern, text.slice(1)));
  return (
    text !== "" && (pattern[0] === "?" || pattern[0] === text[0]) && naive(pattern.slice(1), text.slice(1))
  );
}

/** Leftmost matching between stars, as the edge once had it. */
function bySegments(pattern: string, text: string): boolean {
  const matchesAt = (segment: string, at: number) =>
    at >= 0 && [...segment].every((character, i) => character === "?" || character === text[at + i]);
  const segments = pattern.split("*");
  const [first = "", last = ""] = [segments[0], segments.at(-1)];
  if (segments.length === 1) return text.length === first.length && matchesAt(first, 0);
  const end = text.length - last.length;
  if (first.length > end || !matchesAt(first, 0) || !matchesAt(last, end)) return false;
  let position = first.length;
  for (const segment of segments.slice(1, -1)) {
    while (position + segment.length <= end && !matchesAt(segment, position)) position++;
    if (position + segment.length > end) return false;
    position += segment.length;
  }
  return true;
}

const letters = (extra: string) =>
  fc.string({ unit: fc.constantFrom("a", "b", "/", ...extra), maxLength: 9 });

describe("compileWildcard", () => {
  it("agrees with its definition, a regular expression, and a search from star to star", () => {
    fc.assert(
      fc.property(letters("*?"), letters(""), (pattern, text) => {
        const expected = naive(pattern, text);
        expect(compileWildcard(pattern)(text)).toBe(expected);
        expect(bySegments(pattern, text)).toBe(expected);
        expect(new RegExp(`^${pattern.replaceAll("*", ".*").replaceAll("?", ".")}$`).test(text)).toBe(
          expected,
        );
      }),
    );
  });

  it("takes every other character for itself", () => {
    expect(compileWildcard("a.[b]*\\")("a.[b]c\\")).toBe(true);
    expect(compileWildcard("a.b")("axb")).toBe(false);
  });
});
