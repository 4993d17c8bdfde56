import { describe, expect, test } from "vitest";
import { normalizedPath } from "../../../../rehearsal/edge/routing/normalized-path";

describe("normalizedPath", () => {
  test("resolves dot segments and doubled slashes, and keeps a trailing slash", () => {
    const paths = ["//api//x", "/a/../b", "/a/./", "/..", "/a/b/", "/a/..%2f"];
    expect(paths.map(normalizedPath)).toEqual(["/api/x", "/b", "/a/", "/", "/a/b/", "/a/..%2f"]);
  });
});
