import { expect, test } from "vitest";
import { compileInvalidation } from "../../../../rehearsal/edge/cache/invalidation";

test("a star is a wildcard at the end only; case, slash and query count", () => {
  const goes = compileInvalidation(["/a*b", "/dir", "/img/*", "/q?v=1"]);
  const uris = ["/a*b", "/axb", "/dir", "/dir/", "/Dir", "/dir?x=1", "/img/a?v=2", "/q?v=1", "/q"];
  expect(uris.filter(goes)).toEqual(["/a*b", "/dir", "/img/a?v=2", "/q?v=1"]);
});
