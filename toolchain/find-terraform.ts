import { toolError } from "./errors";
import { runProcess } from "./run-process";
import { compareVersions, oldestTerraform, parseVersion } from "./versions";
import { type Environment, which } from "./which";

/** A Terraform that can run what this project synthesizes. */
export interface TerraformBinary {
  readonly path: string;
  /** "1.11.4" */
  readonly version: string;
}

/**
 * Finds `terraform` on PATH and checks its version.
 *
 * @throws {OutlastError} `terraform-missing`, `terraform-too-old`
 */
export async function findTerraform(env: Environment = process.env): Promise<TerraformBinary> {
  const path = await which("terraform", env);
  if (path === undefined) throw toolError("terraform-missing", "no terraform on PATH");
  const { stdout } = await runProcess(path, ["version", "-json"], {
    cwd: ".",
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: undefined },
  });
  const version = versionOf(stdout);
  const numbers = parseVersion(version);
  if (numbers === undefined || compareVersions(numbers, oldestTerraform) < 0) {
    throw toolError("terraform-too-old", `${path} is version ${version}`);
  }
  return { path, version };
}

function versionOf(json: string): string {
  try {
    const document: { terraform_version?: unknown } = JSON.parse(json);
    return typeof document.terraform_version === "string" ? document.terraform_version : "unknown";
  } catch {
    return "unknown";
  }
}
