import type { DrillResult, DrillVerdict, ScenarioResult } from "../../rehearsal/drill/result";
import { text } from "../charts/frame";
import { recoveryOf, shownShare, shownTime } from "../format";
import { sparkline } from "../sparkline";

/** The anchor of a scenario's part of the page. */
export function anchorOf({ name, site }: Pick<ScenarioResult, "name" | "site">): string {
  return `${site}-${name}`.replace(/[^\w-]/g, "-");
}

const meanings: Readonly<Record<DrillVerdict, string>> = {
  held: "every objective",
  broken: "an objective was missed",
  beyond: "more than this design holds, as it says",
  skipped: "not for this site",
};

/** What it came to, for whoever reads nothing else: a number for each verdict, and what was missed. */
export function headline({ scenarios }: DrillResult): string {
  const broken = scenarios.filter(({ verdict }) => verdict === "broken");
  const tiles = (Object.keys(meanings) as DrillVerdict[]).flatMap((verdict) => {
    const number = scenarios.filter((one) => one.verdict === verdict).length;
    if (number === 0) return [];
    return `<li><b class="${verdict}">${number} ${verdict}</b> ${meanings[verdict]}</li>`;
  });
  const missed = broken.map(
    ({ cause, remark, title }) =>
      `<li><strong>${text(title)}</strong>: ${text(cause?.sentence ?? remark ?? "")}</li>`,
  );
  const said = scenarios.length === 0 ? "Nothing ran." : "";
  const list = missed.length === 0 ? "" : `<ul class="missed">${missed.join("")}</ul>`;
  return `${said && `<p>${said}</p>`}${tiles.length === 0 ? "" : `<ul class="tiles">${tiles.join("")}</ul>`}${list}`;
}

/** A row for each scenario, which leads to its part. */
export function overview({ scenarios }: DrillResult): string {
  const several = new Set(scenarios.map(({ site }) => site)).size > 1;
  const heads = ["Scenario", "Verdict", "Available", "p99", "Recovery", "Over time"];
  return `<div class="scroll" role="group" aria-label="All scenarios" tabindex="0"><table>
<thead><tr>${heads.map((head) => `<th scope="col">${head}</th>`).join("")}</tr></thead>
<tbody>
${scenarios.map((scenario) => row(scenario, several)).join("\n")}
</tbody></table></div>`;
}

function row(scenario: ScenarioResult, withSite: boolean): string {
  const { measures, site, title, verdict } = scenario;
  const cells =
    verdict === "skipped"
      ? ["–", "–", "–", ""]
      : [
          shownShare(measures.availability),
          shownTime(measures.ttfb.p99),
          shownTime(recoveryOf(scenario)),
          spark(scenario),
        ];
  const name = withSite ? `${site}: ${title}` : title;
  return `<tr><th scope="row"><a href="#${anchorOf(scenario)}">${text(name)}</a></th><td class="${verdict}">${verdict}</td>${cells.map((cell) => `<td>${cell.startsWith("<") ? cell : text(cell)}</td>`).join("")}</tr>`;
}

function spark({ measures, series }: ScenarioResult): string {
  return `<span class="spark" aria-hidden="true">${sparkline(series, 24)}</span><span class="skip">${text(shownShare(measures.availability))}</span>`;
}
