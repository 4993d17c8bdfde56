import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join, resolve } from "node:path";
import { atMost, medians, ofPairs, ofRounds, type Row } from "./row";

const REPETITIONS = 9;
const MANY_REPETITIONS = 3;
const MANY = 100;

/** Synthesizing one site beside loading CDKTF alone, and a hundred sites beside one. */
export async function synthesisRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  try {
    const yardstick = ["-e", 'require("cdktf")'];
    const one = ["bin/run.mjs", await mainWith(1, folder)];
    const many = ["bin/run.mjs", await mainWith(MANY, folder)];
    await run(one, folder);

    const small = await interleaved(REPETITIONS, { yardstick, one }, folder);
    const large = await interleaved(MANY_REPETITIONS, { one, many }, folder);
    return [
      atMost(1.6, {
        group: "synthesis",
        what: "one site vs node -e 'require(\"cdktf\")'",
        ...ofPairs(small.wall.one, small.wall.yardstick),
        unit: "times",
        medians: medians(small.wall),
      }),
      atMost(5, {
        group: "synthesis",
        what: `${MANY} sites vs one site`,
        ...ofPairs(large.wall.many, large.wall.one),
        unit: "times",
        medians: medians(large.wall),
      }),
      atMost(250, {
        group: "synthesis",
        what: `${MANY} sites, peak memory`,
        ...ofRounds(large.peakMb.many),
        unit: "MB",
      }),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface Run {
  readonly wallMs: number;
  readonly peakMb: number;
}

/** Runs every command in turn, `times` over. */
async function interleaved<Name extends string>(
  times: number,
  commands: Readonly<Record<Name, readonly string[]>>,
  folder: string,
): Promise<Record<"wall" | "peakMb", Record<Name, number[]>>> {
  const names = Object.keys(commands) as Name[];
  const rounds: Array<Record<Name, Run>> = [];
  for (let repetition = 0; repetition < times; repetition += 1) {
    const round = {} as Record<Name, Run>;
    for (const name of names) round[name] = await run(commands[name], folder);
    rounds.push(round);
  }
  const each = (of: (one: Run) => number) =>
    Object.fromEntries(names.map((name) => [name, rounds.map((round) => of(round[name]))])) as Record<
      Name,
      number[]
    >;
  return { wall: each(({ wallMs }) => wallMs), peakMb: each(({ peakMb }) => peakMb) };
}

/** Wall time of a Node process from start to end, and its peak memory. */
async function run(args: readonly string[], folder: string): Promise<Run> {
  const usage = join(folder, "usage");
  const recorder = join(folder, "recorder.cjs");
  await writeFile(
    recorder,
    'process.on("exit", () => require("fs").writeFileSync(process.env.USAGE, String(process.resourceUsage().maxRSS)))',
  );
  const started = performance.now();
  const child = spawn(process.execPath, ["--require", recorder, ...args], {
    env: { ...process.env, USAGE: usage, CDKTF_OUTDIR: join(folder, "cdktf.out") },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  const wallMs = performance.now() - started;
  if (code !== 0) throw new Error(`node ${args.join(" ")} ended with ${code}`);
  return { wallMs, peakMb: Number(await readFile(usage, "utf8")) / 1024 };
}

/** What main.ts does, of `count` sites in the place of site.config.ts, as a file to run. */
async function mainWith(count: number, folder: string): Promise<string> {
  const config = join(folder, `site-config-${count}.ts`);
  const main = join(folder, `main-${count}.ts`);
  await writeFile(config, siteConfig(count));
  const project = (file: string) => JSON.stringify(resolve(file));
  await writeFile(
    main,
    `
    import { readProject } from ${project("config")};
    import { contentDocuments } from ${project("config/content-documents")};
    import { synthesize } from ${project("stacks/synthesize")};
    import * as definition from ${JSON.stringify(config)};
    synthesize(readProject(definition, { documents: (site) => contentDocuments(site, ${project(".")}) }));
  `,
  );
  return main;
}

/** Without roles for GitHub: those of a hundred sites are more than IAM gives. */
function siteConfig(count: number): string {
  return `
    import shipped, { deployment as shippedDeployment } from ${JSON.stringify(resolve("site.config"))};
    const { domain, ...site } = shipped;
    const { github, ...state } = shippedDeployment;
    export default Array.from({ length: ${count} }, (_, index) => ({ ...site, name: "site-" + index }));
    export const deployment = state;
  `;
}
