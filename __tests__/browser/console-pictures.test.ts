import { mkdirSync } from "node:fs";
import { expect, test } from "vitest";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { Session } from "../../rehearsal/session/session";
import { ProjectSource } from "../../rehearsal/session/sites/site-source";

/** The pictures of README and docs/console.md: the example without its primary, while visitors come. */
const folder = "docs/images";
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};
const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const seconds = (count: number) => new Promise((resolve) => setTimeout(resolve, count * 1_000));

/** Two minutes, for charts that show something: `npm run docs:console` runs it, and nothing else does (vitest.config.ts). */
test("the primary is broken by a click, and visitors are served all the same: as it looks", async () => {
  const source = new ProjectSource({ json: false, warn: () => {} });
  const session = await Session.open(source, options, quiet);
  const browser = await openBrowser({ hosts: ["localhost"] });
  try {
    mkdirSync(folder, { recursive: true });
    const visiting = { method: "POST", headers: { "content-type": "application/json" } };
    await fetch(`${session.controlUrl}/visitors`, { ...visiting, body: '{"perMinute":300}' });
    const pages = await Promise.all(
      (["light", "dark"] as const).map(async (colorScheme) => {
        const look = {
          colorScheme,
          viewport: { width: 1280, height: 860 },
          reducedMotion: "reduce",
        } as const;
        const page = await browser.newPage(look);
        await page.goto(session.controlUrl);
        return { page, path: `${folder}/console-${colorScheme}.png` };
      }),
    );
    await seconds(60);
    await pages[0]?.page.getByRole("button", { name: "Break primary" }).click();
    for (let at = 0; at < 12; at++) {
      await seconds(5);
      session.controls.clearCache();
    }
    await seconds(2);
    for (const { page, path } of pages) {
      expect(await page.locator(".verdict").textContent()).toContain("served all the same");
      await page.screenshot({ path });
    }
  } finally {
    await browser.close();
    await session.close();
    source.close();
  }
});
