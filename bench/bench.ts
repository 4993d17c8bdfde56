import { readFile, writeFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { drillRows } from "./drills";
import { edgeRows } from "./edge";
import { releaseRows } from "./release";
import type { Row } from "./row";
import { synthesisRows } from "./synthesis";
import { markdown, markersOf, table } from "./table";
import { trafficRows } from "./traffic";
import { verbRows } from "./verbs";

interface Options {
  readonly large: boolean;
}

const groups: Readonly<Record<string, (options: Options) => Promise<Row[]>>> = {
  synthesis: synthesisRows,
  edge: edgeRows,
  drills: drillRows,
  release: releaseRows,
  verbs: verbRows,
  traffic: trafficRows,
};
const page = "docs/speed.md";

/**
 * `npm run bench [-- --json] [--docs] [--large] [group...]`: measures, prints, and exits with 1 when a bar is missed.
 * `--docs` writes the tables into docs/speed.md too, `--large` releases 100,000 files, drills a day of a million requests, and
 * reads ten million lines of logs.
 */
async function main(): Promise<number> {
  // Node reads every certificate that this names whenever it starts: where it is set, all that is measured, and what it is
  // measured beside, would take as long again.
  delete process.env.NODE_EXTRA_CA_CERTS;
  const flag = { type: "boolean", default: false } as const;
  const options = { json: flag, docs: flag, large: flag };
  const { values, positionals } = parseArgs({ allowPositionals: true, options });
  const unknown = positionals.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(`no such group: ${unknown.join(", ")}; there is ${Object.keys(groups).join(", ")}`);
    return 2;
  }
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (positionals.length > 0 && !positionals.includes(name)) continue;
    const measured = await measure(values);
    if (values.docs) await writeTable(name, measured);
    rows.push(...measured);
  }
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : table(rows));
  return rows.every(({ met }) => met) ? 0 : 1;
}

/** Between the markers of its group, in place of the table that stands there. */
async function writeTable(group: string, rows: readonly Row[]): Promise<void> {
  const text = await readFile(page, "utf8");
  const [begin, end] = markersOf(group);
  const [from, to] = [text.indexOf(begin), text.indexOf(end)];
  await writeFile(page, `${text.slice(0, from + begin.length)}\n${markdown(rows)}\n${text.slice(to)}`);
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
