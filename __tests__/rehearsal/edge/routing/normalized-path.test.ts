import { describe, expect, test } from "vitest";
import { normalizedPath } from "../../../../rehearsal/edge/routing/normalized-path";

describe("normalizedPath", () => {
  test("resolves dot segments and doubled slashes, and keeps a trailing slash", () => {
    const paths = ["//api//x", "/a/../b", "/a/./", "/..", "/a/b/", "/a/..%2f"];
    expect(paths.map(normalizedPath)).toEqual(["/api/x", "/b", "/a/", "/", "/a/b/", "/a/..%2F"]);
  });

  test("decodes unreserved characters alone, and writes other escapes in upper case", () => {
    const paths = ["/%7euser/%41%2D%5f", "/caf%c3%a9", "/a%2fb", "/100%", "/%zz"];
    expect(paths.map(normalizedPath)).toEqual(["/~user/A-_", "/caf%C3%A9", "/a%2Fb", "/100%", "/%zz"]);
  });
});
