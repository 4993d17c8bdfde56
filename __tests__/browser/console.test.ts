import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import type { SiteInput } from "../../config";
import type { RehearsedSite } from "../../rehearsal/content/rehearsed-site";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import type { Session } from "../../rehearsal/session/session";
import { rehearsedSites } from "../rehearsal/session/support/served";
import { openConsole, served } from "./support/opened-console";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const regions = { primary: "eu-central-1", replica: "eu-west-1" };
let browser: Browser;
let session: Session;

function start(...names: readonly string[]): Promise<Session> {
  return served(() => rehearsedSites(...names.map((name) => ({ name, regions }))));
}

/** A site whose content is in a folder that is not the project's. */
function siteOfFolder(folder: string, more: Partial<SiteInput> = {}): RehearsedSite[] {
  return rehearsedSites({ name: "docs", regions, ...more }).map(({ config, ...site }) => ({
    ...site,
    ...(config && { config: { ...config, content: { ...config.content, folder } } }),
  }));
}

beforeAll(async () => {
  browser = await openBrowser({ hosts: ["localhost"] });
  session = await start("docs");
});
afterAll(async () => {
  await browser?.close();
  await session?.close();
});
beforeEach(() => {
  session.controls.mend();
  session.controls.serveFrom("primary", undefined, true);
  session.controls.clearCache();
});

/**
 * Opens the console, and says what the browser complains of. Where nothing else is asked for, what moves through the picture
 * does not: on a busy machine its frames were a third of a processor for as long as a test waited for anything.
 */
function open(context: Parameters<Browser["newContext"]>[0] = {}, url = session.controlUrl) {
  return openConsole(browser, url, { reducedMotion: "reduce", ...context });
}

/** Visitors as the page sees them: each asks the edge, without a cached copy. */
async function visit(path = "/", at = session): Promise<number> {
  return (await read(path, at)).status;
}

async function read(path: string, at: Session) {
  const { url } = at.sites[0] as { url: string };
  at.controls.clearCache();
  const answer = await fetch(`${url}${path}`);
  return { status: answer.status, headers: answer.headers, text: await answer.text() };
}

const primary = (page: Page) => page.getByRole("article", { name: "primary bucket" });
const verdict = (page: Page) => page.locator(".verdict");

async function violations(page: Page) {
  await page.evaluate(`document.getAnimations().forEach((one) => one.finish())`);
  await page.addScriptTag({ path: axe });
  const found = (await page.evaluate("axe.run()")) as {
    violations: { id: string; impact: string; nodes: { html: string }[] }[];
  };
  return found.violations.map(({ id, nodes }) => [id, nodes[0]?.html]);
}

describe("the console in a browser", () => {
  test("breaks the primary with a click, and shows who serves and why; mends it again", async () => {
    const { leave, page, said } = await open({ reducedMotion: "no-preference" });
    expect(await visit()).toBe(200);
    await verdict(page).getByText("Visitors are served", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Break primary" }).click();
    await primary(page).getByText("broken", { exact: true }).waitFor();
    expect(await visit()).toBe(200);
    await verdict(page).getByText("served all the same").waitFor();
    // It moved through the picture.
    await page.locator(".dot.failover").first().waitFor({ state: "attached" });
    const request = page.locator(".request.failover").first();
    await request.getByText("primary 503 → replica 200").waitFor();
    await page.locator(".charts path.series-0").first().waitFor();
    expect(await page.locator(".charts .fault").count()).toBeGreaterThan(0);

    await request.click();
    const dialog = page.getByRole("dialog");
    await dialog.getByText("503 is one of the group's failover codes, so replica is asked.").waitFor();
    await page.keyboard.press("Escape");
    await dialog.waitFor({ state: "detached" });

    await primary(page).getByRole("button", { name: "Mend" }).click();
    await primary(page).getByText("whole", { exact: true }).waitFor();
    expect(session.controls.faults()).toEqual([]);
    expect(said).toEqual([]);
    await leave();
  });

  test("says it when visitors fail, with both regions gone, by the keys of the terminal", async () => {
    const { leave, page } = await open();
    await page.keyboard.press("p");
    await primary(page).getByText("broken", { exact: true }).waitFor();
    await page.keyboard.press("r");
    await page
      .getByRole("article", { name: "replica bucket" })
      .getByText("broken", { exact: true })
      .waitFor();
    expect(await visit()).toBeGreaterThanOrEqual(500);
    await verdict(page)
      .getByText(/of \d+ requests failed/)
      .waitFor();
    expect(await page.locator(".top.failed").count()).toBe(1);
    await page.keyboard.press("r");
    await page.keyboard.press("e");
    await page.getByText("Switch: replica").waitFor();
    await page
      .getByRole("article", { name: "replica bucket" })
      .getByText("asked first", { exact: true })
      .waitFor();
    await leave();
  });

  test.each(["light", "dark"] as const)(
    "is accessible: %s, in every view, and nothing moves for who asks for that",
    async (colorScheme) => {
      const { leave, page, said } = await open({ bypassCSP: true, colorScheme, reducedMotion: "reduce" });
      session.controls.setFault("primary=503");
      await visit();
      await page.locator(".request.failover").first().waitFor();
      await page.getByText("What is cached, and why").click();
      await page.locator("table tbody tr").first().waitFor();
      // Dots are requests on their way: they are there, and are not drawn.
      expect(await page.evaluate(`getComputedStyle(document.querySelector(".dot")).display`)).toBe("none");
      expect(await page.evaluate("document.getAnimations().length")).toBe(0);
      expect(await violations(page)).toEqual([]);
      await page.locator(".request").first().click();
      await page.getByRole("dialog").waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.keyboard.press("h");
      await page.getByRole("dialog", { name: "Keys, as in the terminal" }).waitFor();
      expect(await violations(page)).toEqual([]);
      await page.keyboard.press("Escape");
      await page.getByText("Drills", { exact: true }).click();
      await page.getByLabel("Scenario").waitFor();
      expect(await violations(page)).toEqual([]);
      expect(said).toEqual([]);
      await leave();
    },
  );

  test("fits a phone, in every view", async () => {
    const { leave, page } = await open({ viewport: { width: 390, height: 800 } });
    const fits = async () => expect(await page.evaluate("document.documentElement.scrollWidth")).toBe(390);
    session.controls.setFault("primary=blackhole@50%,for:10m");
    await primary(page).getByText("broken", { exact: true }).waitFor();
    await visit("/blog/first-outage/?a=long-query-that-nobody-can-break-into-lines-of-a-telephone");
    await fits();
    await page.getByText("What is cached, and why").click();
    await page.locator("table tbody tr").first().waitFor();
    await page.getByText("Drills", { exact: true }).click();
    await page.locator("#drills[open]").waitFor();
    await fits();
    await page.locator(".request").first().click();
    await page.getByRole("dialog").waitFor();
    await fits();
    await page.keyboard.press("Escape");
    await page.keyboard.press("h");
    await page.getByRole("dialog", { name: "Keys, as in the terminal" }).waitFor();
    await fits();
    await leave();
  });

  test("says that it is not live when the session is gone, and is right again when it is back", async () => {
    const first = await start("docs");
    const { leave, page } = await open({ bypassCSP: true }, first.controlUrl);
    const port = Number(new URL(first.controlUrl).port);
    await first.close();
    await page.getByText("not live", { exact: true }).waitFor();
    expect(await page.locator("main").getAttribute("inert")).not.toBeNull();
    // Moderate, and meant: what nobody can reach now is no landmark.
    expect((await violations(page)).map(([id]) => id)).toEqual(["landmark-one-main"]);
    const sites = rehearsedSites({ name: "docs", regions });
    const second = await served(() => sites, { controlPort: port, fault: ["replica=dns"] });
    await page.getByText("live", { exact: true }).waitFor();
    await page.getByRole("article", { name: "replica bucket" }).getByText("replica=dns").first().waitFor();
    await leave();
    await second.close();
  });

  test("shows several sites one at a time, and breaks one alone", async () => {
    const both = await start("docs", "shop");
    const { leave, page, said } = await open({ bypassCSP: true }, both.controlUrl);
    expect(await violations(page)).toEqual([]);
    await page.keyboard.press("n");
    await page.getByRole("button", { name: "shop", exact: true, pressed: true }).waitFor();
    await page.getByRole("button", { name: "Break primary" }).click();
    await primary(page).getByText("broken", { exact: true }).waitFor();
    expect(both.controls.faults()).toEqual(["shop-primary=503"]);
    await page.keyboard.press("n");
    await primary(page).getByText("whole", { exact: true }).waitFor();
    expect(said).toEqual([]);
    await leave();
    await both.close();
  });

  test("evacuates and returns with a click", async () => {
    const { leave, page, said } = await open();
    await page.getByRole("button", { name: "Evacuate" }).click();
    await page
      .getByRole("article", { name: "replica bucket" })
      .getByText("asked first", { exact: true })
      .waitFor();
    expect(await visit()).toBe(200);
    await page.locator(".request").first().getByText("replica 200").waitFor();
    await page.getByRole("button", { name: "Return" }).click();
    await primary(page).getByText("asked first", { exact: true }).waitFor();
    expect(said).toEqual([]);
    await leave();
  });

  test("releases what is in the folder now, returns to the release before, and deploys a changed config", async () => {
    const folder = mkdtempSync(join(tmpdir(), "outlast-console-"));
    const write = (text: string) => {
      for (const page of ["index.html", "404.html"]) writeFileSync(join(folder, page), `<p>${text}</p>`);
    };
    write("the first");
    let sites = siteOfFolder(folder);
    const own = await served(() => sites);
    try {
      const { leave, page, said } = await open({}, own.controlUrl);
      write("the second");
      await page.getByRole("button", { name: "Release", exact: true }).click();
      await page.getByText("the content is released").waitFor();
      expect((await read("/", own)).text).toContain("the second");
      await page.getByRole("button", { name: "Roll back" }).click();
      await page.getByText("the release before is live again").waitFor();
      expect((await read("/", own)).text).toContain("the first");
      sites = siteOfFolder(folder, { headers: { custom: { "x-deployed": "anew" } } });
      await page.getByRole("button", { name: "Deploy the config" }).click();
      await page.getByText("the config is deployed").waitFor();
      expect((await read("/", own)).headers.get("x-deployed")).toBe("anew");
      expect(said).toEqual([]);
      await leave();
    } finally {
      await own.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });

  test("runs a drill on the virtual clock, and shows its report", async () => {
    const { leave, page, said } = await open();
    session.controls.setFault("primary=503");
    await page.getByText("Drills", { exact: true }).click();
    const [file] = await Promise.all([
      page.waitForEvent("download"),
      page.getByRole("button", { name: "Save what was done as a scenario" }).click(),
    ]);
    const saved = JSON.parse(readFileSync(await file.path(), "utf8"));
    expect(saved.timeline).toContainEqual(expect.objectContaining({ target: "primary", fault: "503" }));
    await page.getByLabel("Scenario").selectOption("primary-slow-down");
    await page.getByRole("button", { name: "Run on the virtual clock" }).click();
    await page.locator("#drills strong.held").waitFor();
    await page.frameLocator("#drills iframe").getByRole("heading", { name: "Drills of" }).waitFor();
    expect(said).toEqual([]);
    await leave();
  });

  test("runs a drill live: what it breaks looks broken, and the verdict of what visitors got has its report", async () => {
    const { leave, page, said } = await open({ bypassCSP: true });
    await page.getByText("Drills", { exact: true }).click();
    await page.getByLabel("Scenario").selectOption("headers-function-throws");
    await page.getByLabel("Times as fast").selectOption("5");
    await page.getByRole("button", { name: "Run it here, live" }).click();
    await page.getByLabel("Broken by the drill").getByText("headers: throws").waitFor();
    await page.locator(".request.failed").first().waitFor();
    expect(await violations(page)).toEqual([]);
    // It goes on for four minutes: time enough for a machine that is busy.
    await page.getByRole("button", { name: "Stop and judge" }).click();
    // Stopped while it is broken, visitors have not recovered: that is not beyond the design, where the whole of it is.
    await page.locator("#drills strong.broken, #drills strong.beyond").waitFor();
    await page.frameLocator("#drills iframe").getByText("the clock was the one on the wall").waitFor();
    await page.getByLabel("Broken by the drill").waitFor({ state: "detached" });
    expect(said).toEqual([]);
    await leave();
  });

  test("takes how much, how long and which keys of a fault, a pause of replication, its lag, and a path to invalidate", async () => {
    const { leave, page, said } = await open();
    await primary(page).getByText("How much, how long").click();
    await page.getByLabel("Fault of primary").selectOption("500");
    await page.getByLabel("Requests of primary").selectOption("50%");
    await page.getByLabel("Duration at primary").selectOption("10m");
    await page.getByLabel("Keys of primary").fill("blog/*");
    await page.getByRole("button", { name: "Break primary" }).click();
    // In the list of what is broken: the panel shows the same text before anything is.
    await primary(page).locator(".faults").getByText("primary:/blog/*=500@50%,for:10m").waitFor();
    expect(session.controls.faults()).toEqual(["primary:/blog/*=500@50%,for:10m"]);

    const replica = page.getByRole("article", { name: "replica bucket" });
    await replica.getByRole("button", { name: "Pause" }).click();
    await replica.getByText("paused,").waitFor();
    expect(session.controls.faults()).toContain("replica=paused");
    await replica.getByRole("button", { name: "Go on" }).click();
    await replica.getByRole("button", { name: "Pause" }).waitFor();
    await page.getByLabel("Replication lag").selectOption("10s");
    await page.getByText("copies take 10s from now on").waitFor();
    const { lag } = (await (await fetch(`${session.controlUrl}/picture`)).json()) as { lag: number };
    expect(lag).toBe(10_000);
    await page.getByLabel("Replication lag").selectOption("1s");

    await visit("/blog/");
    await page.getByRole("button", { name: "Clear the cache" }).click();
    await page.getByText("the cache is empty").waitFor();
    expect(session.controls.cache()).toEqual([]);
    await page.getByLabel("Path to invalidate").fill("/blog/*");
    await page.getByRole("button", { name: "Invalidate" }).click();
    await page.getByText("/blog/* is invalidated").waitFor();
    expect(said).toEqual([]);
    await leave();
  });

  test("shows of the requests what fits a filter, and holds still", async () => {
    const { leave, page, said } = await open();
    const rows = page.locator(".request");
    // With an extension: what looks like a page's other form would be redirected first, and have two rows.
    await visit("/nowhere-1.txt");
    await visit("/");
    await rows.getByText("/nowhere-1.txt").waitFor();
    await page.getByLabel("Filter of requests").fill("404 NOWHERE");
    await rows.nth(1).waitFor({ state: "detached" });
    expect(await rows.count()).toBe(1);
    await page.getByLabel("Filter of requests").fill("");
    await page.getByLabel("Outcome").selectOption("missing");
    await page.locator(".request:not(.missing)").first().waitFor({ state: "detached" });
    expect(await rows.getByText("/nowhere-1.txt").count()).toBe(1);
    await page.getByLabel("Outcome").selectOption("");
    await page.getByRole("button", { name: "Hold" }).click();
    session.controls.setFault("primary=503");
    await visit("/nowhere-2.txt");
    // The page has heard of it, and the list has not moved.
    await primary(page)
      .getByText(/, \d+ failed/)
      .waitFor();
    expect(await rows.getByText("/nowhere-2.txt").count()).toBe(0);
    await page.getByRole("button", { name: "Go on", pressed: true }).click();
    await rows.getByText("/nowhere-2.txt").waitFor();
    expect(said).toEqual([]);
    await leave();
  });

  test("stays as small as it was, answers clicks and says why while thousands of requests come", async () => {
    const { leave, page, said } = await open({ reducedMotion: "no-preference" });
    const { url } = session.sites[0] as { url: string };
    const elements = () => page.evaluate(`document.querySelectorAll("*").length`) as Promise<number>;
    const come = async (many: number, isEnough = () => true) => {
      for (let left = many; left > 0 || !isEnough(); left -= 50) {
        await Promise.all(
          Array.from({ length: 50 }, () => fetch(url).then((answer) => answer.arrayBuffer())),
        );
        // As many for each frame on any machine: on a busy one they kept the click from the page that they waited for.
        await page.evaluate("new Promise(requestAnimationFrame)");
      }
    };
    await come(200);
    await page.locator(".request").first().waitFor();
    await page.locator(".request").nth(39).waitFor();
    const inspector = await page.context().newCDPSession(page);
    const heap = async () => {
      await inspector.send("HeapProfiler.collectGarbage");
      return (await inspector.send("Runtime.getHeapUsage")).usedSize / 1e6;
    };
    const before = { elements: await elements(), heap: await heap() };
    // They go on until the click has been answered, however long a busy machine takes for that.
    let isAnswered = false;
    const coming = come(3_000, () => isAnswered);
    try {
      await page.getByRole("button", { name: "Break primary" }).click();
      await primary(page).getByText("broken", { exact: true }).waitFor();
    } finally {
      isAnswered = true;
    }
    await page.getByText("more are counted only").waitFor();
    await coming;
    expect(await page.locator(".request").count()).toBeLessThanOrEqual(60);
    expect(await elements()).toBeLessThan(before.elements + 1_000);
    expect(await heap()).toBeLessThan(before.heap + 10);
    await page.locator(".request").last().click();
    await page.getByRole("dialog").getByRole("heading", { name: "Why" }).waitFor();
    expect(said).toEqual([]);
    await leave();
  });

  test("has visitors come by themselves", async () => {
    const { leave, page } = await open();
    await page.getByRole("button", { name: "Send visitors" }).click();
    await page.getByLabel("Visits a minute").selectOption("300");
    await page.locator(".request.served").first().waitFor();
    await page.getByRole("button", { name: "Stop visitors" }).click();
    await page.getByRole("button", { name: "Send visitors" }).waitFor();
    await leave();
  });
});
