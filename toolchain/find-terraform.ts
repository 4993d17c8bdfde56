import { basename } from "node:path";
import { toolError } from "./errors";
import { runProcess } from "./run-process";
import { compareVersions, oldestOpenTofu, oldestTerraform, parseVersion } from "./versions";
import { type Environment, which } from "./which";

/** A Terraform, or an OpenTofu, that can run what this project synthesizes. */
export interface TerraformBinary {
  readonly path: string;
  /** "1.11.4" */
  readonly version: string;
}

/**
 * Finds what runs the stacks, and checks its version: the program that TERRAFORM names, by its name or its path; else
 * `terraform`, else `tofu` on PATH.
 *
 * @throws {OutlastError} `terraform-missing`, `terraform-too-old`
 */
export async function findTerraform(env: Environment = process.env): Promise<TerraformBinary> {
  const names = env.TERRAFORM ? [env.TERRAFORM] : ["terraform", "tofu"];
  const path = await firstOf(names, env);
  if (path === undefined) throw toolError("terraform-missing", missing(env.TERRAFORM));
  const { stdout } = await runProcess(path, ["version", "-json"], {
    cwd: ".",
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: undefined },
  });
  // OpenTofu gives its own version the same name.
  const version = versionOf(stdout);
  const oldest = basename(path).startsWith("tofu") ? oldestOpenTofu : oldestTerraform;
  const numbers = parseVersion(version);
  if (numbers === undefined || compareVersions(numbers, oldest) < 0) {
    throw toolError("terraform-too-old", `${path} is version ${version}`);
  }
  return { path, version };
}

function missing(named: string | undefined): string {
  if (!named) return "no terraform and no tofu on PATH";
  return `TERRAFORM is "${named}", which is no program${named.includes("/") ? "" : " on PATH"}`;
}

async function firstOf(names: readonly string[], env: Environment): Promise<string | undefined> {
  for (const name of names) {
    const path = await which(name, env);
    if (path !== undefined) return path;
  }
  return undefined;
}

function versionOf(json: string): string {
  try {
    const document: { terraform_version?: unknown } = JSON.parse(json);
    return typeof document.terraform_version === "string" ? document.terraform_version : "unknown";
  } catch {
    return "unknown";
  }
}
