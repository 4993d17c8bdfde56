import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atLeast, atMost, type Row } from "./row";
import { countedByDuckDb } from "./traffic/duckdb";
import { writeLogs } from "./traffic/written-logs";
import { processesOf, secondsOfTheBars, type VerbProcess } from "./verbs/processes";

const group = "traffic";
const linesOf = { large: 10_000_000, small: 1_000_000 };
const files = 20;
/** Seconds and megabytes for ten million lines on two cores, and these megabytes beside those of a tenth of the lines. */
const bar = { seconds: 30, mb: 1_000, lines: 10_000_000, cores: 2, ofDuckDb: 0.7, ofFewer: 1.25 };

/** How fast a bare count of the lines is by a database, beside the whole profile: processor's time on as many cores. */
async function besideDuckDb(logs: string, lines: number, what: string, taken: number): Promise<Row> {
  const counted = await countedByDuckDb(logs);
  if (counted.lines !== lines) throw new Error(`DuckDB counts ${counted.lines} of ${lines} lines`);
  const bare = counted.seconds / bar.cores;
  const row = {
    group,
    what: `${what}, speed of the profile vs a bare count(*) of DuckDB over the same files, a core of two`,
    ...{ measured: bare / taken, unit: "times" as const },
    medians: { took: taken * 1_000, yardstick: bare * 1_000, wall: counted.wall * 1_000 },
  };
  // Of fewer lines, most of a second is what processes take to start.
  return lines < bar.lines ? { ...row, met: true } : atLeast(bar.ofDuckDb, row);
}

/** Memory that does not grow with the lines. */
async function besideFewer(folder: string, what: string, peak: number): Promise<Row> {
  const fewer = linesOf.small;
  const { logs } = await writeLogs(join(folder, "fewer"), { files, lines: fewer });
  const sizes = { took: peak, yardstick: peakOf(await processesOf(["traffic", logs], folder)) };
  const named = `${what}, peak memory vs that of ${fewer.toLocaleString("en")} lines`;
  return atMost(bar.ofFewer, { group, what: named, measured: peak / sizes.yardstick, unit: "times", sizes });
}

function peakOf(processes: readonly VerbProcess[]): number {
  return processes.reduce((sum, { mb }) => sum + mb, 0);
}

/** A profile of a folder of compressed logs, which is read by a process a core. */
export async function trafficRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  try {
    const lines = linesOf[large ? "large" : "small"];
    const { logs, mb } = await writeLogs(folder, { files, lines });
    const before = await secondsOfTheBars(bar.seconds);
    const began = process.hrtime.bigint();
    const processes = await processesOf(["traffic", logs], folder);
    const wall = Number(process.hrtime.bigint() - began) / 1e6;
    const allowed = ((before + (await secondsOfTheBars(bar.seconds))) / 2) * (lines / bar.lines);
    const all = processes.reduce((sum, { seconds }) => sum + seconds, 0);
    // With a core for each, the longest is what is waited for; with two cores, half of all at least.
    const taken = Math.max(all / bar.cores, ...processes.map(({ seconds }) => seconds));
    const what = `${lines.toLocaleString("en")} lines of traffic, ${Math.round(mb)} MB of gzip`;
    const peak = peakOf(processes);
    return [
      atMost(1, {
        group,
        what: `${what}, a core of two vs the turns that the yardstick makes in ${(bar.seconds * lines) / bar.lines} s`,
        ...{ measured: taken / allowed, unit: "times" },
        medians: { took: taken * 1_000, yardstick: allowed * 1_000, wall },
      }),
      await besideDuckDb(logs, lines, what, taken),
      atMost(bar.mb, { group, what: `${what}, peak memory of all processes`, measured: peak, unit: "MB" }),
      ...(large ? [await besideFewer(folder, what, peak)] : []),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
