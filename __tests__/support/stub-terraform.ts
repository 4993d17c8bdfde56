import { writeFileSync } from "node:fs";
import { delimiter, join } from "node:path";
import { vi } from "vitest";

/**
 * Puts first on PATH a Terraform that is a few lines of shell, until `vi.unstubAllEnvs()`. Nobody is asked for providers, nor
 * for a sign of life of AWS, which is not asked where there is a proxy.
 *
 * @param folder for its files
 * @param script what it does, but for `version`, of its arguments
 */
export function stubTerraform(folder: string, script: string): void {
  const version = '[ "$1" = version ] && exec echo \'{"terraform_version":"1.11.4"}\'';
  writeFileSync(join(folder, "terraform"), `#!/bin/sh\n${version}\n${script}\n`, { mode: 0o755 });
  writeFileSync(join(folder, "terraform.rc"), "provider_installation {}\n");
  vi.stubEnv("PATH", `${folder}${delimiter}${process.env.PATH}`);
  vi.stubEnv("TERRAFORM", "terraform");
  vi.stubEnv("TF_CLI_CONFIG_FILE", join(folder, "terraform.rc"));
  vi.stubEnv("HTTPS_PROXY", "http://127.0.0.1:1");
}
