import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Browser, BrowserType } from "playwright-core";
import { type Environment, which } from "../../../toolchain/which";
import { browserError } from "./errors";

/** Names by which systems call a Chromium or Chrome: first the one without windows, which takes half of the time. */
const names = [
  "chromium-headless-shell",
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];

/** Where installers put one that is not on PATH, below each of the folders of a system. */
const places: Readonly<Partial<Record<NodeJS.Platform, readonly string[]>>> = {
  darwin: [
    "Google Chrome.app/Contents/MacOS/Google Chrome",
    "Chromium.app/Contents/MacOS/Chromium",
    "Microsoft Edge.app/Contents/MacOS/Microsoft Edge",
  ].flatMap((app) => [join("/Applications", app), join(homedir(), "Applications", app)]),
  linux: ["/opt/google/chrome/chrome", "/snap/bin/chromium", "/usr/lib/chromium/chromium"],
  win32: ["PROGRAMFILES", "PROGRAMFILES(X86)", "LOCALAPPDATA"].flatMap((variable) =>
    ["Google/Chrome/Application/chrome.exe", "Microsoft/Edge/Application/msedge.exe"].map((program) =>
      join(process.env[variable] ?? "C:\\", program),
    ),
  ),
};

/** Keeps a browser from asking anybody by itself, and what it shows from asking anybody at all. */
const quiet = [
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"],
  ...["--no-first-run", "--disable-gpu", "--force-webrtc-ip-handling-policy=disable_non_proxied_udp"],
];

/** No name resolves, and no address is reached: the proxy is a port that nobody listens on. */
const cutOff = [
  "--host-resolver-rules=MAP * ~NOTFOUND",
  "--proxy-server=http://127.0.0.1:1",
  "--proxy-bypass-list=<-loopback>",
];

export interface BrowserOptions {
  /** The program. @default - OUTLAST_CHROMIUM, one on PATH, one in a usual place */
  readonly program?: string;
  /** Names that are this machine for it; without any, it reaches nothing. */
  readonly hosts?: readonly string[];
  readonly env?: Environment;
  /** Loads what drives it, which an installation may have left out. @default - playwright-core */
  readonly driver?: () => Promise<{ readonly chromium: BrowserType }>;
}

/**
 * Starts a Chromium or Chrome of this machine.
 *
 * @throws {OutlastError} `CSP_NO_PLAYWRIGHT`, `CSP_NO_BROWSER`
 */
export async function openBrowser(options: BrowserOptions = {}): Promise<Browser> {
  const executablePath = await browserProgram(options);
  const { driver = () => import("playwright-core") } = options;
  const { chromium } = await driver().catch((cause: Error) => {
    throw browserError("CSP_NO_PLAYWRIGHT", "playwright-core cannot be loaded", undefined, { cause });
  });
  const rules = options.hosts?.map((host) => `MAP ${host} 127.0.0.1`).join(",");
  const network = rules === undefined ? cutOff : rules === "" ? [] : [`--host-resolver-rules=${rules}`];
  try {
    // Chromium has no sandbox for root.
    const chromiumSandbox = process.getuid?.() !== 0;
    return await chromium.launch({ executablePath, chromiumSandbox, args: [...quiet, ...network] });
  } catch (cause) {
    const [reason] = (cause as Error).message.split("\n");
    throw browserError("CSP_NO_BROWSER", `${executablePath} does not start: ${reason}`, undefined, { cause });
  }
}

async function browserProgram({ env = process.env, program }: BrowserOptions): Promise<string> {
  const named = program ?? env.OUTLAST_CHROMIUM;
  if (named !== undefined && named !== "") {
    if (existsSync(named)) return named;
    throw browserError("CSP_NO_BROWSER", `there is no ${named}`);
  }
  for (const name of names) {
    const found = await which(name, env);
    if (found !== undefined) return found;
  }
  const found = places[process.platform]?.find((place) => existsSync(place));
  if (found !== undefined) return found;
  throw browserError("CSP_NO_BROWSER", `none of ${names.join(", ")} is on PATH or in a usual place`);
}
