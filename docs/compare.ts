import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { SiteConfig } from "../config";
import { stackName } from "../config/names";
import { packageRoot } from "../config/package-root";
import { alternatives } from "../drills/alternatives";
import { comparedOutages } from "../drills/compared";
import { ownProject } from "../project/own-project";
import { runComparison } from "../rehearsal/drill/compare/run";
import { localSite } from "../rehearsal/session/sites/site-source";
import { loadTerraformFile } from "../rehearsal/terraform";
import { comparisonTable } from "../report";
import { synthesize } from "../stacks/synthesize";

const root = packageRoot();
/** What the README's table is made of. */
export const comparisonFile = join(root, "docs/comparison.json");

/** The comparison of the README: the example's site and content, beside every way that ships. */
export async function readmeComparison(outages = comparedOutages) {
  const outdir = mkdtempSync(join(tmpdir(), "outlast-comparison-"));
  try {
    const project = ownProject();
    const config = project.sites[0] as SiteConfig;
    const stacks = synthesize({ ...project, sites: [config] }, { outdir });
    const loaded = loadTerraformFile(stacks.find(({ name }) => name === stackName(config))?.file ?? "");
    const { host } = localSite(config.name, loaded);
    const content = join(root, config.content.folder);
    const own = { loaded, host, config };
    return await runComparison({ own, content, alternatives, outages, seed: "readme" });
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

const place = /(<!-- comparison -->\n)[\s\S]*?(\n<!-- \/comparison -->)/;

/** The README with the table that a comparison comes to. */
export function withTable(readme: string, comparison: Parameters<typeof comparisonTable>[0]): string {
  return readme.replace(place, (_, begin: string, end: string) => begin + comparisonTable(comparison) + end);
}

/** Runs the comparison and writes both. */
export async function writeComparison(): Promise<void> {
  const comparison = await readmeComparison();
  writeFileSync(comparisonFile, `${JSON.stringify(comparison, undefined, 2)}\n`);
  const readme = join(root, "README.md");
  writeFileSync(readme, withTable(readFileSync(readme, "utf8"), comparison));
}
