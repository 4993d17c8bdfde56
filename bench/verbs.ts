import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { atMost, median, ofPairs, type Row } from "./row";
import { writePlaces } from "./verbs/places";
import { processesOf, secondsOfTheBars } from "./verbs/processes";

const group = "verbs";
const roundsOf = { quick: 3, long: 1 };
/** Seconds from which on a verb is measured once. */
const long = 20;
const lines = 100_000;

/** What a verb takes of the processor from its start to its end, beside the turns that the yardstick makes meanwhile. */
export async function verbRows(): Promise<Row[]> {
  const folder = await mkdtemp(join(tmpdir(), "outlast-bench-"));
  try {
    const { files, logs, many } = await writePlaces(folder, lines);
    const verbs: readonly (readonly [what: string, words: readonly string[], seconds: number])[] = [
      ["audit of 1,000 resources", ["audit", many, "--fail-on", "none"], 2],
      ["audit of 200 files", ["audit", files, "--fail-on", "none"], 5],
      [`traffic of ${lines.toLocaleString("en")} requests`, ["traffic", logs], 3],
      ["cost of the example", ["cost"], 1],
      ["sla of the example", ["sla"], 30],
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
  await secondsOfTheBars(1);
  const rounds = roundsOf[seconds < long ? "quick" : "long"];
  for (let round = 0; round < rounds; round++) {
    allowed.push(await secondsOfTheBars(seconds));
    const processes = await processesOf(words, folder);
    taken.push(processes.reduce((sum, one) => sum + one.seconds, 0));
  }
  return atMost(1, {
    group,
    what: `${what} vs the turns that the yardstick makes in ${seconds} s`,
    ...ofPairs(taken, allowed),
    unit: "times",
    medians: { took: median(taken) * 1_000, yardstick: median(allowed) * 1_000 },
  });
}
