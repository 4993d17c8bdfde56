import type { Browser, Page } from "playwright-core";
import type { RehearsedSite } from "../../../rehearsal/content/rehearsed-site";
import { Session } from "../../../rehearsal/session/session";

const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const options = {
  ...{ port: 0, controlPort: 0, host: "127.0.0.1", lag: "1s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};

/** A session as `start` has it, of sites that are read when it begins and whenever the config has changed. */
export function served(
  sites: () => readonly RehearsedSite[],
  more: { readonly controlPort?: number; readonly fault?: string[] } = {},
): Promise<Session> {
  const source = { read: async () => sites(), watched: [], close: () => {} };
  return Session.open(source, { ...options, ...more }, quiet);
}

export interface OpenedConsole {
  readonly page: Page;
  /** What the browser complains of. */
  readonly said: string[];
  readonly leave: () => Promise<void>;
}

/** Opens the console, until it is live. */
export async function openConsole(
  browser: Browser,
  url: string,
  context: Parameters<Browser["newContext"]>[0] = {},
): Promise<OpenedConsole> {
  const opened = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const page = await opened.newPage();
  // What hangs is to be found; what is slow on a busy machine is no failure.
  page.setDefaultTimeout(100_000);
  const said: string[] = [];
  page.on("console", (message) => said.push(message.text()));
  page.on("pageerror", (error) => said.push(error.message));
  await page.goto(url);
  await page.getByText("live", { exact: true }).waitFor();
  return { page, said, leave: () => opened.close() };
}
