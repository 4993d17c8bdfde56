import { availableParallelism, cpus, platform } from "node:os";
import type { Row } from "./row";

const columns = ["what", "measured", "spread", "bar", "", "behind it"];

/** Rows as text: what, the median measured, smallest and largest, bar, met or not, and what it is made of. */
export function table(rows: readonly Row[]): string {
  const cells = [columns, ...rows.map(cellsOf)];
  const widths = columns.map((_, column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  const lines = cells.map((row) => row.map((cell, column) => cell.padEnd(widths[column] ?? 0)).join("  "));
  return [...lines.map((line) => line.trimEnd()), machine()].join("\n");
}

/** The same in Markdown. */
export function markdown(rows: readonly Row[]): string {
  const lines = [columns, columns.map(() => "---"), ...rows.map(cellsOf)];
  return [`${machine()}:`, "", ...lines.map((row) => `| ${row.join(" | ")} |`)].join("\n");
}

/** Between which lines of docs/speed.md the table of a group stands. */
export function markersOf(group: string): readonly [string, string] {
  return [`<!-- npm run bench -- --docs ${group} -->`, `<!-- end of ${group} -->`];
}

/** What kind of machine this is. */
function machine(): string {
  const model = cpus()[0]?.model.trim() ?? "unknown processor";
  return `Node ${process.version.slice(1)} on ${platform()}, cores: ${availableParallelism()} (${model})`;
}

function cellsOf(row: Row): string[] {
  const { spread, bar, limit, missing } = row;
  if (missing !== undefined) return [row.what, "not measured", "", "", row.met ? "" : "MISSED", missing];
  return [
    row.what,
    `${rounded(row.measured, row)} ${row.unit}`,
    spread === undefined ? "" : spread.map((end) => rounded(end, row)).join(" to "),
    bar === undefined ? "none" : `${limit} ${rounded(bar, row)}`,
    bar === undefined ? "" : row.met ? "met" : "MISSED",
    behind(row),
  ];
}

/** What a ratio or a difference is made of. */
function behind({ counts = {}, medians = {}, rates = {}, sizes = {} }: Row): string {
  const whole = (number: number) => Math.round(number).toLocaleString("en");
  return [
    ...Object.entries(medians).map(([name, ms]) => `${name} ${whole(ms)} ms`),
    ...Object.entries(rates).map(([name, rate]) => `${name} ${whole(rate)}/s`),
    ...Object.entries(sizes).map(([name, megabytes]) => `${name} ${whole(megabytes)} MB`),
    ...Object.entries(counts).map(([name, count]) => `${name} ${whole(count)}`),
  ].join(", ");
}

function rounded(number: number, { unit }: Row): string {
  return number.toFixed(unit === "times" || unit === "s" ? 2 : 0);
}
