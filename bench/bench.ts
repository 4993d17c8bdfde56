import { parseArgs } from "node:util";
import { edgeRows } from "./edge";
import { releaseRows } from "./release";
import type { Row } from "./row";
import { synthesisRows } from "./synthesis";
import { table } from "./table";

/** `npm run bench [-- --json] [group...]`: measures, prints, and exits with 1 when a bar is missed. */
const groups: Readonly<Record<string, () => Promise<Row[]>>> = {
  synthesis: synthesisRows,
  edge: edgeRows,
  release: releaseRows,
};

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  const unknown = positionals.filter((name) => !(name in groups));
  if (unknown.length > 0) {
    console.error(`no such group: ${unknown.join(", ")}; there is ${Object.keys(groups).join(", ")}`);
    return 2;
  }
  const rows: Row[] = [];
  for (const [name, measure] of Object.entries(groups)) {
    if (positionals.length === 0 || positionals.includes(name)) rows.push(...(await measure()));
  }
  console.log(values.json ? JSON.stringify(rows, undefined, 2) : table(rows));
  return rows.every(({ met }) => met) ? 0 : 1;
}

void main().then((exitCode) => {
  process.exitCode = exitCode;
});
