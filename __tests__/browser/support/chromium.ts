import { type Browser, chromium } from "playwright-core";
import { which } from "../../../toolchain/which";

/** Names by which systems call a Chromium or Chrome. */
const names = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];

/** Keeps a browser from asking anybody but the pages of a test. */
const quiet = [
  ...["--disable-background-networking", "--disable-component-update", "--disable-sync", "--disable-quic"],
  ...["--no-first-run", "--disable-gpu", "--no-sandbox"],
];

/**
 * Starts the browser of this machine.
 *
 * @param hosts names that are this machine for it
 * @throws where there is none: `.ci/run` installs it
 */
export async function startBrowser(hosts: readonly string[] = []): Promise<Browser> {
  const found = await Promise.all(names.map((name) => which(name, process.env)));
  const executablePath = found.find((path) => path !== undefined);
  if (executablePath === undefined) throw new Error(`no browser on PATH: install one of ${names.join(", ")}`);
  const rules = hosts.map((host) => `MAP ${host} 127.0.0.1`).join(",");
  return chromium.launch({
    executablePath,
    args: [...quiet, ...(rules ? [`--host-resolver-rules=${rules}`] : [])],
  });
}
