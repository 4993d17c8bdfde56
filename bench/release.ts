import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type MeasuredRun, timed } from "./release/command";
import { changeOneFile, writeFixture } from "./release/fixture";
import { type MemoryS3, startMemoryS3 } from "./release/memory-s3";
import { type Commands, commandsFor, environmentFor, missingTools, type Tool } from "./release/tools";
import { atMost, medians, notMeasured, ofPairs, type Row } from "./row";

const group = "release";

const labels = { wall: "wall time", cpu: "CPU time", memory: "peak memory" } as const;

/** One run of each tool that is installed, one after the other. */
type Round = Readonly<Partial<Record<Tool, MeasuredRun>>>;

const FIRST = { wall: 0.7, cpu: 0.35, memory: 1 };
const LATER = { wall: 0.8, cpu: 0.8, memory: 1 };

/**
 * A release beside `aws s3 sync`, and `rclone sync` where it is installed, all to the same S3 in memory, which is quick enough
 * that each tool waits for itself: a first one, once, then, in several rounds, one with nothing to do and one of a single
 * changed file.
 */
export async function releaseRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const missing = await missingTools();
  if (missing.sync !== undefined) return [notMeasured(group, "releases vs aws s3 sync", missing.sync, true)];
  const sizes = large ? [3_500, 100_000] : [3_500];
  const rows: Row[] = [];
  for (const files of sizes) rows.push(...(await rowsOf(files, missing.rclone === undefined)));
  if (missing.rclone !== undefined)
    rows.push(notMeasured(group, "releases vs rclone sync", missing.rclone, false));
  return rows;
}

async function rowsOf(files: number, rclone: boolean): Promise<Row[]> {
  const rounds = files > 10_000 ? 1 : 5;
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  const s3 = await startMemoryS3();
  const env = environmentFor(s3.url);
  try {
    const site = join(folder, "site");
    await writeFixture(site, files);
    const commands = await commandsFor(site, buckets, join(folder, "outputs.json"), rclone);
    const first = [await inTurn(commands, env)];
    const unchanged: Round[] = [];
    const changed: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      unchanged.push(await inTurn(commands, env));
      await changeOneFile(site, round);
      changed.push(await inTurn(commands, env));
    }
    const requests = [await requestsRow(2, `unchanged release of ${files} files`, commands, s3, env)];
    await changeOneFile(site, rounds);
    requests.push(await requestsRow(12, `release of one changed file of ${files}`, commands, s3, env));
    return [
      ...ratios(`first release of ${files} files`, first, FIRST),
      ...ratios(`unchanged release of ${files} files`, unchanged, LATER),
      ...ratios(`release of one changed file of ${files}`, changed, LATER),
      ...requests,
    ];
  } finally {
    await s3.close();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each tool's own. */
const buckets = {
  ...{ primary: "beside-primary", replica: "beside-replica" },
  ...{ sync: "beside-sync", rclone: "beside-rclone" },
};

async function inTurn(commands: Commands, env: NodeJS.ProcessEnv): Promise<Round> {
  const round: Partial<Record<Tool, MeasuredRun>> = {};
  for (const [tool, command] of Object.entries(commands)) round[tool as Tool] = await timed(command, env);
  return round;
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

/** How many requests a release makes more than `aws s3 sync`. */
async function requestsRow(
  bar: number,
  what: string,
  commands: Commands,
  s3: MemoryS3,
  env: NodeJS.ProcessEnv,
): Promise<Row> {
  const countOf = async (command: readonly string[]) => {
    s3.count();
    await timed(command, env);
    return s3.count();
  };
  const [release, sync] = [await countOf(commands.release), await countOf(commands.sync)];
  return atMost(bar, {
    group,
    what: `${what}, requests more than aws s3 sync`,
    measured: release - sync,
    unit: "requests",
    counts: { release, sync },
  });
}
