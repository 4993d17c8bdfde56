import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../rehearsal/cloud";
import { startMoto } from "../toolchain";
import { type MeasuredRun, timed } from "./release/command";
import { startCountingProxy } from "./release/counting-proxy";
import { changeOneFile, makeBucket, writeFixture } from "./release/fixture";
import { type Commands, commandsFor, environmentFor, missingTools, type Tool } from "./release/tools";
import { atMost, medians, notMeasured, ofPairs, type Row } from "./row";

const group = "release";

const labels = { wall: "wall time", cpu: "CPU time", memory: "peak memory" } as const;

/** One run of each tool that is installed, one after the other. */
type Round = Readonly<Partial<Record<Tool, MeasuredRun>>>;

const FIRST = { wall: 0.7, cpu: 0.35, memory: 1 };
const LATER = { wall: 0.8, cpu: 0.8, memory: 1 };

/**
 * A release beside `aws s3 sync`, and `rclone sync` where it is installed, all to the same local S3: a first one, once,
 * since moto takes most of its time; then, in several rounds, one with nothing to do and one of a single changed file. The
 * first goes to moto itself, which is the limit: the local cloud's endpoint before it would take its share of the cores
 * from each. The others ask there.
 */
export async function releaseRows({ large }: { readonly large: boolean }): Promise<Row[]> {
  const missing = await missingTools();
  if (missing.sync !== undefined) return [notMeasured(group, "releases vs aws s3 sync", missing.sync, true)];
  const rclone = missing.rclone === undefined;
  const [files, rounds] = large ? [100_000, 1] : [3_500, 5];
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  const moto = await startMoto();
  const cloud = await startCloud({ moto: moto.endpoint, log: console.error });
  const env = environmentFor(moto.endpoint);
  const cloudEnv = environmentFor(cloud.url);
  Object.assign(process.env, env);
  try {
    const site = join(folder, "site");
    await writeFixture(site, files);
    const commands = await makeBuckets(site, folder, rclone);
    const first = [await inTurn(commands, env)];
    const unchanged: Round[] = [];
    const changed: Round[] = [];
    for (let round = 0; round < rounds; round += 1) {
      unchanged.push(await inTurn(commands, cloudEnv));
      await changeOneFile(site, round);
      changed.push(await inTurn(commands, cloudEnv));
    }
    const requests = [await requestsRow(2, `unchanged release of ${files} files`, commands, cloudEnv)];
    await changeOneFile(site, rounds);
    requests.push(await requestsRow(12, `release of one changed file of ${files}`, commands, cloudEnv));
    return [
      ...ratios(`first release of ${files} files`, first, FIRST),
      ...ratios(`unchanged release of ${files} files`, unchanged, LATER),
      ...ratios(`release of one changed file of ${files}`, changed, LATER),
      ...requests,
      ...(missing.rclone === undefined
        ? []
        : [notMeasured(group, "releases vs rclone sync", missing.rclone, false)]),
    ];
  } finally {
    await cloud.close();
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Each tool's command, with empty buckets of its own. */
async function makeBuckets(site: string, folder: string, rclone: boolean): Promise<Commands> {
  const buckets = {
    ...{ primary: "beside-primary", replica: "beside-replica" },
    ...{ sync: "beside-sync", rclone: "beside-rclone" },
  };
  for (const bucket of Object.values(buckets)) await makeBucket(bucket);
  return commandsFor(site, buckets, join(folder, "outputs.json"), rclone);
}

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
  env: NodeJS.ProcessEnv,
): Promise<Row> {
  const proxy = await startCountingProxy(env.AWS_ENDPOINT_URL as string);
  try {
    const counted = { ...env, AWS_ENDPOINT_URL: proxy.url };
    await timed(commands.release, counted);
    const release = proxy.count();
    await timed(commands.sync, counted);
    const sync = proxy.count();
    return atMost(bar, {
      group,
      what: `${what}, requests more than aws s3 sync`,
      measured: release - sync,
      unit: "requests",
      counts: { release, sync },
    });
  } finally {
    await proxy.close();
  }
}
