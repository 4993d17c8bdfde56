import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { compilePathPattern } from "../../../rehearsal/edge/path-pattern";
import { normalizedPath } from "../../../rehearsal/edge/routing/normalized-path";

function naive(pattern: string, path: string): boolean {
  if (pattern === "") return path === "";
  if (pattern[0] === "*")
    return naive(pattern.slice(1), path) || (path !== "" && naive(pattern, path.slice(1)));
  return (
    path !== "" && (pattern[0] === "?" || pattern[0] === path[0]) && naive(pattern.slice(1), path.slice(1))
  );
}

describe("compilePathPattern", () => {
  test.each([
    ["/images/*", "/images/a/b.jpg", true],
    ["images/*", "/images/a.jpg", true],
    ["*.jpg", "/a/b.jpg", true],
    ["*.jpg", "/a/b.JPG", false],
    ["/a?c", "/abc", true],
    ["/a?c", "/ac", false],
    ["/ab*ba", "/aba", false],
    ["*", "/", true],
  ])("%s on %s is %s", (pattern, path, expected) => {
    expect(compilePathPattern(pattern)(path)).toBe(expected);
  });

  test("agrees with a naive matcher", () => {
    const text = (alphabet: string[]) => fc.array(fc.constantFrom(...alphabet), { maxLength: 9 });
    fc.assert(
      fc.property(text(["a", "b", "*", "?"]), text(["a", "b", "/"]), (pattern, path) => {
        const [p, s] = [`/${pattern.join("")}`, `/${path.join("")}`];
        expect(compilePathPattern(p)(s)).toBe(naive(p, s));
      }),
    );
  });
});

describe("normalizedPath", () => {
  test("resolves dot segments and doubled slashes, and keeps a trailing slash", () => {
    const paths = ["//api//x", "/a/../b", "/a/./", "/..", "/a/b/", "/a/..%2f"];
    expect(paths.map(normalizedPath)).toEqual(["/api/x", "/b", "/a/", "/", "/a/b/", "/a/..%2f"]);
  });
});
