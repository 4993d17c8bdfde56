import type { SiteConfig } from "../../config";
import { ownSites, projectRoot } from "../../project/own-project";
import { siteNamed } from "../../project/sites";
import type { DrillResult } from "../drill/result";
import { type DrillsOptions, runDrills } from "../drill/run-drills";
import { openSource, type SourceTelling } from "./sites/site-source";

/** What is not rehearsed is told as well. */
export interface DrillingOptions
  extends Pick<DrillsOptions, "scenarios" | "seed" | "traffic" | "onDone">,
    SourceTelling {
  /** One of the project's sites. @default - all of them */
  readonly site?: string | undefined;
  /** A Terraform file, in place of the project's own sites. */
  readonly from?: string | undefined;
}

/** Runs scenarios at the project's sites, or at that of other Terraform. @throws {OutlastError} */
export async function drillSites(options: DrillingOptions): Promise<DrillResult> {
  const { from, json, onDone, scenarios, seed, site, traffic, warn } = options;
  const own = ownSites();
  const only = site === undefined ? undefined : siteNamed(own, site);
  const source = openSource(from, { json, warn });
  try {
    const read = await source.read();
    const sites = from === undefined && only ? read.filter(({ name }) => name === only.name) : read;
    return await runDrills({
      ...{ sites, project: only ?? (own[0] as SiteConfig), root: projectRoot() },
      ...{ scenarios, seed, ...(traffic && { traffic }), ...(onDone && { onDone }) },
      onWarning: (line) => warn(`${line}\n`),
    });
  } finally {
    source.close();
  }
}
