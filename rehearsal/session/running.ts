import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { cacheFolder } from "../../config/project-root";
import { isRunning } from "../../toolchain/is-running";

/** Control APIs of this project that are served now, each in a file named after its process. */
const folder = () => join(cacheFolder(), "running");

/** Tells other processes of this project where a control API is, as long as this process runs. */
export function announceControls(url: string): void {
  const file = join(folder(), `${process.pid}.json`);
  try {
    mkdirSync(folder(), { recursive: true });
    writeFileSync(file, JSON.stringify({ url }));
  } catch {
    // A folder that nobody may write to keeps no rehearsal from running: --control-port finds it all the same.
    return;
  }
  process.once("exit", () => rmSync(file, { force: true }));
}

/** The control APIs that other processes have announced, and that still run. */
export function announcedControls(): readonly string[] {
  return names().flatMap((name) => {
    const url = isRunning(Number(name.replace(".json", ""))) ? read(join(folder(), name)) : undefined;
    if (url === undefined) rmSync(join(folder(), name), { force: true });
    return url ?? [];
  });
}

function names(): readonly string[] {
  try {
    return readdirSync(folder());
  } catch {
    return [];
  }
}

function read(file: string): string | undefined {
  try {
    const { url } = JSON.parse(readFileSync(file, "utf8"));
    return typeof url === "string" ? url : undefined;
  } catch {
    return undefined;
  }
}
