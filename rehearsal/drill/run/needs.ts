import type { SiteConfig } from "../../../config";
import type { Rehearsal } from "../../assembly/rehearsal";
import type { LoadedSite } from "../../terraform";
import type { Scenario } from "../scenario";
import type { Stage } from "./stage";
import { targetsOf } from "./timeline";

const questions: Readonly<
  Record<
    Scenario["needs"][number],
    readonly [lacks: string, isThere: (rehearsal: Rehearsal, part: LoadedSite) => boolean]
  >
> = {
  replica: ["no second origin", (rehearsal, part) => targetsOf(rehearsal, "replica", part).length > 0],
  switch: ["no switch between its regions", (rehearsal, part) => rehearsal.servesFrom(part) !== undefined],
  functions: ["no functions", (_, site) => behaviors(site).some(({ functions }) => functions.length > 0)],
  "key-value-store": ["no KeyValueStore", (_, site) => site.keyValueStores.length > 0],
  "maintenance-page": [
    "no page of its own for 5xx (errorPages.maintenance)",
    (_, site) =>
      site.distributions.some(({ customErrorResponses }) =>
        customErrorResponses.some(({ errorCode, page }) => errorCode >= 500 && page !== undefined),
      ),
  ],
};

function behaviors({ distributions }: LoadedSite) {
  return distributions.flatMap(({ defaultCacheBehavior, cacheBehaviors }) => [
    defaultCacheBehavior,
    ...cacheBehaviors,
  ]);
}

/** Whether a site is made with it; somebody else's may be made with nothing. */
function isMade(need: Scenario["needs"][number], config: SiteConfig | undefined): boolean {
  return config !== undefined && (need !== "maintenance-page" || config.errorPages.maintenance !== false);
}

export interface Missing {
  /** In a sentence. */
  readonly text: string;
  /** Whether the site was made with it: somebody has taken it away. */
  readonly isTaken: boolean;
}

/** What the site has not that the scenario needs; undefined if it has all. */
export function missing(
  { needs }: Scenario,
  { part, rehearsal }: Pick<Stage, "part" | "rehearsal">,
  config: SiteConfig | undefined,
): Missing | undefined {
  const lacking = needs.filter((need) => !questions[need][1](rehearsal, part()));
  if (lacking.length === 0) return undefined;
  const text = `the site has ${lacking.map((need) => questions[need][0]).join(" and ")}`;
  return { text, isTaken: lacking.some((need) => isMade(need, config)) };
}
