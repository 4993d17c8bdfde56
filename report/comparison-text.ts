import type { DrillComparison } from "../rehearsal/drill/compare/compare";
import { profileText, shownShare, shownTime } from "./format";

/** A comparison for a terminal: a table for each outage, and why visitors saw something below each way where they did. */
export function comparisonText({ outages, traffic, ways }: DrillComparison): string {
  const tables = outages
    .map(({ title }, at) => {
      const rows = ways.map(({ title: way, outcomes }) => {
        const outcome = outcomes[at];
        return {
          cells: [
            way,
            shownShare(outcome?.availability ?? null),
            shownTime(outcome?.longestWait ?? 0),
            outcome?.normalAfterFault === 0 ? "not noticed" : shownTime(outcome?.normalAfterFault ?? null),
          ],
          cause: outcome?.cause,
        };
      });
      const all = [[title, "right", "longest wait", "over after"], ...rows.map(({ cells }) => cells)];
      const widths = [0, 1, 2, 3].map((column) =>
        Math.max(...all.map((cells) => cells[column]?.length ?? 0)),
      );
      const line = (cells: readonly string[]) =>
        cells
          .map((cell, column) => cell.padEnd(widths[column] as number))
          .join("  ")
          .trimEnd();
      return [
        line(all[0] as string[]),
        ...rows.flatMap(({ cells, cause }) => [
          line(cells),
          ...(cause === undefined ? [] : [`    ${cause}`]),
        ]),
      ].join("\n");
    })
    .join("\n\n");
  return traffic.source === "profile" ? `${tables}\n\nvisitors as in ${profileText(traffic)}` : tables;
}
