import { expect, test, vi } from "vitest";
import { openBrowser } from "../../../../rehearsal/session/browser/open-browser";

vi.mock("playwright-core", () => {
  throw new Error("Cannot find package 'playwright-core'");
});

test("a playwright-core that an installation has left out is said, with the command that brings it", async () => {
  // A program that is there: nothing starts it.
  await expect(openBrowser({ program: process.execPath })).rejects.toMatchObject({
    problems: [{ code: "CSP_NO_PLAYWRIGHT", mend: expect.stringMatching(/^npm install playwright-core/) }],
  });
});
