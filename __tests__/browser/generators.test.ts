import type { Browser, BrowserContext } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { release, rollback } from "../../release";
import { tightestOfFolder } from "../../release/csp/folder";
import { siteConfig } from "../support/release/world";
import { emptyFolder, generators, writeEdition } from "./support/builds";
import { liveSite } from "./support/live-site";

let browser: Browser;
beforeAll(async () => {
  browser = await openBrowser({ hosts: [] });
});
afterAll(() => browser?.close());

/** Whose sites load nothing later. */
const withoutParts = ["angular", "reveal", "vitepress"];

/** What a visitor sees, and what kept them from more. */
async function visit(context: BrowserContext, url: string, generator: string) {
  const page = await context.newPage();
  const trouble: string[] = [];
  page.on("console", (message) => {
    if (message.type() === "error") trouble.push(message.text());
  });
  page.on("pageerror", (error) => trouble.push(error.message));
  page.on("response", (response) => {
    if (response.status() >= 400) trouble.push(`${response.status()} ${response.url()}`);
  });
  await page.addInitScript({
    content: `addEventListener("securitypolicyviolation", (event) =>
      console.error("violation of " + event.effectiveDirective + " by " + event.blockedURI))`,
  });
  await page.goto(url, { waitUntil: "networkidle" });
  if (!withoutParts.includes(generator)) await page.getByText(/part \d/).waitFor();
  const text = (await page.textContent("body")) ?? "";
  const picture = await page.screenshot({ animations: "disabled" });
  await page.close();
  return {
    edition: /(?:Edition|script) (\d)/.exec(text)?.[1],
    late: /part (\d)/.exec(text)?.[1],
    picture,
    trouble,
  };
}

/** The policy for the config, without the hashes that travel with pages: no edition needs another one. */
async function policyOf(folder: string, generator: string): Promise<string> {
  writeEdition(folder, generator, 2);
  const { policy } = await tightestOfFolder(folder, siteConfig());
  writeEdition(folder, generator, 1);
  expect((await tightestOfFolder(folder, siteConfig())).policy).toBe(policy);
  return policy;
}

/** Seven visits of a browser: seconds, but minutes on a busy machine. */
const timeout = 400_000;

test.each(generators)(
  "%s: released, cached, upgraded and rolled back under its derived policy and the hashes of each page",
  { timeout },
  async (generator) => {
    const { folder, remove } = emptyFolder();
    const live = await liveSite(await policyOf(folder, generator));
    const [bare, returning] = [await browser.newContext(), await browser.newContext()];
    /** What the edition looks like without a policy, is what it looks like to each visitor with one. */
    const pictureOf = async (edition: 1 | 2, known?: Buffer) => {
      live.bare = true;
      const picture = known ?? (await visit(bare, live.url, generator)).picture;
      live.bare = false;
      const newcomer = await browser.newContext();
      for (const context of [newcomer, returning]) {
        const seen = await visit(context, live.url, generator);
        expect(seen.trouble).toEqual([]);
        expect(seen.edition).toBe(`${edition}`);
        expect(seen.late ?? `${edition}`).toBe(`${edition}`);
        expect(seen.picture.equals(picture)).toBe(true);
      }
      await newcomer.close();
      return picture;
    };
    try {
      const { release: first } = await release(folder, live.context, { yes: true });
      const picture = await pictureOf(1);
      writeEdition(folder, generator, 2);
      await release(folder, live.context, { yes: true });
      await pictureOf(2);
      await rollback(first, live.context, { yes: true });
      await pictureOf(1, picture);
    } finally {
      await Promise.all([bare.close(), returning.close(), live.close()]);
      remove();
    }
  },
);
