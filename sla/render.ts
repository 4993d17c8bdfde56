import { shownShare, shownTime } from "../report/format";
import { carriedHours } from "./carrying";
import { minutesAMonth } from "./formulas";
import { certificateLifetimes, observedOutages, serviceLevels } from "./services";
import { meetsObjective, type SlaReport } from "./sla";

/** Minutes as people read them. */
export function shownMinutes(minutes: number): string {
  const size = Math.abs(minutes);
  if (size >= 0.05) return `${minutes.toFixed(1)} min`;
  return size < 0.0005 ? "0 min" : `${(minutes * 60).toFixed(1)} s`;
}

type Row = readonly string[];

/** A table of Markdown, aligned so that a terminal shows it as well. */
function table(head: Row, rows: readonly Row[]): string {
  const all = [head, ...rows];
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? "").length)));
  const line = (row: Row) =>
    `| ${widths.map((width, column) => (row[column] ?? "").padEnd(width)).join(" | ")} |`;
  return [line(head), line(widths.map((width) => "-".repeat(width))), ...rows.map(line)].join("\n");
}

/** The ways beside each other: terms, the product, and what a month loses. */
function columnsTable({ columns }: SlaReport): string {
  const rows = serviceLevels.map(
    ({ id, title }): Row => [
      title,
      ...columns.map(({ terms }) => {
        const term = terms.find((one) => one.id === id);
        return term === undefined ? "–" : `${shownShare(term.availability)}, ${shownMinutes(term.minutes)}`;
      }),
    ],
  );
  const total: Row = [
    "all of them",
    ...columns.map(({ availability, minutes }) => `${shownShare(availability)}, ${shownMinutes(minutes)}`),
  ];
  return table(["a month may lose", ...columns.map(({ title }) => title)], [...rows, total]);
}

/** How the terms of the site itself are reckoned. */
function formulas({ columns, site }: SlaReport): string {
  const terms = columns.at(-1)?.terms ?? [];
  const each = terms.map(({ formula, title }) => `${title} \`${formula}\``);
  return `The terms of ${site}, where a is what is promised of each: ${each.join("; ")}.`;
}

function outagesTable({ columns, revenuePerHour }: SlaReport): string {
  const [first] = columns;
  const cost = (carried: number) =>
    revenuePerHour === undefined ? "" : `, $${((1 - carried) * revenuePerHour).toFixed(0)} an hour`;
  const rows = (first?.measured.outages ?? []).map(
    ({ title }, at): Row => [
      title,
      ...columns.map(({ measured }) => {
        const outage = measured.outages[at];
        return outage === undefined
          ? "–"
          : `${shownShare(outage.carried)}, ${shownTime(outage.longestWait)}${cost(outage.carried)}`;
      }),
    ],
  );
  const both: Row = [
    "Both regions answer 503, for 4 h",
    ...columns.map(({ measured: { bothRegions } }) =>
      bothRegions === undefined ? "–" : `${shownShare(bothRegions)}${cost(bothRegions)}`,
    ),
  ];
  return table(
    ["page views that were right, and the longest wait", ...columns.map(({ title }) => title)],
    [...rows, both],
  );
}

function carriedTable({ carried }: SlaReport): string {
  const after = (time: number | null) =>
    time === null ? `not in ${carriedHours} h` : `after ${shownTime(time)}`;
  return table(
    ["pages", "mode", "first wrong page", "most are wrong", "a change is everywhere"],
    carried.map(({ changes, mode, pages, pattern, until, untilMost }) => [
      `\`${pattern}\`, ${pages}`,
      mode,
      after(until),
      after(untilMost),
      changes,
    ]),
  );
}

function settingsTable({ settings }: SlaReport): string {
  const signed = (text: string, value: number) => (value > 0 ? `+${text}` : text);
  return table(
    ["setting, changed alone", "minutes a month won", "longest wait"],
    settings.map(({ minutes, setting, wait }) => [
      `\`${setting}\``,
      signed(shownMinutes(minutes), minutes),
      Math.abs(wait) < 1 ? "the same" : signed(shownTime(wait), wait),
    ]),
  );
}

function promisesTable(): string {
  return table(
    ["service", "promised", "credit of its bill", "counts", "does not count", "read"],
    serviceLevels.map(({ changed, counts, credits, doesNotCount, promised, read, source, title }) => [
      `[${title}](${source})`,
      `${promised * 100} %`,
      credits
        .toReversed()
        .map(([below, credit]) => `${credit * 100} % below ${below * 100} %`)
        .join(", "),
      counts,
      doesNotCount,
      `${read}; changed ${changed}`,
    ]),
  );
}

/** The days until a certificate that is not renewed ends the site under its own name. */
export function certificatesTable(): string {
  return table(
    ["certificates of ACM, given out from", "live", "read"],
    certificateLifetimes.map(({ days, from, isBound, read, source }) => [
      `[${from}](${source})`,
      `${isBound ? "under " : ""}${days} days`,
      read,
    ]),
  );
}

function observedTable(): string {
  return table(
    ["day", "what", "where", "lasted", "that month, there", "not sure"],
    observedOutages.map(({ date, minutes, source, unsure = "", what, where }) => [
      `[${date}](${source})`,
      what,
      where,
      `${minutes.toLocaleString("en-US")} min`,
      `${((1 - minutes / minutesAMonth) * 100).toFixed(2)} %`,
      unsure,
    ]),
  );
}

/** What it comes to, in sentences. */
function verdicts(report: SlaReport): string[] {
  const { columns, objective, revenuePerHour, settings, weakest } = report;
  const own = columns.at(-1);
  const minutes = own?.minutes ?? 0;
  const best = settings.find((effect) => effect.minutes > 0.0005);
  const worst = settings.toReversed().find((effect) => effect.minutes < -0.0005);
  return [
    `${report.site} promises ${shownShare(own?.availability ?? 0)}: ${shownMinutes(minutes)} of a month may be lost.`,
    `The weakest term is ${weakest.title}, with ${shownMinutes(weakest.minutes)}.`,
    best === undefined
      ? "No setting that was tried wins a minute."
      : `The setting that wins most is \`${best.setting}\`: ${shownMinutes(best.minutes)} a month.`,
    ...(worst === undefined
      ? []
      : [`The one that would lose most is \`${worst.setting}\`: ${shownMinutes(-worst.minutes)} a month.`]),
    ...(objective === undefined
      ? []
      : [
          `${shownShare(objective)} allows ${shownMinutes((1 - objective) * minutesAMonth)}: ${
            meetsObjective(report)
              ? "that is promised."
              : "no promise of AWS's adds up to it; what was observed may still be within it."
          }`,
        ]),
    ...(revenuePerHour === undefined
      ? []
      : [
          `At $${revenuePerHour} an hour, a month's minutes are $${((minutes / 60) * revenuePerHour).toFixed(2)}.`,
        ]),
  ];
}

/** The report as Markdown, which a terminal shows as well. */
export function slaMarkdown(report: SlaReport): string {
  return [
    ...verdicts(report).map((line) => `${line}\n`),
    "## A month, by term\n",
    columnsTable(report),
    "",
    `${formulas(report)}\n`,
    "Terms are multiplied: a visitor needs them all. Two regions are reckoned as independent, which they are not quite: one account, one control plane, one release goes to both, and on 2026-03-02 the region next to the first one failed a day later.\n",
    "## An outage, as visitors would see it\n",
    outagesTable(report),
    "",
    "Of one region, 15 minutes each, after a release has emptied the caches. The mean of the four is what the term of S3 is reckoned with.\n",
    "## What caches carry when every region is away\n",
    carriedTable(report),
    "",
    "## Which setting moves it\n",
    settingsTable(report),
    "",
    "## What is promised\n",
    promisesTable(),
    "",
    certificatesTable(),
    "",
    "ACM credits nothing: it renews by the validation record in DNS, and a site whose record has gone has no certificate after so many days at the latest, under its own name and in both regions.\n",
    "## What was observed\n",
    observedTable(),
    "",
  ].join("\n");
}
