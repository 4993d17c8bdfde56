import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MeasuredRun, timed } from "./release/command";
import { changeOneFile, writeFixture } from "./release/fixture";
import { startMemoryS3 } from "./release/memory-s3";
import { commandsFor, environmentFor, missingTools, type Tool } from "./release/tools";
import { atMost, medians, notMeasured, ofPairs, type Row } from "./row";

const group = "release";

const labels = { wall: "wall time", cpu: "CPU time", memory: "peak memory" } as const;

/** One run of each tool, one after the other. */
type Round = Readonly<Partial<Record<Tool, CountedRun>>>;

interface CountedRun extends MeasuredRun {
  /** To S3. */
  readonly requests: number;
}

const FIRST = { wall: 0.7, cpu: 0.35, memory: 1 };
const LATER = { wall: 0.8, cpu: 0.8, memory: 1 };

/**
 * A release beside `aws s3 sync`, and `rclone sync` where it is installed, all to the same S3 in memory, which is quick enough
 * that each tool waits for itself: a first one, once, then, in several rounds, one with nothing to do and one of a single
 * changed file. rclone sets no bar and asks for each object by itself: it is left out of 100,000.
 */
export async function releaseRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const missing = await missingTools();
  if (missing.sync !== undefined) return [notMeasured(group, "releases vs aws s3 sync", missing.sync, true)];
  const rows = await rowsOf(3_500, 5, missing.rclone === undefined);
  if (large) rows.push(...(await rowsOf(100_000, 1, false)));
  if (missing.rclone !== undefined)
    rows.push(notMeasured(group, "releases vs rclone sync", missing.rclone, false));
  return rows;
}

async function rowsOf(files: number, rounds: number, rclone: boolean): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  const s3 = await startMemoryS3();
  const env = environmentFor(s3.url);
  try {
    const site = join(folder, "site");
    process.stderr.write(`${files} files are written\n`);
    await writeFixture(site, files);
    const commands = await commandsFor(site, bucketsOf("beside"), join(folder, "outputs.json"), rclone);
    // What a tool compiles for itself, and keeps, is there when it is measured: each has brought three pages up before.
    const small = join(folder, "small");
    await writeFixture(small, 0);
    const before = await commandsFor(small, bucketsOf("before"), join(folder, "before.json"), rclone);
    for (const command of Object.values(before)) await timed(command, env);
    const inTurn = async (what: string): Promise<Round> => {
      const round: Partial<Record<Tool, CountedRun>> = {};
      for (const [tool, command] of Object.entries(commands)) {
        s3.asked();
        // Whoever waits for minutes wants to see for what; what is printed at the end is the result.
        process.stderr.write(`${files} files, ${what}: ${tool} `);
        const run = await timed(command, env);
        round[tool as Tool] = { ...run, requests: s3.asked().length };
        const [wall, cpu] = [run.wall, run.cpu].map((time) => (time / 1_000).toFixed(1));
        process.stderr.write(`took ${wall} s, ${cpu} s of the processor\n`);
      }
      return round;
    };
    const first = [await inTurn("first")];
    const unchanged: Round[] = [];
    const changed: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      unchanged.push(await inTurn("unchanged"));
      await changeOneFile(site, round);
      changed.push(await inTurn("one changed"));
    }
    return [
      ...ratios(`first release of ${files} files`, first, FIRST),
      ...ratios(`unchanged release of ${files} files`, unchanged, LATER),
      ...ratios(`release of one changed file of ${files}`, changed, LATER),
      requestsRow(2, `unchanged release of ${files} files`, unchanged),
      requestsRow(12, `release of one changed file of ${files}`, changed),
    ];
  } finally {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each tool's own. */
function bucketsOf(name: string) {
  return {
    ...{ primary: `${name}-primary`, replica: `${name}-replica` },
    ...{ sync: `${name}-sync`, rclone: `${name}-rclone` },
  };
}

/** Wall time, processor time and memory of a release beside each other tool's. Only `aws s3 sync` sets bars. */
function ratios(
  what: string,
  rounds: readonly Round[],
  bars: Readonly<Record<keyof MeasuredRun, number>>,
): Row[] {
  const of = (tool: Tool, measure: keyof MeasuredRun) =>
    rounds.flatMap((round) => round[tool]?.[measure] ?? []);
  return (Object.keys(bars) as Array<keyof MeasuredRun>).flatMap((measure) => {
    const release = of("release", measure);
    const row = (tool: "sync" | "rclone"): Row => {
      const beside = { release, [tool]: of(tool, measure) };
      const behind = measure === "memory" ? { sizes: medians(beside) } : { medians: medians(beside) };
      const against = { ...ofPairs(release, of(tool, measure)), unit: "times", ...behind } as const;
      if (tool === "rclone")
        return { group, what: `${what} vs rclone sync, ${labels[measure]}`, ...against, met: true };
      return atMost(bars[measure], { group, what: `${what} vs aws s3 sync, ${labels[measure]}`, ...against });
    };
    return rounds.some(({ rclone }) => rclone) ? [row("sync"), row("rclone")] : [row("sync")];
  });
}

/** How many requests a release makes more than `aws s3 sync`, by the last of the rounds: each of them makes as many. */
function requestsRow(bar: number, what: string, rounds: readonly Round[]): Row {
  const last = rounds.at(-1);
  const [release, sync] = [last?.release?.requests ?? Number.NaN, last?.sync?.requests ?? Number.NaN];
  return atMost(bar, {
    group,
    what: `${what}, requests more than aws s3 sync`,
    measured: release - sync,
    unit: "requests",
    counts: { release, sync },
  });
}
