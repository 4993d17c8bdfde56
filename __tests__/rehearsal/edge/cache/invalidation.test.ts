import { expect, test } from "vitest";
import { compileInvalidation, invalidationPathProblem } from "../../../../rehearsal/edge/cache/invalidation";

test("paths that CloudFront refuses have a problem", () => {
  for (const path of ["a", "/~x", "/a b", "/ä", "/%zz", `/${"a".repeat(4000)}`]) {
    expect(invalidationPathProblem(path)).toBeTypeOf("string");
  }
  for (const path of ["/", "/*", "/a*b", "/a%20b?x=1"]) expect(invalidationPathProblem(path)).toBeUndefined();
});

test("a star is a wildcard at the end only; case, slash and query count", () => {
  const goes = compileInvalidation(["/a*b", "/dir", "/img/*", "/q?v=1"]);
  const uris = ["/a*b", "/axb", "/dir", "/dir/", "/Dir", "/dir?x=1", "/img/a?v=2", "/q?v=1", "/q"];
  expect(uris.filter(goes)).toEqual(["/a*b", "/dir", "/img/a?v=2", "/q?v=1"]);
});
