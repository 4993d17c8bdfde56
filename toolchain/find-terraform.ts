import { ToolError } from "./errors";
import { runProcess } from "./run-process";
import { compareVersions, parseVersion } from "./versions";
import { type Environment, which } from "./which";

/** A Terraform that can run what this project synthesizes. */
export interface TerraformBinary {
  readonly path: string;
  /** "1.11.4" */
  readonly version: string;
}

/** S3's own state lock (`use_lockfile`) is out of its experimental phase since this version. */
const MINIMUM = [1, 11, 0];
const MEND = `Install Terraform ${MINIMUM.join(".")} or newer (https://developer.hashicorp.com/terraform/install) and put it on PATH.`;

/**
 * Finds `terraform` on PATH and checks its version.
 *
 * @throws {ToolError} `terraform-missing`, `terraform-too-old`
 */
export async function findTerraform(env: Environment = process.env): Promise<TerraformBinary> {
  const path = await which("terraform", env);
  if (path === undefined) throw new ToolError("terraform-missing", "no terraform on PATH", MEND);
  const { stdout } = await runProcess(path, ["version", "-json"], {
    cwd: ".",
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: undefined },
  });
  const version = versionOf(stdout);
  const numbers = parseVersion(version);
  if (numbers === undefined || compareVersions(numbers, MINIMUM) < 0) {
    throw new ToolError("terraform-too-old", `${path} is version ${version}`, MEND);
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
