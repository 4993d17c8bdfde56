import { copyFileSync, mkdirSync, mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { vi } from "vitest";
import type { SiteInput } from "../../config";
import { configVariable } from "../../config/project-root";
import { locksFolder } from "../../project/locks";

/**
 * A folder with a project of these sites, whose providers are locked. What of this process works on a project works on that
 * one, until `vi.unstubAllEnvs()`.
 */
export function projectOf(...sites: readonly SiteInput[]): string {
  const folder = mkdtempSync(join(tmpdir(), "outlast-project-"));
  const config = join(folder, "site.config.ts");
  writeFileSync(config, `export default ${JSON.stringify(sites)};\n`);
  mkdirSync(join(folder, locksFolder));
  for (const { name } of sites)
    copyFileSync(
      join(locksFolder, "outlast-example.lock.hcl"),
      join(folder, locksFolder, `${name}.lock.hcl`),
    );
  vi.stubEnv(configVariable, config);
  vi.stubEnv("CDKTF_OUTDIR", join(folder, "cdktf.out"));
  return folder;
}
