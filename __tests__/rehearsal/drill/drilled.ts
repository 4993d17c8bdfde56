import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SiteConfig } from "../../../config";
import { stackName } from "../../../config/names";
import { ownProject } from "../../../project/own-project";
import { drillContent } from "../../../rehearsal/drill/content/content";
import { drill } from "../../../rehearsal/drill/drill";
import type { DrillOptions } from "../../../rehearsal/drill/run/play";
import { type ScenarioInput, scenarioSchema } from "../../../rehearsal/drill/scenario";
import { type PreparedSite, prepareSite } from "../../../rehearsal/drill/site";
import { localSite } from "../../../rehearsal/session/sites/site-source";
import { loadTerraformFile } from "../../../rehearsal/terraform";
import { synthesize } from "../../../stacks/synthesize";

/** What a test promises where it promises nothing else: what the config's defaults do. */
export const promised: DrillOptions["objectives"] = {
  availability: 0.999,
  p99: 6_000,
  longestWait: 15_000,
  recovery: 60_000,
  staleness: 86_400_000,
  wrongAnswers: 0,
};

/** The example site, ready to be drilled. @param change of its config @param edit of the text of its Terraform JSON
 * @param synced published by a plain sync, not by releases */
export async function exampleSite(
  change: (config: SiteConfig) => SiteConfig = (config) => config,
  edit: (json: string) => string = (json) => json,
  synced = false,
): Promise<PreparedSite> {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-drilled-"));
  try {
    const project = ownProject();
    const config = change(project.sites[0] as SiteConfig);
    const stacks = synthesize({ ...project, sites: [config] }, { outdir });
    const file = stacks.find(({ name }) => name === stackName(config))?.file ?? "";
    writeFileSync(file, edit(readFileSync(file, "utf8")));
    const loaded = loadTerraformFile(file);
    const content = await drillContent("site", config);
    const { host } = localSite(config.name, loaded);
    return await prepareSite(
      { name: config.name, loaded, host, ...(!synced && { config }) },
      content,
      "test",
    );
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function drilled(site: PreparedSite, scenario: ScenarioInput, options: Partial<DrillOptions> = {}) {
  return drill(site, scenarioSchema.parse(scenario), { seed: "test", objectives: promised, ...options });
}
