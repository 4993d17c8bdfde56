import type { DrillResult, ScenarioResult } from "../rehearsal/drill/result";
import type { OutcomeChange, ResultChanges } from "./changes";
import { objectiveWords, recoveryOf, shownShare, shownTime } from "./format";
import { summary } from "./terminal-table";

/**
 * What GitHub takes as a comment, less what a caller says around it. Characters.
 *
 * @see https://docs.github.com/en/rest/issues/comments (body is too long, maximum is 65536 characters)
 */
const limit = 60_000;

/** The result for a pull request: what changed against another result where there is one, then a row for each scenario. */
export function renderMarkdown(result: DrillResult, changes?: ResultChanges): string {
  const head = [
    `**Drills:** ${summary(result.scenarios)}.`,
    "",
    ...(changes === undefined ? [] : changed(changes)),
  ];
  const table = ["| scenario | verdict | available | p99 | recovery | why |", "|---|---|---|---|---|---|"];
  return fitted([...head, ...table], mostUrgentFirst(result.scenarios).map(row));
}

function changed({ added, changes, gone, verdicts }: ResultChanges): string[] {
  const lines = [
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

function change({ after, before, cause, measure, name }: OutcomeChange): string {
  const { show, title } = objectiveWords[measure];
  const because = cause === undefined ? "" : `, because ${cell(lowered(cause.sentence))}`;
  return `- ${title} in ${cell(name)} ${show(before)} → ${show(after)}${because}`;
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
function fitted(head: readonly string[], rows: readonly string[]): string {
  const lines = [...head];
  let length = lines.join("\n").length;
  for (const [at, row] of rows.entries()) {
    length += row.length + 1;
    if (length > limit) return `${lines.join("\n")}\n\nAnd ${rows.length - at} more.\n`;
    lines.push(row);
  }
  return `${lines.join("\n")}\n`;
}
