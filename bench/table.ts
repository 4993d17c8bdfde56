import type { Row } from "./row";

/** Rows as text: what, measured, bar, met or not, and what it is made of. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ["what", "measured", "bar", "", "behind it"],
    ...rows.map((row) => [
      row.what,
      value(row.measured, row),
      `${row.limit === "at most" ? "<=" : ">="} ${value(row.bar, row)}`,
      row.met ? "met" : "MISSED",
      behind(row),
    ]),
  ];
  const widths = [0, 1, 2, 3, 4].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

/** What a ratio or a difference is made of. */
function behind({ counts = {}, medians = {}, rates = {} }: Row): string {
  const rounded = (number: number) => Math.round(number).toLocaleString("en");
  return [
    ...Object.entries(medians).map(([name, ms]) => `${name} ${rounded(ms)} ms`),
    ...Object.entries(rates).map(([name, rate]) => `${name} ${rounded(rate)}/s`),
    ...Object.entries(counts).map(([name, count]) => `${name} ${count}`),
  ].join(", ");
}

function value(number: number, { unit }: Row): string {
  const digits = unit === "times" || unit === "s" ? 2 : 0;
  return `${number.toFixed(digits)} ${unit}`;
}
