import { describe, expect, it } from "vitest";
import { renderResult } from "../../cli/release-summary";
import type { Invalidator } from "../../release";
import { release } from "../../release";
import { folderOf } from "../support/release/folder";
import { releaseWorld } from "../support/release/world";

/** What is said of a release that invalidates one path and waits for it. */
async function summaryOf(wait: () => Promise<boolean>): Promise<string> {
  const { context, site } = releaseWorld();
  const invalidator: Invalidator = { invalidate: async () => ({ id: "I1", wait }) };
  await release(folderOf({ "index.html": "1" }), context);
  const next = folderOf({ "index.html": "2", "new.html": "" });
  const result = await release(next, { ...context, invalidator }, { waitForInvalidation: true });
  return renderResult(result, { site, url: "https://www.example.org", to: "primary", wait: true });
}

describe("what is said of a release", () => {
  it("is what was done, and what visitors see when", async () => {
    const lines = (await summaryOf(async () => true)).split("\n");
    expect(lines[0]).toMatch(/^release \S+ is live at https:\/\/www\.example\.org$/);
    expect(lines.slice(1)).toEqual([
      "  1 added, 1 changed",
      "  visitors get new and changed pages with their next request: every edge has dropped 1 invalidated path (I1)",
      "  invalidation: 1 of the 1,000 paths that are free each month; $0.005 beyond those",
      "  a new name that was asked for before it was there may be a 404 for 10 s",
    ]);
  });

  it("does not claim that every edge has dropped what nobody could see to its end", async () => {
    const slow = await summaryOf(async () => false);
    expect(slow).toContain("changed ones once every edge has dropped 1 invalidated path (I1)");
    expect(slow).toContain("CloudFront has not said within 15 minutes that it has");
    const unwatched = await summaryOf(() => Promise.reject(new Error("AccessDenied")));
    expect(unwatched).toContain("changed ones once every edge has dropped 1 invalidated path (I1)");
    expect(unwatched).toContain("CloudFront does not say when it has: Error: AccessDenied");
  });
});
