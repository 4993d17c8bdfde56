import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import type { Session } from "../../rehearsal/session/session";
import { siteOfPlan } from "../rehearsal/session/support/served";
import { openConsole, served } from "./support/opened-console";

let browser: Browser;
/** Of somebody else's plan, as `--from` has it. */
let session: Session;

beforeAll(async () => {
  browser = await openBrowser({ hosts: ["localhost"] });
  const site = await siteOfPlan("origin-group");
  session = await served(() => [site]);
});
afterAll(async () => {
  await browser?.close();
  await session?.close();
});

test("a stranger's plan is broken, seen through and mended by the keyboard alone, and is right again after a reload", async () => {
  const { leave, page, said } = await openConsole(browser, session.controlUrl);
  const bucket = page.getByRole("article", { name: / bucket$/ }).first();
  /** Goes on by Tab to what is called so, and presses Enter. */
  const press = async (what: RegExp) => {
    const focused = () => page.evaluate("document.activeElement.textContent") as Promise<string>;
    for (let steps = 0; steps < 80; steps++) {
      await page.keyboard.press("Tab");
      if (what.test(await focused())) return page.keyboard.press("Enter");
    }
    throw new Error(`no ${what} is reached by Tab`);
  };
  await press(/^Break/);
  await bucket.getByText("broken", { exact: true }).waitFor();
  const { url = "" } = session.sites[0] ?? {};
  const { status } = await fetch(`${url}/`);
  await page.locator(".request").first().waitFor();

  await page.reload();
  await page.getByText("live", { exact: true }).waitFor();
  await bucket.getByText("broken", { exact: true }).waitFor();
  await page.locator(".request").getByText(String(status)).first().waitFor();
  await press(/^Mend/);
  await bucket.getByText("whole", { exact: true }).waitFor();
  expect(session.controls.faults()).toEqual([]);
  expect(said).toEqual([]);
  await leave();
});
