import type { Page } from "playwright-core";
import { OutlastError } from "../../errors/outlast-error";
import { openBrowser } from "../../rehearsal/session/browser/open-browser";
import { atMost, notMeasured, ofRounds, type Row } from "../row";
import { load } from "./load";
import { startExample } from "./started";

const group = "edge";
const what = "the console's page before a minute of 2,000 requests a second";
const perSecond = 2_000;
/** Seconds: before the first, its lists and charts fill. */
const seconds = { warmUp: 10, measured: 60 };
/** Of these one is looked at for how long a click takes. */
const everySecond = 5;

/** What the requests cost the page that shows them, in a browser of this machine. */
export async function consolePageRows(): Promise<Row[]> {
  const browser = await openBrowser({ hosts: ["localhost"] }).catch((error: unknown) => {
    if (error instanceof OutlastError) return error;
    throw error;
  });
  if (browser instanceof OutlastError) return [notMeasured(group, what, browser.message, true)];
  const { close, control, url } = await startExample();
  try {
    const page = await browser.newPage();
    await page.goto(control);
    await page.getByText("live", { exact: true }).waitFor();
    const port = Number(new URL(url).port);
    await watched(page, port, seconds.warmUp);
    const before = await heap(page);
    const clicks = await watched(page, port, seconds.measured);
    const grown = Math.max(0, (await heap(page)) - before);
    return [
      atMost(10, { group, what: `${what}: memory that is not given back`, measured: grown, unit: "MB" }),
      atMost(1, { group, what: `${what}: from a click to what it does`, ...ofRounds(clicks), unit: "s" }),
    ];
  } finally {
    await browser.close();
    await close();
  }
}

/** Sends requests for so many seconds; how long clicks took meanwhile, in seconds. */
async function watched(page: Page, port: number, many: number): Promise<number[]> {
  const clicks: number[] = [];
  for (let second = 0; second < many; second++) {
    const over = performance.now() + 1_000;
    const coming = load(port, "/", perSecond);
    if (second % everySecond === 0) clicks.push(await click(page));
    await coming;
    await new Promise((resolve) => setTimeout(resolve, Math.max(0, over - performance.now())));
  }
  return clicks;
}

/** Holds the list of requests, and has it go on. */
async function click(page: Page): Promise<number> {
  const started = performance.now();
  await page.getByRole("button", { name: "Hold" }).click();
  const held = page.getByRole("button", { name: "Go on", pressed: true });
  await held.waitFor();
  const took = (performance.now() - started) / 1_000;
  await held.click();
  return took;
}

/** MB of the page's heap that are in use, after a collection. */
async function heap(page: Page): Promise<number> {
  const inspector = await page.context().newCDPSession(page);
  await inspector.send("HeapProfiler.collectGarbage");
  const { usedSize } = await inspector.send("Runtime.getHeapUsage");
  await inspector.detach();
  return usedSize / 1e6;
}
