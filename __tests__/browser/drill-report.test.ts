import { mkdtempSync, rmSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { pathToFileURL } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { writeTargets } from "../../report";
import { drillResult } from "../support/drill-results";

const folder = mkdtempSync(join(tmpdir(), "outlast-report-"));
const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
let browser: Browser;
let url: string;

beforeAll(async () => {
  browser = await openBrowser();
  writeTargets(drillResult(), undefined, { report: folder });
  url = pathToFileURL(join(folder, "index.html")).href;
});
afterAll(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true });
});

/** Opens the page, and says what the browser complains of. */
async function open(
  options: Parameters<Browser["newContext"]>[0] = {},
): Promise<{ page: Page; said: string[] }> {
  const context = await browser.newContext({ serviceWorkers: "block", ...options });
  const page = await context.newPage();
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("request", (request) => {
    if (request.url() !== url) said.push(request.url());
  });
  await page.goto(url);
  return { page, said };
}

describe("the report of a drill in a browser", () => {
  test.each(["light", "dark"] as const)("is accessible and asks for nothing: %s", async (colorScheme) => {
    const { page, said } = await open({ colorScheme });
    expect(said).toEqual([]);
    // The page's own policy lets no script in; the browser's inspector may run one.
    await page
      .context()
      .newCDPSession(page)
      .then((session) => session.send("Page.setBypassCSP", { enabled: true }));
    await page.reload();
    await page.addScriptTag({ path: axe });
    const found = (await page.evaluate("axe.run()")) as {
      violations: { id: string; nodes: { html: string }[] }[];
    };
    expect(found.violations.map(({ id, nodes }) => [id, nodes[0]?.html])).toEqual([]);
    await page.context().close();
  });

  test("fits a phone, and each picture is drawn", async () => {
    const { page } = await open({ viewport: { width: 390, height: 800 } });
    expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    expect(await page.locator("svg[role=img]").count()).toBe(8);
    const fills = await page.evaluate(
      'Array.from(document.querySelectorAll("path.right"), (path) => getComputedStyle(path).fill)',
    );
    expect(fills).toEqual(["rgb(31, 122, 73)", "rgb(31, 122, 73)"]);
    await page.context().close();
  });

  test("is printed in light colours, each scenario from a new page on, without what only a screen needs", async () => {
    const { page } = await open({ colorScheme: "dark" });
    await page.emulateMedia({ media: "print" });
    const styles = (what: string, style: string) =>
      page.evaluate(
        `Array.from(new Set(Array.from(document.querySelectorAll("${what}"), (one) => getComputedStyle(one).${style})))`,
      );
    expect(await styles("body", "backgroundColor")).toEqual(["rgb(255, 255, 255)"]);
    expect(await styles("path.right", "fill")).toEqual(["rgb(31, 122, 73)"]);
    expect(await styles(".skip, .up, .download", "display")).toEqual(["none"]);
    expect(await styles("section h2", "breakBefore")).toEqual(["page"]);
    await page.context().close();
  });

  test("is gone through by keys alone: past its head, into the table, to a scenario", async () => {
    const { page } = await open();
    const at = () => page.evaluate("document.activeElement.textContent");
    const outline = () => page.evaluate("getComputedStyle(document.activeElement).outlineStyle");
    await page.keyboard.press("Tab");
    expect(await at()).toBe("To the scenarios");
    expect((await page.locator("a.skip").boundingBox())?.x).toBeGreaterThanOrEqual(0);
    await page.keyboard.press("Enter");
    await page.keyboard.press("Tab");
    expect(await page.evaluate("document.activeElement.ariaLabel")).toBe("All scenarios");
    expect(await outline()).toBe("solid");
    await page.keyboard.press("Tab");
    await page.keyboard.press("Enter");
    expect(new URL(page.url()).hash).toBe("#docs-primary-blackholed");
    await page.context().close();
  });

  test("goes from the table to a scenario and back by its links", async () => {
    const { page } = await open();
    await page.getByRole("link", { name: "The primary answers 503" }).click();
    expect(new URL(page.url()).hash).toBe("#docs-primary-503");
    await page.locator("#docs-primary-503").getByRole("link", { name: "All scenarios" }).click();
    expect(new URL(page.url()).hash).toBe("#top");
    await page.context().close();
  });
});
