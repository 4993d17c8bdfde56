import { describe, expect, it } from "vitest";
import { hasInnerStar, invalidationPathProblem } from "../../../facts/cloudfront/invalidation-path";

describe("invalidationPathProblem", () => {
  it.each(["/", "/*", "/a*b", "/a%20b/%C3%A4*", "/a+b,c", "/a%20b?x=1"])("takes %s", (path) => {
    expect(invalidationPathProblem(path)).toBeUndefined();
  });

  it.each([
    ["a", 'does not start with "/": write "/a"'],
    ["/~ann", '"~"'],
    ["/a b", "percent-encode"],
    ["/ä", "percent-encode"],
    ["/[br]", "percent-encode"],
    ["/100%", "percent-encode"],
    [`/${"a".repeat(4000)}`, "4001 characters"],
  ])("refuses %s", (path, problem) => {
    expect(invalidationPathProblem(path)).toContain(problem);
  });

  it("knows a star that is no wildcard, which CloudFront takes for itself", () => {
    expect(["/a*b", "/*/index.html", "/a*", "/*"].map(hasInnerStar)).toEqual([true, true, false, false]);
  });
});
