import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { turnsOfTheBars } from "./edge";
import { atMost, median, ofPairs, type Row } from "./row";
import { writePlaces } from "./verbs/places";
import { turns } from "./yardstick";

const run = promisify(execFile);
const group = "verbs";
const roundsOf = { quick: 3, long: 1 };
/** Seconds from which on a verb is measured once. */
const long = 20;
const lines = 100_000;
const turnsOfARound = 20_000;

/** What a verb takes of the processor from its start to its end, beside the turns that the yardstick makes meanwhile. */
export async function verbRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  try {
    const { files, logs, many } = await writePlaces(folder, lines);
    const verbs: readonly (readonly [what: string, words: readonly string[], seconds: number])[] = [
      ["audit of 1,000 resources", ["audit", many, "--fail-on", "none"], 2],
      ["audit of 200 files", ["audit", files, "--fail-on", "none"], 5],
      [`traffic of ${lines.toLocaleString("en")} requests`, ["traffic", logs], 3],
      ["cost of the example", ["cost"], 3],
      ["sla of the example", ["sla"], 40],
    ];
    const rows: Row[] = [];
    for (const [what, words, seconds] of verbs) rows.push(await rowOf(what, words, seconds, folder));
    return rows;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function rowOf(what: string, words: readonly string[], seconds: number, folder: string): Promise<Row> {
  const taken: number[] = [];
  const allowed: number[] = [];
  await turns(turnsOfARound);
  const rounds = roundsOf[seconds < long ? "quick" : "long"];
  for (let round = 0; round < rounds; round++) {
    const rate = turnsOfARound / (await yardstick());
    allowed.push((seconds * turnsOfTheBars) / rate);
    taken.push(await processorSeconds(words, folder));
  }
  return atMost(1, {
    group,
    what: `${what} vs the turns that the yardstick makes in ${seconds} s`,
    ...ofPairs(taken, allowed),
    unit: "times",
    medians: { took: median(taken) * 1_000, yardstick: median(allowed) * 1_000 },
  });
}

async function yardstick(): Promise<number> {
  const before = process.cpuUsage();
  await turns(turnsOfARound);
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1_000_000;
}

/** Of the verb's process and of those that it starts: other programs take theirs from the clock on the wall. */
async function processorSeconds(words: readonly string[], folder: string): Promise<number> {
  const [usage, recorder] = [join(folder, "usage"), join(folder, "recorder.cjs")];
  await writeFile(usage, "");
  await writeFile(
    recorder,
    `process.on("exit", () => {
      const { user, system } = process.cpuUsage();
      require("fs").appendFileSync(process.env.USAGE, (user + system) / 1e6 + "\\n");
    });`,
  );
  await run(process.execPath, ["bin/outlast.mjs", ...words], {
    env: { ...process.env, USAGE: usage, NODE_OPTIONS: `--require ${recorder}` },
    maxBuffer: 2 ** 28,
  });
  const seconds = (await readFile(usage, "utf8")).split("\n").map(Number);
  return seconds.reduce((sum, one) => sum + one, 0);
}
