import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SiteConfig } from "../../config";
import { stackName } from "../../config/names";
import { ownProject } from "../../project/own-project";
import { Rehearsal, type RehearsalOptions } from "../../rehearsal/assembly/rehearsal";
import { projectContent } from "../../rehearsal/content/content";
import type { Clock } from "../../rehearsal/edge";
import { type LoadedSite, loadTerraformFile } from "../../rehearsal/terraform";
import { synthesize } from "../../stacks/synthesize";

/** The shipped site, synthesized, read back from its JSON, its content released to both regions. */
export async function rehearsedExample(
  clock: Clock,
  watched: Pick<RehearsalOptions, "between" | "onTrace"> = {},
): Promise<{ rehearsal: Rehearsal; host: string }> {
  const { config, loaded } = synthesizedExample();
  const rehearsal = new Rehearsal(loaded, { clock, replicationLag: 0, ...watched });
  await projectContent(config, rehearsal).load();
  return { rehearsal, host: config.domain?.name ?? loaded.distributions[0]?.domainName ?? "" };
}

/** The shipped site, synthesized and read back from its JSON. */
export function synthesizedExample(): { config: SiteConfig; loaded: LoadedSite } {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-bench-"));
  try {
    const project = ownProject();
    const config = project.sites[0] as SiteConfig;
    const stacks = synthesize(project, { outdir });
    const file = stacks.find(({ name }) => name === stackName(config))?.file ?? "";
    return { config, loaded: loadTerraformFile(file) };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}
