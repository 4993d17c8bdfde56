import type { DrillResult, DrillVerdict, ScenarioResult } from "../rehearsal/drill/result";
import { decidedBy, missedText, profileText, recoveryOf, shownShare, shownTime } from "./format";
import { sparkline } from "./sparkline";

export interface TerminalOptions {
  /** Columns of the terminal. @default 100 */
  readonly width?: number;
  /** Whether verdicts have colours: words say the same without. @default false */
  readonly colour?: boolean;
}

const colours: Readonly<Record<DrillVerdict, string>> = {
  held: "\u001b[32m",
  broken: "\u001b[31m",
  beyond: "\u001b[33m",
  skipped: "\u001b[2m",
};
const plain = "\u001b[0m";

const headings = ["scenario", "verdict", "available", "p99", "recovery", "over time"] as const;
/** Characters of the outcomes over time. */
const overTime = 24;

/** A line for each scenario, and below one that was not held, why; then the sum. */
export function renderTable({ scenarios, traffic }: DrillResult, options: TerminalOptions = {}): string {
  const sites = new Set(scenarios.map(({ site }) => site));
  const rows = scenarios.map((scenario) => cells(scenario, sites.size > 1));
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => (row[column] as string).length)),
  );
  const line = (row: readonly string[], verdict?: DrillVerdict) =>
    row
      .map((cell, column) => {
        const padded = cell.padEnd(widths[column] as number);
        return column === 1 && verdict !== undefined && options.colour
          ? colours[verdict] + padded + plain
          : padded;
      })
      .join("  ")
      .trimEnd();
  const width = Math.max(40, options.width ?? 100);
  return [
    line(headings),
    ...scenarios.flatMap((scenario, at) => [
      line(rows[at] as readonly string[], scenario.verdict),
      ...wrapped(reason(scenario), width - 4).map((text) => `    ${text}`),
    ]),
    "",
    summary(scenarios),
    ...(traffic?.source === "profile" ? [`visitors as in ${profileText(traffic)}`] : []),
  ].join("\n");
}

function cells(scenario: ScenarioResult, withSite: boolean): readonly string[] {
  const { measures, name, series, site, verdict } = scenario;
  const title = withSite ? `${site}: ${name}` : name;
  if (verdict === "skipped") return [title, verdict, "–", "–", "–", ""];
  const recovery = recoveryOf(scenario);
  return [
    title,
    verdict,
    shownShare(measures.availability),
    shownTime(measures.ttfb.p99),
    shownTime(recovery),
    sparkline(series, overTime),
  ];
}

/** Why somebody should look at it, and of what fails the run each objective that it missed; nothing where all held. */
function reason({ cause, objectives, remark, verdict }: ScenarioResult): string {
  if (verdict === "held") return "";
  const missed = objectives.filter(({ held }) => !held);
  const why = missed[0]?.cause ?? cause;
  const said =
    verdict === "broken"
      ? [missed.length === 0 ? "" : `${missed.map(missedText).join("; ")}.`, why?.sentence, decidedBy(why)]
      : [why?.sentence];
  return [...said, remark].filter((part) => part !== undefined && part !== "").join(" ");
}

/** "12 held, 1 broken". */
export function summary(scenarios: readonly Pick<ScenarioResult, "verdict">[]): string {
  const verdicts: readonly DrillVerdict[] = ["held", "broken", "beyond", "skipped"];
  return verdicts
    .map((verdict) => [scenarios.filter((one) => one.verdict === verdict).length, verdict] as const)
    .filter(([number]) => number > 0)
    .map(([number, verdict]) => `${number} ${verdict}`)
    .join(", ");
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(/\s+/).filter((word) => word !== "")) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= width)
      lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(word);
  }
  return lines;
}
