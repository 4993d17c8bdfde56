import { writeFileSync } from "node:fs";
import { join } from "node:path";
import type { SiteConfig } from "../config";
import { packageRoot } from "../config/package-root";
import { ownProject } from "../project/own-project";
import { slaMarkdown } from "../sla/render";
import { type SlaReport, type SlaWanted, slaReport } from "../sla/sla";

/** The report of the example's site, for 99.95 %. */
export async function exampleSla(more: Pick<SlaWanted, "measured" | "traffic"> = {}): Promise<SlaReport> {
  const project = ownProject();
  const config = project.sites[0] as SiteConfig;
  return slaReport({ project, config, root: packageRoot(), seed: "docs", objective: 0.9995, ...more });
}

/** docs/sla.md: what the terms are, and the example's numbers. */
export function slaPageOf(report: SlaReport): string {
  return `# What is promised

"Figure out what type of SLA you need" is where most begin. \`npx outlast sla\` answers it with numbers: what AWS promises of each
part that a visitor needs, what a month may lose by that, what outages come to at this site and at others, and which setting
moves it.

\`\`\`sh
npx outlast sla                                       # the project's site
npx outlast sla --objective 99.95                     # ends with 1 where that is not promised
npx outlast sla --revenue-per-hour 250                # what an hour of each outage costs
npx outlast sla --revenue-per-hour 250 --budget 100   # the objective is what a month may lose: $100, 24 minutes
npx outlast sla --traffic traffic.json                # how long caches carry what visitors really ask for
npx outlast sla --json
npx outlast sla --report sla-report                   # a page with charts
\`\`\`

## How it is reckoned

- **Serial**: a visitor needs the name, CloudFront, the function and one of the regions: their availabilities are multiplied.
- **Parallel**: of two regions one is enough. If they fail independently, what they lack is multiplied: 0.1 % of 0.1 %.
- **Carried**: no formula knows whether the second region is asked. Drills do: each of four ways to fail is played with empty
  caches, and the mean share of right page views is what is carried of one region's outage. With one bucket, only caches
  carry. An outage of both regions is played for four hours, with the caches as visitors left them.
- **Traffic**: a [profile](traffic.md) of logs (\`--traffic\`) takes the place of made-up visitors in what caches carry: the hours,
  pages and edge locations of the log decide how soon somebody asks again, and pages of which it has none are left out. Its hit
  ratio takes the place of the config's.
- **Lambda@Edge** counts for the requests that run it: those that go to S3, \`1 - month.hitRatio\` of the [config](config.md).
- **Sentinel**: a site without one stands beside itself with the [sentinel](runbooks/sentinel.md), as \`failover.automatic: true\` has it.
- **Minutes** are of a month of 30 days: \`(1 - availability) x 43,200\`.
- **Settings** are tried one by one, each on the virtual clock. One that synthesis refuses is left out; codes without 503 and
  504, which the config refuses, are tried all the same, since they show why it does.

A promise is when AWS credits a part of its bill, and no forecast. A credit is of that service's bill: of cents, where S3
costs cents. What was observed stands beside it. The name of a distribution without a domain is CloudFront's own, and no term.
With a flat-rate plan, what is over its allowance may be throttled: a term that nobody has numbers of ([cost.md](cost.md)).

The rest of this page is written by \`npm run docs:sla\` for the example's site.

${slaMarkdown(report)}`;
}

/** Runs the drills and writes the page. */
export async function writeSla(): Promise<void> {
  writeFileSync(join(packageRoot(), "docs/sla.md"), slaPageOf(await exampleSla()));
}
