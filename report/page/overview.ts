import type { DrillResult, ScenarioResult } from "../../rehearsal/drill/result";
import { text } from "../charts/frame";
import { recoveryOf, shownShare, shownTime } from "../format";
import { sparkline } from "../sparkline";

/** The anchor of a scenario's part of the page. */
export function anchorOf({ name, site }: Pick<ScenarioResult, "name" | "site">): string {
  return `${site}-${name}`.replace(/[^\w-]/g, "-");
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
  return `<span aria-hidden="true">${sparkline(series, 24)}</span><span class="skip">${text(shownShare(measures.availability))}</span>`;
}
