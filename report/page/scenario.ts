import type { Cause, Measures, ScenarioResult, TimelineEvent } from "../../rehearsal/drill/result";
import { text } from "../charts/frame";
import type { KeyedDrawing } from "../charts/latency";
import { scenarioCharts } from "../charts/scenario-charts";
import { objectiveWords, shownBytes, shownCount, shownShare, shownTime, wrongByKind } from "../format";
import { anchorOf } from "./overview";

/** A scenario's part of the page. */
export function scenarioPart(scenario: ScenarioResult): string {
  const { cause, hypothesis, remark, site, source, title, verdict } = scenario;
  const told =
    source && `<p>It happened: <a href="${text(source.url)}" rel="noreferrer">${text(source.date)}</a>.</p>`;
  const parts = [
    `<h2>${text(title)}: <span class="${verdict}">${verdict}</span></h2>`,
    `<p class="hypothesis">${text(hypothesis)} <span class="soft">Site ${text(site)}, ${text(scenario.name)}.</span></p>`,
    told ?? "",
    because(cause, verdict),
    remark === undefined ? "" : `<p>${text(remark)}</p>`,
    ...(verdict === "skipped" ? [] : measured(scenario)),
    `<p class="up"><a href="#top">All scenarios</a></p>`,
  ];
  return `<section id="${anchorOf(scenario)}" aria-label="${text(title)}">\n${parts.filter((part) => part !== "").join("\n")}\n</section>`;
}

function because(cause: Cause | undefined, verdict: ScenarioResult["verdict"]): string {
  if (cause === undefined) return "";
  const setting = cause.setting === undefined ? "" : ` It is decided by <code>${text(cause.setting)}</code>.`;
  return `<p class="cause of-${verdict}">${text(cause.sentence)}${setting}</p>`;
}

function measured(scenario: ScenarioResult): string[] {
  const { objectives, phases, timeline } = scenario;
  return [
    `<div class="charts">${scenarioCharts(scenario).map(figure).join("\n")}</div>`,
    heading("Objectives"),
    pageTable(
      ["Objective", "Limit", "Measured", "", "Why"],
      objectives.map(({ cause, held, limit, objective, value }) => {
        const { show, title } = objectiveWords[objective];
        return [title, show(limit), show(value), held ? "held" : "broken", cause?.sentence ?? ""];
      }),
    ),
    heading("What happened"),
    pageTable(["At", "Until", "", "What", "Outcome"], eventRows(timeline)),
    heading("Measured"),
    pageTable(
      [
        "",
        ...phases.map(({ from, name, to }) => `${name}, ${shownTime(from)} to ${shownTime(to)}`),
        "all but steady",
      ],
      rows([...phases.map(({ measures }) => measures), scenario.measures]),
    ),
    heading("Origins and regions"),
    pageTable(
      ["Origin or region", "Requests", "Failures", "Bytes"],
      Object.entries({ ...scenario.measures.origins, ...scenario.measures.regions }).map(
        ([id, { bytes: size, failures, requests }]) => [
          id,
          shownCount(requests),
          shownCount(failures),
          shownBytes(size),
        ],
      ),
    ),
  ];
}

/** A drawing with its key, and with what is to be seen in it. */
export function figure({ description, key, svg, title }: KeyedDrawing): string {
  const items = key
    .map(({ look, name }) => `<li><i class="${look}" aria-hidden="true"></i>${text(name)}</li>`)
    .join("");
  return `<figure><figcaption>${text(title)}</figcaption>${svg}<ul class="key">${items}</ul><p class="soft">${text(description)}</p></figure>`;
}

/** What happened, a row each. */
export function eventRows(timeline: readonly TimelineEvent[]): string[][] {
  return timeline.map(({ at, kind, outcome, text: what, until }) => {
    const end = until === undefined ? "" : until === null ? "the end" : shownTime(until);
    return [shownTime(at), end, kind, what, outcome ?? ""];
  });
}

/** A row a measure, a cell for each phase. */
function rows(all: readonly Measures[]): string[][] {
  const row = (title: string, show: (measures: Measures) => string) => [title, ...all.map(show)];
  return [
    row("page views", ({ pageViews }) => shownCount(pageViews)),
    row("requests", ({ requests }) => shownCount(requests)),
    row("available", ({ availability }) => shownShare(availability)),
    row("wrong", (measures) => wrongByKind(measures) || "none"),
    row("errors with the site's own page", ({ ownErrorPages }) =>
      ownErrorPages === undefined ? "–" : shownCount(ownErrorPages),
    ),
    row("first byte p50", ({ ttfb }) => shownTime(ttfb.p50)),
    row("p95", ({ ttfb }) => shownTime(ttfb.p95)),
    row("p99", ({ ttfb }) => shownTime(ttfb.p99)),
    row("longest wait", ({ ttfb }) => shownTime(ttfb.max)),
    row(
      "older content",
      ({ oldestStale, staleShare }) => `${shownShare(staleShare)}, at most ${shownTime(oldestStale)}`,
    ),
    row("first page that was right again", ({ firstSuccess }) =>
      firstSuccess === null ? "–" : `after ${shownTime(firstSuccess)}`,
    ),
    row("all as it was, from the fault on", ({ normalAfterFault }) => shownTime(normalAfterFault)),
    row("all as it was, from the mend on", ({ normalAfterMend }) => shownTime(normalAfterMend)),
    row("requests to origins beyond the usual", ({ extraOriginRequests: extra }) =>
      extra === undefined ? "–" : shownCount(extra),
    ),
    row("failovers", ({ failovers }) => shownCount(failovers)),
    row(
      "edge locations that showed something wrong",
      ({ locations }) => `${locations.hit} of ${locations.seen}`,
    ),
    row("bytes to visitors", ({ bytesToVisitors }) => shownBytes(bytesToVisitors)),
  ];
}

function heading(title: string): string {
  return `<h3>${title}</h3>`;
}

/** A table that can be scrolled by itself; the first cell of a row is its head. */
export function pageTable(heads: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return `<p class="soft">None.</p>`;
  const head = heads.map((one) => (one === "" ? "<td></td>" : `<th scope="col">${text(one)}</th>`)).join("");
  const body = rows.map(
    ([first = "", ...others]) =>
      `<tr><th scope="row">${text(first)}</th>${others.map((cell) => `<td${looks.has(cell) ? ` class="${cell}"` : ""}>${text(cell)}</td>`).join("")}</tr>`,
  );
  return `<div class="scroll" role="group" aria-label="${text(heads.filter(Boolean).join(", "))}" tabindex="0"><table><thead><tr>${head}</tr></thead><tbody>${body.join("")}</tbody></table></div>`;
}

const looks = new Set(["held", "broken"]);
