import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
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

/** A folder that was synthesized to, with its stack's file: of many mistakes in the text, the config is the same. */
interface Synthesized {
  readonly stack: string;
  readonly files: ReadonlyMap<string, Uint8Array>;
}
const synthesized = new Map<string, Synthesized>();

function synthesizedTo(outdir: string, config: SiteConfig): Synthesized {
  const stacks = synthesize({ ...ownProject(), sites: [config] }, { outdir });
  const stack = relative(outdir, stacks.find(({ name }) => name === stackName(config))?.file ?? "");
  const folder = dirname(stack);
  const names = readdirSync(join(outdir, folder), { recursive: true, encoding: "utf8" });
  const paths = names
    .map((name) => join(folder, name))
    .filter((path) => statSync(join(outdir, path)).isFile());
  return { stack, files: new Map(paths.map((path) => [path, readFileSync(join(outdir, path))])) };
}

/** The example site, ready to be drilled. @param change of its config @param edit of the text of its Terraform JSON
 * @param synced published by a plain sync, not by releases */
export async function exampleSite(
  change: (config: SiteConfig) => SiteConfig = (config) => config,
  edit: (json: string) => string = (json) => json,
  synced = false,
): Promise<PreparedSite> {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-drilled-"));
  try {
    const config = change(ownProject().sites[0] as SiteConfig);
    const id = JSON.stringify(config);
    const made = synthesized.get(id) ?? synthesizedTo(outdir, config);
    synthesized.set(id, made);
    for (const [path, bytes] of made.files) {
      mkdirSync(dirname(join(outdir, path)), { recursive: true });
      writeFileSync(join(outdir, path), bytes);
    }
    const file = join(outdir, made.stack);
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
