import { execFile } from "node:child_process";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { promisify } from "node:util";
import { turnsOfTheBars } from "../edge";
import { turns } from "../yardstick";

const run = promisify(execFile);
const turnsOfARound = 20_000;

/** One process of a verb. */
export interface VerbProcess {
  /** Of the processor: other programs take theirs from the clock on the wall. */
  readonly seconds: number;
  /** At its peak. */
  readonly mb: number;
}

/**
 * Runs a verb. @returns its process, and those of Node that it starts
 *
 * Their peak memory is that of their own pages: `ru_maxrss` is handed on to what a process starts, so that each verb had taken
 * at least what this one had beside DuckDB (https://man7.org/linux/man-pages/man2/getrusage.2.html, NOTES).
 */
export async function processesOf(words: readonly string[], folder: string): Promise<readonly VerbProcess[]> {
  const [usage, recorder] = [join(folder, "usage"), join(folder, "recorder.cjs")];
  await writeFile(usage, "");
  await writeFile(
    recorder,
    `process.on("exit", () => {
      const { user, system } = process.cpuUsage();
      const fs = require("fs");
      const kept = fs.existsSync("/proc/self/status") ? fs.readFileSync("/proc/self/status", "utf8") : "";
      const [, peak = process.resourceUsage().maxRSS] = /^VmHWM:\\s+(\\d+) kB$/m.exec(kept) ?? [];
      const mb = peak / 1024;
      fs.appendFileSync(process.env.USAGE, (user + system) / 1e6 + " " + mb + "\\n");
    });`,
  );
  await run(process.execPath, ["bin/outlast.mjs", ...words], {
    env: { ...process.env, USAGE: usage, NODE_OPTIONS: `--require ${recorder}` },
    maxBuffer: 2 ** 28,
  });
  const lines = (await readFile(usage, "utf8")).trim().split("\n");
  return lines.map((line) => {
    const [seconds = 0, mb = 0] = line.split(" ").map(Number);
    return { seconds, mb };
  });
}

/** What so many seconds of the core that the bars were made for come to here and now. */
export async function secondsOfTheBars(seconds: number): Promise<number> {
  const before = process.cpuUsage();
  await turns(turnsOfARound);
  const { user, system } = process.cpuUsage(before);
  return (seconds * turnsOfTheBars * (user + system)) / 1_000_000 / turnsOfARound;
}
