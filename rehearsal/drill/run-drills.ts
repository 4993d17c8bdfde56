import { existsSync } from "node:fs";
import { join, resolve } from "node:path";
import type { SiteConfig } from "../../config";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import type { RehearsedSite } from "../content/rehearsed-site";
import { type LoadedSite, loadTerraformFile } from "../terraform";
import type { Draft } from "./check";
import { drillContent } from "./content/content";
import { drill } from "./drill";
import { drillProblem } from "./load";
import { objectivesOf } from "./promised";
import { type DrillResult, resultVersion, type ScenarioResult } from "./result";
import { type Scenario, systems } from "./scenario";
import { type PreparedSite, prepareSite } from "./site";
import { type GivenProfile, givenTraffic, usedTraffic } from "./traffic/given";

export interface DrillsOptions {
  readonly sites: readonly RehearsedSite[];
  /** Whose content a site without a config has. */
  readonly project: SiteConfig;
  /** The folder that content is relative to, and `drills/` is in. */
  readonly root: string;
  readonly scenarios: readonly Scenario[];
  readonly seed: string;
  /** In the place of made-up visitors. */
  readonly traffic?: GivenProfile;
  /** Takes what of a site is not rehearsed, a line each, before anything runs. */
  readonly onWarning?: (line: string) => void;
  /** Hears of each scenario that is over. */
  readonly onDone?: (result: ScenarioResult, done: number, of: number) => void;
}

/**
 * Runs every scenario at every site.
 * @throws {OutlastError} for what no site of these has, all of it, before anything has run
 */
export async function runDrills(options: DrillsOptions): Promise<DrillResult> {
  const { sites, project, root, scenarios, seed, onDone, onWarning } = options;
  const traffic = options.traffic && givenTraffic(options.traffic, scenarios);
  const prepared: PreparedSite[] = [];
  try {
    for (const { name, loaded, local, config } of sites) {
      const content = await drillContent(
        resolve(root, (config ?? project).content.folder),
        config ?? project,
      );
      prepared.push(
        await prepareSite({ name, loaded, host: local.host, ...(config && { config }) }, content, seed),
      );
    }
    const problems = prepared.flatMap((site) => [
      ...(traffic?.problemsAt(site) ?? []),
      ...scenarios.flatMap((scenario) => misfits(site, scenario, root)),
    ]);
    if (problems.length > 0) throw new OutlastError(problems);
    for (const warning of traffic?.warnings ?? []) onWarning?.(warning);
    for (const { name, warnings } of prepared)
      for (const warning of warnings) onWarning?.(`${name}: ${warning}`);
    const results: ScenarioResult[] = [];
    for (const site of prepared)
      for (const scenario of scenarios) {
        const { visitors } = site.config ?? project;
        const promised = objectivesOf(site.config ?? project, scenario.class);
        const result = await drill(site, scenario, {
          ...{
            seed,
            loaded: (file: string) => deployed(file, site, root),
            objectives: promised,
            edgeLocations: visitors.edgeLocations,
          },
          ...(traffic && { traffic: traffic.model }),
        });
        results.push(result);
        onDone?.(result, results.length, prepared.length * scenarios.length);
      }
    return { version: resultVersion, seed, traffic: usedTraffic(options.traffic), scenarios: results };
  } finally {
    for (const site of prepared) site.close();
  }
}

/**
 * A site as a Terraform file that a `deploy` step names changes it: where the addresses are the same, so are the ids, and the
 * name of its distribution with them. @throws {OutlastError}
 */
export function deployed(
  file: string,
  { config, name }: Pick<PreparedSite, "config" | "name">,
  root: string,
): LoadedSite {
  return loadTerraformFile(join(root, "drills", file), { deployment: config === undefined ? "" : name });
}

/** What keeps a file from being deployed in a scenario. */
function undeployable(
  place: string,
  file: string,
  site: Pick<PreparedSite, "config" | "name">,
  root: string,
): Problem[] {
  const deploys = `${place} deploys drills/${file}`;
  if (!existsSync(join(root, "drills", file)))
    return [drillProblem("DRILL_FILE", `${deploys}, which is not there`)];
  try {
    deployed(file, site, root);
    return [];
  } catch (error) {
    if (!(error instanceof OutlastError)) throw error;
    return error.problems.map(({ rule, value }) =>
      drillProblem("DRILL_FILE", `${deploys}: ${value}: ${rule}`),
    );
  }
}

/** What of a scenario the site has not; what it says that it needs is skipped instead. */
export function misfits(
  site: Pick<PreparedSite, "config" | "name" | "targets">,
  scenario: Pick<Scenario, "name"> & Pick<Draft, "needs" | "timeline">,
  root: string,
): Problem[] {
  const { name, targets } = site;
  return scenario.timeline.flatMap((step, at) => {
    const place = `${scenario.name}: timeline.${at}`;
    if (step === undefined) return [];
    if ("do" in step && step.terraform !== undefined) return undeployable(place, step.terraform, site, root);
    const target =
      "fault" in step ? step.target : "mend" in step && step.mend !== "all" ? step.mend : undefined;
    if (target === undefined || Object.hasOwn(systems, target) || targets.includes(target)) return [];
    if (target === "replica" && scenario.needs.includes("replica")) return [];
    const known = [...targets, ...Object.keys(systems)].join(", ");
    return [drillProblem("DRILL_TARGET", `${place} is aimed at ${target}; ${name} has ${known}`)];
  });
}
