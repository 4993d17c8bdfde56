import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Project, SiteConfig } from "../config";
import { stackName } from "../config/names";
import { alternatives } from "../drills/alternatives";
import { type Way, wayOf } from "../rehearsal/drill/compare/ways";
import type { DrilledSite } from "../rehearsal/drill/site";
import { localSite } from "../rehearsal/session/sites/site-source";
import { loadTerraform, loadTerraformFile } from "../rehearsal/terraform";
import { synthesize } from "../stacks/synthesize";

/** The project's site as a drill takes it, of a config that may be another than the project's. */
export function ownDrilledSite(
  project: Project,
  config: SiteConfig,
): DrilledSite & { readonly config: SiteConfig } {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-sla-"));
  try {
    const stacks = synthesize({ ...project, sites: [config] }, { outdir });
    const loaded = loadTerraformFile(stacks.find(({ name }) => name === stackName(config))?.file ?? "");
    return { name: config.name, loaded, host: localSite(config.name, loaded).host, config };
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

/** Other ways that a site's numbers stand beside. */
const beside = ["one-bucket", "origin-group", "access-point"];

/** One bucket, a group with the defaults, and an access point. */
export function waysBeside(): Way[] {
  return alternatives
    .filter(({ name }) => beside.includes(name))
    .map(({ hasSwitch, name, terraform, title }) =>
      wayOf(
        name,
        title,
        loadTerraform(JSON.stringify(terraform), {
          folder: ".",
          name: `drills/alternatives/${name}.tf.json`,
        }),
        hasSwitch,
      ),
    );
}
