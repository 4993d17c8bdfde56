import { type Estimate, passes } from "./estimate";
import type { MonthLine } from "./month";
import { oldAfter } from "./prices";
import { cases } from "./usage";

/** Dollars as people read them. */
export function shownDollars(value: number): string {
  return `$${value.toLocaleString("en-US", { minimumFractionDigits: 2, maximumFractionDigits: 2 })}`;
}

function shownQuantity({ free, quantity, unit }: Pick<MonthLine, "quantity" | "free" | "unit">): string {
  const number = (value: number) =>
    value.toLocaleString(
      "en-US",
      value >= 100 ? { maximumFractionDigits: 0 } : { maximumSignificantDigits: 3 },
    );
  return `${number(quantity)} ${unit}${free > 0 ? `, ${number(free)} of it free` : ""}`;
}

/** Rows of a table: what, the three cases, how much. A line that is not sure has a question mark. */
function rowsOf({ month: { lines, total } }: Estimate): string[][] {
  return [
    ...lines.map((line) => [
      `${line.title}${line.unsure === undefined ? "" : " ?"}`,
      ...cases.map((which) => shownDollars(line.cost[which])),
      shownQuantity(line),
    ]),
    ["Month", ...cases.map((which) => shownDollars(total[which])), ""],
  ];
}

const head = ["", "low", "expected", "high", "of the expected month"];

/** What is to be known of the numbers, a sentence each. */
function remarksOf({ budget, content, month, traffic }: Estimate): string[] {
  const { old, lines, total } = month;
  const unsure = lines.filter((line) => line.unsure !== undefined).length;
  const views = traffic.pageViews.toLocaleString("en-US");
  return [
    `${views} page views of ${traffic.requestsPerView} requests and ${Math.round(traffic.bytesPerView / 1000)} kB each; ${Math.round(traffic.hitRatio * 1000) / 10} % of the requests are CloudFront's alone; ${content.files} files in the content folder.`,
    ...(unsure > 0
      ? [`${unsure} lines with a question mark rest on prices that are not sure: --json says why.`]
      : []),
    ...(old.length > 0
      ? [
          `${old.length} prices were read more than ${oldAfter} days ago: ${old.join(", ")}. docs/cost.md says how they are refreshed.`,
        ]
      : []),
    ...(budget === undefined
      ? []
      : [
          passes(month, budget)
            ? `The expected month passes the budget of ${shownDollars(budget)} by ${shownDollars(total.expected - budget)}.`
            : `The expected month is within the budget of ${shownDollars(budget)}.`,
        ]),
  ];
}

function attackLines({ attacks }: Estimate): string[] {
  return attacks.map(({ name, hour, caps }) => {
    const capped = caps.map((cap) => `${shownDollars(cap.hour)} with ${cap.setting}`);
    return `${name}: ${shownDollars(hour)} an hour${capped.length > 0 ? `; ${capped.join("; ")}` : ""}`;
  });
}

function planLines({ plans, pricing }: Estimate): string[] {
  return plans.map(({ month, name, obstacles, over, price, unsure }) => {
    const isChosen = name.toLowerCase() === pricing;
    const joined = `a month of ${shownDollars(month)} with what it has not${isChosen ? ", once somebody has subscribed: the site is made for it" : ""}`;
    const why = obstacles.length > 0 ? `may not join: ${obstacles.join("; ")}` : `may join, ${joined}`;
    const more = [
      ...(over.length > 0
        ? [`${over.join(" and ")} over its allowance: nothing is billed, AWS may throttle`]
        : []),
      ...unsure.map((text) => `not sure: ${text}`),
    ];
    return `${name}, ${shownDollars(price)}: ${[why, ...more].join(". ")}`;
  });
}

const attackTitle = "An attack of 25,000 requests a second";
const planTitle = "Flat-rate plans of CloudFront";

/** As a terminal has it. */
export function estimateText(one: Estimate): string {
  const rows = [head, ...rowsOf(one)];
  const widths = head.map((_, at) => Math.max(...rows.map((row) => (row[at] ?? "").length)));
  const table = rows.map((row) =>
    row
      .map((cell, at) =>
        at === 0 || at === 4 ? cell.padEnd(widths[at] ?? 0) : cell.padStart(widths[at] ?? 0),
      )
      .join("  ")
      .trimEnd(),
  );
  return [
    `${one.site}, a month in US dollars`,
    "",
    ...table,
    "",
    ...remarksOf(one),
    "",
    attackTitle,
    ...attackLines(one).map((line) => `  ${line}`),
    "",
    planTitle,
    ...planLines(one).map((line) => `  ${line}`),
    "",
  ].join("\n");
}

/** As Markdown. */
export function estimateMarkdown(one: Estimate): string {
  const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
  return [
    `### ${one.site}, a month in US dollars`,
    "",
    row(head),
    "|---|--:|--:|--:|---|",
    ...rowsOf(one).map(row),
    "",
    ...remarksOf(one).map((line) => `${line}\n`),
    `#### ${attackTitle}`,
    "",
    ...attackLines(one).map((line) => `- ${line}`),
    "",
    `#### ${planTitle}`,
    "",
    ...planLines(one).map((line) => `- ${line}`),
    "",
  ].join("\n");
}
