import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CreateBucketCommand, PutBucketVersioningCommand } from "@aws-sdk/client-s3";
import { readProject } from "../config";
import { startMoto, which } from "../rehearsal/toolchain";
import { createS3Client } from "../release/aws/clients";
import * as definition from "../site.config";
import { atMost, median, type Row } from "./row";

const REPETITIONS = 3;
const FILES = 3500;
const region = "eu-central-1";

interface Run {
  readonly wall: number;
  readonly cpu: number;
}

/** A first release beside `aws s3 sync`, both to the same local S3. Times in milliseconds. */
export async function releaseRows(): Promise<Row[]> {
  if ((await which("aws")) === undefined) throw new Error("no aws on PATH: python3 -m pip install awscli");
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  const moto = await startMoto();
  const env = {
    ...process.env,
    AWS_ENDPOINT_URL: moto.endpoint,
    AWS_ACCESS_KEY_ID: "rehearsal",
    AWS_SECRET_ACCESS_KEY: "rehearsal",
    AWS_DEFAULT_REGION: region,
  };
  Object.assign(process.env, env);
  try {
    const site = join(folder, "site");
    await writeSite(site);
    const runs: { release: Run; sync: Run }[] = [];
    for (let repetition = 0; repetition < REPETITIONS; repetition += 1) {
      const names = [`release-${repetition}`, `replica-${repetition}`, `sync-${repetition}`] as const;
      for (const name of names) await makeBucket(name);
      const outputs = join(folder, "outputs.json");
      await writeFile(outputs, JSON.stringify(outputsOf(names[0], names[1])));
      const verb = [
        "bin/outlast.mjs",
        "release",
        site,
        "--site",
        siteName(),
        "--outputs",
        outputs,
        "--no-wait",
      ];
      runs.push({
        release: await timed([process.execPath, ...verb], env),
        sync: await timed(["aws", "s3", "sync", site, `s3://${names[2]}`, "--quiet"], env),
      });
    }
    return [ratio("wall", 0.85, runs), ratio("cpu", 0.4, runs)];
  } finally {
    await moto.stop();
    await rm(folder, { recursive: true, force: true });
  }
}

function ratio(measure: keyof Run, bar: number, runs: readonly { release: Run; sync: Run }[]): Row {
  const release = median(runs.map((run) => run.release[measure]));
  const sync = median(runs.map((run) => run.sync[measure]));
  return atMost(bar, {
    group: "release",
    what: `first release of ${FILES} files vs aws s3 sync, ${measure === "cpu" ? "CPU time" : "wall time"}`,
    measured: release / sync,
    unit: "times",
    medians: { release, sync },
  });
}

/** Runs a command under a shell that says how much processor time it took. */
async function timed(command: readonly string[], env: NodeJS.ProcessEnv): Promise<Run> {
  const started = performance.now();
  const child = spawn("sh", ["-c", '"$@" >/dev/null 2>&1; code=$?; times; exit $code', "sh", ...command], {
    env,
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
    text += chunk;
  });
  const [code] = await once(child, "close");
  const wall = performance.now() - started;
  if (code !== 0) throw new Error(`${command.join(" ")} ended with ${code}`);
  const children = text.trim().split("\n")[1] ?? "";
  const seconds = [...children.matchAll(/(\d+)m([\d.]+)s/g)].map(([, m, s]) => Number(m) * 60 + Number(s));
  return { wall, cpu: seconds.reduce((sum, second) => sum + second, 0) * 1000 };
}

async function writeSite(folder: string): Promise<void> {
  for (let index = 0; index < FILES; index += 1) {
    const under = join(folder, `d${index % 50}`);
    if (index < 50) await mkdir(under, { recursive: true });
    await writeFile(join(under, `p${index}.html`), `<h1>${index}</h1>${"x".repeat(3000 + (index % 7000))}`);
  }
  for (const page of ["index", "404", "maintenance"]) await writeFile(join(folder, `${page}.html`), page);
}

async function makeBucket(bucket: string): Promise<void> {
  const client = createS3Client(region);
  const CreateBucketConfiguration = { LocationConstraint: region } as const;
  await client.send(new CreateBucketCommand({ Bucket: bucket, CreateBucketConfiguration }));
  const VersioningConfiguration = { Status: "Enabled" } as const;
  await client.send(new PutBucketVersioningCommand({ Bucket: bucket, VersioningConfiguration }));
}

function siteName(): string {
  return readProject(definition).sites[0]?.name ?? "";
}

function outputsOf(primary: string, replica: string) {
  const arn = "arn:aws:cloudfront::123456789012:distribution/E0";
  return {
    version: 1,
    site: siteName(),
    url: "https://d0.cloudfront.net",
    distribution: { id: "E0", arn, domain_name: "d0.cloudfront.net" },
    buckets: { primary: { name: primary, region }, replica: { name: replica, region } },
    key_value_store_arn: "arn:aws:cloudfront::123456789012:key-value-store/k",
    functions: { viewer_request: "f" },
    alarm_names: [],
    topic_arns: [],
  };
}
