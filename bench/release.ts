import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { startCloud } from "../rehearsal/cloud";
import { startMoto, which } from "../toolchain";
import { type Run, timed } from "./release/command";
import { startCountingProxy } from "./release/counting-proxy";
import { makeBucket, outputsOf, region, siteName, writeSite } from "./release/fixture";
import { atMost, median, type Row } from "./row";

const group = "release";
const REPETITIONS = 3;
const FILES = 3500;

type Tool = "release" | "sync";
type Commands = Readonly<Record<Tool, readonly string[]>>;
type Runs = readonly Readonly<Record<Tool, Run>>[];

/**
 * A release beside `aws s3 sync`, both to the same local S3. The first one goes to moto itself, which is the limit: the
 * local cloud's endpoint before it would take its share of the cores from both. The one with nothing to do asks there.
 */
export async function releaseRows(): Promise<Row[]> {
  if ((await which("aws")) === undefined) throw new Error("no aws on PATH: python3 -m pip install awscli");
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  const moto = await startMoto();
  const cloud = await startCloud({ moto: moto.endpoint });
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_DEFAULT_REGION: region,
  };
  const cloudEnv = { ...env, AWS_ENDPOINT_URL: cloud.url };
  Object.assign(process.env, env);
  try {
    const site = join(folder, "site");
    await writeSite(site, FILES);
    const first: Record<Tool, Run>[] = [];
    const unchanged: Record<Tool, Run>[] = [];
    let commands: Commands | undefined;
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      commands = await commandsFor(`${repetition}`, site, folder);
      first.push(await inTurn(commands, env));
      unchanged.push(await inTurn(commands, cloudEnv));
    }
    return [
      ratio(`first release of ${FILES} files vs aws s3 sync, wall time`, 0.85, "wall", first),
      ratio(`first release of ${FILES} files vs aws s3 sync, CPU time`, 0.4, "cpu", first),
      ratio(`unchanged release of ${FILES} files vs aws s3 sync, wall time`, 1.1, "wall", unchanged),
      await requestsRow(commands as Commands, cloudEnv),
    ];
  } finally {
    await cloud.close();
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

/** Both tools, each with an empty bucket of its own. */
async function commandsFor(name: string, site: string, folder: string): Promise<Commands> {
  const [primary, replica, synced] = [`release-${name}`, `replica-${name}`, `sync-${name}`] as const;
  for (const bucket of [primary, replica, synced]) await makeBucket(bucket);
  const outputs = join(folder, "outputs.json");
  await writeFile(outputs, JSON.stringify(outputsOf(primary, replica)));
  const verb = ["bin/outlast.mjs", "release", site, "--site", siteName(), "--outputs", outputs, "--no-wait"];
  return {
    release: [process.execPath, ...verb],
    sync: ["aws", "s3", "sync", site, `s3://${synced}`, "--quiet"],
  };
}

async function inTurn({ release, sync }: Commands, env: NodeJS.ProcessEnv): Promise<Record<Tool, Run>> {
  return { release: await timed(release, env), sync: await timed(sync, env) };
}

function ratio(what: string, bar: number, measure: keyof Run, runs: Runs): Row {
  const release = median(runs.map((run) => run.release[measure]));
  const sync = median(runs.map((run) => run.sync[measure]));
  const medians = { release, sync };
  return atMost(bar, { group, what, measured: release / sync, unit: "times", medians });
}

/** How many requests each tool makes that finds nothing to do. */
async function requestsRow(commands: Commands, env: NodeJS.ProcessEnv): Promise<Row> {
  const proxy = await startCountingProxy(env.AWS_ENDPOINT_URL as string);
  try {
    const counted = { ...env, AWS_ENDPOINT_URL: proxy.url };
    await timed(commands.release, counted);
    const release = proxy.count();
    await timed(commands.sync, counted);
    const sync = proxy.count();
    return atMost(2, {
      group,
      what: `unchanged release of ${FILES} files, requests more than aws s3 sync`,
      measured: release - sync,
      unit: "requests",
      counts: { release, sync },
    });
  } finally {
    await proxy.close();
  }
}
