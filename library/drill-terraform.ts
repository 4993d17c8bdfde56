import { resolve } from "node:path";
import { readProject, type SiteInput } from "../config";
import { shippedScenarios } from "../drills";
import { checkSeed, chosenScenarios, loadScenarios } from "../rehearsal/drill/load";
import type { DrillResult } from "../rehearsal/drill/result";
import { runDrills } from "../rehearsal/drill/run-drills";
import { siteOfFile } from "../rehearsal/session/sites/site-source";
import { loadTerraformFile } from "../rehearsal/terraform";

/** What a drill of somebody's Terraform is made of. */
export interface DrillTerraformOptions {
  /** Configuration in JSON, plan or state, relative to `root`. */
  readonly file: string;
  /** Where the content is, and what is promised of it: `content`, `urls` and `objectives` are what counts. */
  readonly site: SiteInput;
  /** The folder that content is relative to, and in which `drills/` may be. @default - the working folder */
  readonly root?: string;
  /** Names of scenarios. @default - all that ship, and those of `drills/` */
  readonly scenarios?: readonly string[];
  /** The same seed is the same drill. @default "outlast" */
  readonly seed?: string;
}

/**
 * Runs scenarios at a site of Terraform, as `outlast drill --from` does.
 *
 * @throws {ConfigError} for a site that is wrong
 * @throws {OutlastError} for a file or scenario that is
 */
export async function drillTerraform(options: DrillTerraformOptions): Promise<DrillResult> {
  const { file, site, root = process.cwd(), scenarios = [], seed = "outlast" } = options;
  checkSeed(seed);
  const [project] = readProject({ default: site }).sites;
  if (project === undefined) throw new Error("A project that was read has a site.");
  const path = resolve(root, file);
  return runDrills({
    ...{ project, root, seed, sites: [siteOfFile(file, loadTerraformFile(path))] },
    scenarios: chosenScenarios(loadScenarios(shippedScenarios, resolve(root, "drills")), scenarios),
  });
}
