import { expect, test } from "vitest";
import { openBrowser } from "../../../../rehearsal/session/browser/open-browser";

test("a playwright-core that an installation has left out is said, with the command that brings it", async () => {
  const leftOut = "playwright-core-of-nobody";
  // A program that is there: nothing starts it.
  await expect(
    openBrowser({ program: process.execPath, driver: () => import(leftOut) }),
  ).rejects.toMatchObject({
    problems: [{ code: "CSP_NO_PLAYWRIGHT", mend: expect.stringMatching(/^npm install playwright-core/) }],
  });
});
