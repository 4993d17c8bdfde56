import { resolve } from "node:path";
import type { SiteConfig } from "../../config";
import { alternatives } from "../../drills/alternatives";
import { comparedOutages } from "../../drills/compared";
import { ownSites, projectRoot } from "../../project/own-project";
import { siteNamed } from "../../project/sites";
import type { DrillComparison } from "../drill/compare/compare";
import { type ComparisonOptions, runComparison } from "../drill/compare/run";
import { type SourceTelling, withOwnSite } from "./sites/site-source";

export interface ComparingOptions
  extends Pick<ComparisonOptions, "files" | "names" | "onRun" | "seed" | "traffic">,
    SourceTelling {
  /** One of the project's sites. @default - the first */
  readonly site?: string | undefined;
}

/** Compares one of the project's own sites with the ways that ship, and with what is given. @throws {OutlastError} */
export async function compareSite({
  json,
  site,
  warn,
  ...compared
}: ComparingOptions): Promise<DrillComparison> {
  const own = ownSites();
  const config = site === undefined ? (own[0] as SiteConfig) : siteNamed(own, site);
  const content = resolve(projectRoot(), config.content.folder);
  return withOwnSite(config.name, { json, warn }, ({ loaded, local }) =>
    runComparison({
      own: { loaded, host: local.host, config },
      ...{ content, alternatives, outages: comparedOutages, ...compared },
    }),
  );
}
