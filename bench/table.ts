import type { Row } from "./row";

/** Rows as text: what, measured, bar, met or not. */
export function table(rows: readonly Row[]): string {
  const cells = [
    ["what", "measured", "bar", ""],
    ...rows.map((row) => [
      row.what,
      value(row.measured, row),
      `${row.limit === "at most" ? "<=" : ">="} ${value(row.bar, row)}`,
      row.met ? "met" : "MISSED",
    ]),
  ];
  const widths = [0, 1, 2, 3].map((column) => Math.max(...cells.map((row) => row[column]?.length ?? 0)));
  return cells
    .map((row) =>
      row
        .map((cell, column) => cell.padEnd(widths[column] ?? 0))
        .join("  ")
        .trimEnd(),
    )
    .join("\n");
}

function value(number: number, { unit }: Row): string {
  const digits = unit === "times" || unit === "s" ? 2 : 0;
  return `${number.toFixed(digits)} ${unit}`;
}
