import type { DrillComparison, Outcome } from "../rehearsal/drill/compare/compare";
import { shownShare, shownTime } from "./format";

/** A way in each line, an outage in each column: a table of Markdown that a terminal shows as well. */
export function comparisonTable({ outages, ways }: DrillComparison): string {
  const rows = [
    ["", ...outages.map(({ title }) => title)],
    ...ways.map(({ title, outcomes }) => [title, ...outcomes.map(cell)]),
  ];
  const widths = (rows[0] as string[]).map((_, column) =>
    Math.max(...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (row: readonly string[]) =>
    `| ${row.map((text, column) => text.padEnd(widths[column] as number)).join(" | ")} |`;
  const [head = [], ...body] = rows;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...body.map(line)].join("\n");
}

/** What share of the page views was right, how long somebody waited at the most, and when all was as it had been. */
function cell({ availability, longestWait, normalAfterFault }: Outcome): string {
  const normal = normalAfterFault === 0 ? "not noticed" : `over after ${shownTime(normalAfterFault)}`;
  return `${shownShare(availability)}, ${shownTime(longestWait)}, ${normalAfterFault === null ? "never over" : normal}`;
}
