import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import { ownSites, projectRoot } from "../../project/own-project";
import { siteNamed } from "../../project/sites";
import { Rehearsal } from "../assembly/rehearsal";
import type { RehearsedSite } from "../content/rehearsed-site";
import { draftsOf } from "../drill/load";
import type { DrillResult } from "../drill/result";
import { type DrillsOptions, misfits, runDrills } from "../drill/run-drills";
import { faultTargetsOf } from "../drill/site";
import { VirtualClock } from "../edge";
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
export function drillSites(options: DrillingOptions): Promise<DrillResult> {
  const { onDone, scenarios, seed, traffic, warn } = options;
  return withDrilledSites(options, (sites, project) =>
    runDrills({
      ...{ sites, project, root: projectRoot() },
      ...{ scenarios, seed, ...(traffic && { traffic }), ...(onDone && { onDone }) },
      onWarning: (line) => warn(`${line}\n`),
    }),
  );
}

/** Which sites, and which scenarios: by their files, and by names of the project's own. */
interface Misfitting extends Pick<DrillingOptions, "from" | "json" | "site"> {
  readonly files: readonly string[];
  readonly named: readonly string[];
}

/**
 * Scenarios as they are read.
 * @throws {OutlastError} with what keeps them from being read, and what the sites have not that any is aimed at
 */
export async function misfitting<T>(options: Misfitting, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    const { exitCode, problems } = error;
    throw new OutlastError([...problems, ...(await misfitsOfDrafts(options))], { exitCode });
  }
}

async function misfitsOfDrafts({ files, named, ...options }: Misfitting): Promise<readonly Problem[]> {
  const root = projectRoot();
  const drafts = draftsOf(files, join(root, "drills"), named);
  if (drafts.size === 0) return [];
  try {
    return await withDrilledSites({ ...options, warn: () => {} }, async (sites) => {
      const problems: Problem[] = [];
      for (const { config, loaded, name } of sites) {
        const rehearsal = new Rehearsal(loaded, { clock: new VirtualClock(0) });
        const site = { name, targets: faultTargetsOf(rehearsal), ...(config && { config }) };
        await rehearsal.close();
        for (const [place, draft] of drafts) problems.push(...misfits(site, { ...draft, name: place }, root));
      }
      return problems;
    });
  } catch (error) {
    if (error instanceof OutlastError) return error.problems;
    throw error;
  }
}

async function withDrilledSites<T>(
  { from, json, site, warn }: Pick<DrillingOptions, "from" | "json" | "site" | "warn">,
  work: (sites: readonly RehearsedSite[], project: SiteConfig) => Promise<T>,
): Promise<T> {
  const own = ownSites();
  const only = site === undefined ? undefined : siteNamed(own, site);
  const source = openSource(from, { json, warn });
  try {
    const read = await source.read();
    const sites = from === undefined && only ? read.filter(({ name }) => name === only.name) : read;
    return await work(sites, only ?? (own[0] as SiteConfig));
  } finally {
    source.close();
  }
}
