import type { DrillVerdict, ObjectiveResult } from "../../rehearsal/drill/result";
import { type Counted, countedDrawings, timelineOf } from "../charts/counted";
import { text } from "../charts/frame";
import { objectiveWords, shownCount } from "../format";
import { pageDocument } from "./document";
import { eventRows, figure, pageTable } from "./scenario";

/** What was counted while a site was served, and what was done to it meanwhile. */
export interface CountedSession extends Counted {
  readonly title: string;
  /** What it was meant to show, or how it was measured. */
  readonly remark: string;
  /** Of a drill that ran meanwhile. */
  readonly verdict?: DrillVerdict;
  readonly objectives?: readonly ObjectiveResult[];
}

/** A page of the same parts as a drill's report, of what really passed: it needs nothing else and runs nothing. */
export function renderSession(counted: CountedSession): string {
  const { happenings, objectives = [], remark, seconds, title, verdict, zero } = counted;
  const sum = (outcome: keyof (typeof seconds)[number]["outcomes"]) =>
    seconds.reduce((total, { outcomes }) => total + outcomes[outcome], 0);
  const head =
    verdict === undefined ? text(title) : `${text(title)}: <span class="${verdict}">${verdict}</span>`;
  const came = [
    ["Served as ever", sum("served")],
    ["By the second origin", sum("failover")],
    ["From an older copy", sum("stale")],
    ["4xx", sum("missing")],
    ["Failed", sum("failed")],
  ] as const;
  const judged = objectives.map(({ held, limit, objective, value }) => {
    const { show, title: name } = objectiveWords[objective];
    return [name, show(limit), show(value), held ? "held" : "broken"];
  });
  return pageDocument(
    title,
    `<main>
<h1>${head}</h1>
<p class="soft">${text(remark)} Times count from ${text(new Date(zero).toISOString().slice(0, 19).replace("T", " "))} UTC.</p>
<div class="charts">${countedDrawings(counted).map(figure).join("\n")}</div>
${objectives.length === 0 ? "" : `<h2>Objectives</h2>\n${pageTable(["Objective", "Limit", "Measured", ""], judged)}`}
<h2>What happened</h2>
${pageTable(["At", "Until", "", "What", "Outcome"], eventRows(timelineOf(happenings, zero)))}
<h2>What came of requests</h2>
${pageTable(
  ["", "Requests"],
  came.map(([name, count]) => [name, shownCount(count)]),
)}
</main>`,
  );
}
