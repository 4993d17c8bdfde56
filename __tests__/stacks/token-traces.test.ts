import { describe, expect, it } from "vitest";
import { withoutTokenTraces } from "../../stacks/token-traces";

describe("withoutTokenTraces", () => {
  it("leaves errors their traces, inside and afterwards", () => {
    const inside = withoutTokenTraces(() => new Error("inside"));
    expect(inside.stack).toContain("token-traces.test.");
    const object: { stack?: string } = {};
    Error.captureStackTrace(object);
    expect(object.stack).toContain("token-traces.test.");
  });

  it("gives the function back when the work throws", () => {
    const { captureStackTrace } = Error;
    expect(() =>
      withoutTokenTraces(() => {
        throw new Error("no");
      }),
    ).toThrow("no");
    expect(Error.captureStackTrace).toBe(captureStackTrace);
  });
});
