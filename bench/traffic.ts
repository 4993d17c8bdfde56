import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atLeast, atMost, median, ofPairs, ofRounds, type Row } from "./row";
import { countedByDuckDb } from "./traffic/duckdb";
import { writeLogs } from "./traffic/written-logs";
import { processesOf, secondsOfTheBars, type VerbProcess } from "./verbs/processes";

const group = "traffic";
const linesOf = { large: 10_000_000, small: 1_000_000 };
const files = 20;
const rounds = 3;
/** Seconds and megabytes for ten million lines on two cores, and these megabytes beside those of a tenth of the lines. */
const bar = { seconds: 30, mb: 1_000, lines: 10_000_000, cores: 2, ofDuckDb: 0.7, ofFewer: 1.25 };

/** What a profile of logs takes, and what stands beside it in the same minute; in seconds, but for the memory of all processes. */
interface Round {
  /** Of the processor, on as many cores as there are in the bar. */
  readonly taken: number;
  readonly wall: number;
  /** Of a bare count of the lines by a database, which has been started before: its processor's time on as many cores. */
  readonly counted: number;
  readonly countedWall: number;
  /** What the bar comes to here and now. */
  readonly allowed: number;
  readonly mb: number;
  /** Of as many processes that read a tenth of the lines. */
  readonly mbOfFewer: number;
}

async function roundOf(logs: string, fewer: string, lines: number, folder: string): Promise<Round> {
  const before = await secondsOfTheBars(bar.seconds);
  const began = process.hrtime.bigint();
  const processes = await processesOf(["traffic", logs], folder);
  const wall = Number(process.hrtime.bigint() - began) / 1e9;
  const after = await secondsOfTheBars(bar.seconds);
  const bare = await countedByDuckDb(logs);
  if (bare.lines !== lines) throw new Error(`DuckDB counts ${bare.lines} of ${lines} lines`);
  const all = processes.reduce((sum, { seconds }) => sum + seconds, 0);
  return {
    // With a core for each, the longest is what is waited for; with two cores, half of all at least.
    taken: Math.max(all / bar.cores, ...processes.map(({ seconds }) => seconds)),
    ...{ wall, counted: bare.seconds / bar.cores, countedWall: bare.wall },
    ...{ allowed: (((before + after) / 2) * lines) / bar.lines, mb: peakOf(processes) },
    mbOfFewer: fewer === logs ? peakOf(processes) : peakOf(await processesOf(["traffic", fewer], folder)),
  };
}

function peakOf(processes: readonly VerbProcess[]): number {
  return processes.reduce((sum, { mb }) => sum + mb, 0);
}

/** Memory that does not grow with the lines. */
function besideFewer(what: string, all: readonly number[], fewer: readonly number[]): Row {
  return atMost(bar.ofFewer, {
    ...{ group, what: `${what}, peak memory vs that of ${linesOf.small.toLocaleString("en")} lines` },
    ...{ ...ofPairs(all, fewer), unit: "times" },
    sizes: { took: median(all), yardstick: median(fewer) },
  });
}

/** A profile of a folder of compressed logs, which is read by a process a core. */
export async function trafficRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  try {
    const lines = linesOf[large ? "large" : "small"];
    const { logs, mb } = await writeLogs(folder, { files, lines });
    const fewer = large ? await writeLogs(join(folder, "fewer"), { files, lines: linesOf.small }) : { logs };
    // Where files have changed since, the first of the processes make bundles, which takes more memory than any log.
    await processesOf(["traffic", fewer.logs], folder);
    const measured: Round[] = [];
    for (let round = 0; round < rounds; round++)
      measured.push(await roundOf(logs, fewer.logs, lines, folder));
    const of = (name: keyof Round) => measured.map((one) => one[name]);
    const ms = (name: keyof Round) => median(of(name)) * 1_000;
    const what = `${lines.toLocaleString("en")} lines of traffic, ${Math.round(mb)} MB of gzip`;
    const besideDuckDb = {
      ...{ group, what: `${what}, speed vs a bare count(*) of DuckDB over the same files, a core of two` },
      ...{ ...ofPairs(of("counted"), of("taken")), unit: "times" as const },
      medians: { took: ms("taken"), yardstick: ms("counted"), "its wall": ms("countedWall") },
    };
    return [
      atMost(1, {
        group,
        what: `${what}, a core of two vs the turns that the yardstick makes in ${(bar.seconds * lines) / bar.lines} s`,
        ...{ ...ofPairs(of("taken"), of("allowed")), unit: "times" },
        medians: { took: ms("taken"), yardstick: ms("allowed"), wall: ms("wall") },
      }),
      // Of fewer lines, most of a second is what processes take to start.
      large ? atLeast(bar.ofDuckDb, besideDuckDb) : { ...besideDuckDb, met: true },
      atMost(bar.mb, {
        group,
        what: `${what}, peak memory of all processes`,
        ...ofRounds(of("mb")),
        unit: "MB",
      }),
      ...(large ? [besideFewer(what, of("mb"), of("mbOfFewer"))] : []),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}
