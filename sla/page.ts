import { text } from "../report/charts/frame";
import { stacked } from "../report/charts/stacked";
import { shownShare } from "../report/format";
import { pageDocument } from "../report/page/document";
import { type CarriedClass, carriedHours } from "./carrying";
import { shownMinutes } from "./render";
import type { SlaReport } from "./sla";

/** The report as one page that needs nothing else and runs nothing, of the parts that drills are drawn with. */
export function slaPage(report: SlaReport): string {
  const title = `What ${report.site} promises`;
  const rows = report.columns.map(
    ({ availability, minutes, title: way }) =>
      `<tr><th scope="row">${text(way)}</th><td>${text(shownShare(availability))}</td><td>${text(shownMinutes(minutes))}</td></tr>`,
  );
  return pageDocument(
    title,
    `<main>
<h1>${text(title)}</h1>
<div class="scroll" tabindex="0"><table><thead><tr><th scope="col">way</th><th scope="col">promised</th><th scope="col">a month may lose</th></tr></thead><tbody>${rows.join("")}</tbody></table></div>
<h2>What caches carry when every region is away</h2>
<div class="charts">${report.carried.map(chart).join("")}</div>
</main>`,
  );
}

function chart({ pattern, result }: CarriedClass): string {
  const { right, stale, wrong } = result.series;
  const { svg, title } = stacked(result, {
    title: `Page views of ${pattern}`,
    description: `Right, from an expired copy, and wrong, over ${carriedHours} hours without any region.`,
    layers: [
      { name: "right", look: "right", values: right },
      { name: "from an expired copy", look: "stale", values: stale },
      { name: "wrong", look: "wrong", values: wrong },
    ],
  });
  return `<figure><figcaption>${text(title)}</figcaption>${svg}</figure>`;
}
