import { gzipSync } from "node:zlib";
import type { DrillResult } from "../../rehearsal/drill/result";
import { text } from "../charts/frame";
import { howItRan } from "../format";
import { pageDocument } from "./document";
import { headline, overview } from "./overview";
import { scenarioPart } from "./scenario";

/**
 * The result as one page that needs nothing else and runs nothing. The same result is the same page.
 */
export function renderPage(result: DrillResult): string {
  const sites = [...new Set(result.scenarios.map(({ site }) => site))].join(", ");
  const title = `Drills of ${sites || "no site"}`;
  return pageDocument(
    title,
    `<a class="skip" href="#scenarios">To the scenarios</a>
<main>
<h1 id="top">${text(title)}</h1>
${headline(result)}
<p class="soft">${text(howItRan(result))}</p>
<div id="scenarios">${overview(result)}</div>
<p class="download"><a download="drill.json.gz" href="data:application/gzip;base64,${data(result)}">The data of this page</a>, as <code>outlast drill --json</code> prints it, compressed.</p>
${result.scenarios.map(scenarioPart).join("\n")}
</main>`,
  );
}

function data(result: DrillResult): string {
  const packed = gzipSync(JSON.stringify(result), { level: 9 });
  // Which system packed it, is none of the page's.
  packed[9] = 255;
  return packed.toString("base64");
}
