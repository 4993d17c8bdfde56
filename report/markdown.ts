import type { Cause, DrillResult, ObjectiveResult, ScenarioResult } from "../rehearsal/drill/result";
import type { OutcomeChange, ResultChanges } from "./changes";
import {
  decidedBy,
  missedText,
  objectiveWords,
  profileText,
  recoveryOf,
  shownShare,
  shownTime,
} from "./format";
import { summary } from "./terminal-table";

/**
 * What GitHub takes as a comment, less what a caller says around it. Characters.
 *
 * @see https://docs.github.com/en/rest/issues/comments (body is too long, maximum is 65536 characters)
 */
const limit = 60_000;

/** The result for a pull request: what changed against another result where there is one, then a row for each scenario. */
export function renderMarkdown(result: DrillResult, changes?: ResultChanges): string {
  const rows = mostUrgentFirst(result.scenarios).map(row);
  const { traffic } = result;
  const came = traffic?.source === "profile" ? `, visitors as in ${cell(profileText(traffic))}` : "";
  const head = [`**Drills:** ${summary(result.scenarios) || "none ran"}${came}.`, ""];
  if (changes === undefined) return fitted([...head, ...table], rows);
  const folded = ["<details><summary>Every scenario</summary>", "", ...table];
  return fitted([...head, ...changed(changes), ...folded], rows, "\n\n</details>\n");
}

/** What missed an objective, for an issue that is open for as long as there is any; nothing where all held. */
export function renderMissed({ scenarios, seed, traffic }: DrillResult): string {
  const broken = scenarios.filter(({ verdict }) => verdict === "broken");
  if (broken.length === 0) return "";
  const lines = broken.flatMap(({ name, objectives, site, title }) => [
    `- **${cell(site)}: ${cell(name)}** (${cell(title)})`,
    ...objectives.filter(({ held }) => !held).map(missed),
  ]);
  const number = broken.length === 1 ? "A scenario misses" : `${broken.length} scenarios miss`;
  const again = `\`npx outlast drill ${[...new Set(broken.map(({ name }) => name))].join(" ")} --seed ${seed}${traffic?.source === "profile" ? " --traffic <the same profile>" : ""}\``;
  return fitted(
    [`${number} an objective, of ${scenarios.length} that ran. ${again} shows it again.`, ""],
    lines,
  );
}

function missed(objective: ObjectiveResult): string {
  const { cause } = objective;
  const why = [cause?.sentence ?? "", decidedBy(cause)].filter((part) => part !== "").map(cell);
  return `  - ${[`${missedText(objective)}.`, ...why].join(" ")}`;
}

const table = ["| scenario | verdict | available | p99 | recovery | why |", "|---|---|---|---|---|---|"];

function changed({ added, changes, gone, hasOtherVisitors, verdicts }: ResultChanges): string[] {
  const lines = [
    ...(hasOtherVisitors ? ["- other visitors came than before, which changes numbers by itself"] : []),
    ...verdicts.map(({ name, verdict }) => `- **${cell(name)}** is ${verdict} now`),
    ...changes.map(change),
    ...added.map((name) => `- ${cell(name)} is new`),
    ...gone.map((name) => `- ${cell(name)} is not there any more`),
  ];
  const shown = lines.slice(0, 50);
  const more = lines.length > shown.length ? [`- and ${lines.length - shown.length} more`] : [];
  return lines.length === 0
    ? ["Nothing that visitors would notice has changed.", ""]
    : ["What visitors would notice of this change:", "", ...shown, ...more, ""];
}

function change({ after, before, cause, measure, name, settingsBefore }: OutcomeChange): string {
  const { show, title } = objectiveWords[measure];
  const why = settingChange(settingsBefore, cause?.settings) || (cause && lowered(cause.sentence));
  const because = why === undefined ? "" : `, because ${cell(why)}`;
  return `- ${title} in ${cell(name)} ${show(before)} → ${show(after)}${because}`;
}

/** "connection_attempts 1 → 3" of what decides and is set otherwise; nothing where it is not. */
function settingChange(before: Cause["settings"] = {}, after: Cause["settings"] = {}): string {
  return Object.entries(after)
    .filter(([name, value]) => before[name] !== undefined && before[name] !== value)
    .map(([name, value]) => `${name} ${before[name]} → ${value}`)
    .join(" and ");
}

/** As the rest of a sentence: names in capitals stay what they are. */
function lowered(sentence: string): string {
  return /^[A-Z][a-z]/.test(sentence) ? sentence.charAt(0).toLowerCase() + sentence.slice(1) : sentence;
}

const urgency = { broken: 0, beyond: 1, held: 2, skipped: 3 } as const;

function mostUrgentFirst(scenarios: readonly ScenarioResult[]): ScenarioResult[] {
  return [...scenarios].sort((one, other) => urgency[one.verdict] - urgency[other.verdict]);
}

function row(scenario: ScenarioResult): string {
  const { cause, measures, name, remark, verdict } = scenario;
  const numbers =
    verdict === "skipped"
      ? ["–", "–", "–"]
      : [shownShare(measures.availability), shownTime(measures.ttfb.p99), shownTime(recoveryOf(scenario))];
  const why = verdict === "held" ? "" : [cause?.sentence, remark].filter(Boolean).join(" ");
  return `| ${[name, verdict, ...numbers, why].map(cell).join(" | ")} |`;
}

/** Text in a cell or an item, and nothing else: no markup, mention or link of whoever wrote a scenario. */
function cell(text: string): string {
  return text
    .replace(/\s+/g, " ")
    .replace(/[\\`*_{}[\]<>|~#!]/g, (mark) => `\\${mark}`)
    .replace(/@|:(?=\/\/)|(?<=www)\./gi, (mark) => `${mark}\u200b`);
}

/** As many rows as there is room for. */
function fitted(head: readonly string[], rows: readonly string[], end = "\n"): string {
  const lines = [...head];
  let length = lines.join("\n").length;
  for (const [at, row] of rows.entries()) {
    length += row.length + 1;
    if (length > limit) return `${lines.join("\n")}\n\nAnd ${rows.length - at} more.${end}`;
    lines.push(row);
  }
  return `${lines.join("\n")}${end}`;
}
