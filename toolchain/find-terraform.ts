import { existsSync, statSync } from "node:fs";
import { basename } from "node:path";
import { toolError, toolRules } from "./errors";
import { fetchedPath, fetchTerraform } from "./fetch-terraform";
import { runProcess } from "./run-process";
import { isDownloadForbidden, toolCache } from "./tool-cache";
import { compareVersions, oldestOpenTofu, oldestTerraform, parseVersion } from "./versions";
import { type Environment, which } from "./which";

/** A Terraform, or an OpenTofu, that can run what this project synthesizes. */
export interface TerraformBinary {
  readonly path: string;
  /** "1.11.4" */
  readonly version: string;
}

export interface FindOptions {
  /** Where fetched programs are. @default the project's cache */
  readonly cache?: string;
  /** Says what is fetched. @default - nothing is fetched */
  readonly say?: (line: string) => void;
}

/**
 * Finds what runs the stacks, and checks its version: the program that TERRAFORM names, by its name or its path; else
 * `terraform`, else `tofu` on PATH; else the one that has been fetched, or is fetched now.
 *
 * @throws {OutlastError} `terraform-missing`, `terraform-too-old`, and `download-...` where it is fetched
 */
export async function findTerraform(
  env: Environment = process.env,
  { cache = toolCache(env), say }: FindOptions = {},
): Promise<TerraformBinary> {
  const names = env.TERRAFORM ? [env.TERRAFORM] : ["terraform", "tofu"];
  const path = (await firstOf(names, env)) ?? (await fetched(env, cache, say));
  const version = await versionSaidBy(path, env);
  const oldest = basename(path).startsWith("tofu") ? oldestOpenTofu : oldestTerraform;
  const numbers = parseVersion(version);
  if (numbers === undefined || compareVersions(numbers, oldest) < 0) {
    throw toolError("terraform-too-old", `${path} is version ${version}`);
  }
  return { path, version };
}

/** What is not on the machine comes from the cache, or gets there. */
async function fetched(env: Environment, cache: string, say: FindOptions["say"]): Promise<string> {
  const named = env.TERRAFORM || "terraform";
  if (named !== "terraform" && named !== "tofu") throw toolError("terraform-missing", missing(env.TERRAFORM));
  const file = fetchedPath(named, cache);
  if (existsSync(file)) return file;
  const what = missing(env.TERRAFORM);
  if (isDownloadForbidden(env)) {
    const installed = `${toolRules["terraform-missing"].mend} Or unset OUTLAST_NO_DOWNLOAD.`;
    throw toolError("terraform-missing", `${what}, and OUTLAST_NO_DOWNLOAD forbids to fetch one`, installed);
  }
  if (say === undefined) throw toolError("terraform-missing", what);
  return fetchTerraform(named, { cache, env, say });
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

/** By all that a program goes by, one that runs the version that variables or a file of the folder name among them. */
const versions = new Map<string, Promise<string>>();

/** Asked once: a verb looks for Terraform once for each part of its work. */
function versionSaidBy(path: string, env: Environment): Promise<string> {
  const { ino, mtimeMs } = statSync(path);
  const key = JSON.stringify([path, ino, mtimeMs, process.cwd(), env]);
  const known = versions.get(key);
  if (known) return known;
  const said = askVersion(path, env);
  versions.set(key, said);
  // One that could not be asked may be mended by the next time.
  said.catch(() => versions.delete(key));
  return said;
}

async function askVersion(path: string, env: Environment): Promise<string> {
  const { stdout } = await runProcess(path, ["version", "-json"], {
    cwd: ".",
    env: { ...env, CHECKPOINT_DISABLE: "1", TF_CLI_CONFIG_FILE: undefined },
  });
  return versionOf(stdout);
}

/** OpenTofu gives its own version the same name. */
function versionOf(json: string): string {
  try {
    const document: { terraform_version?: unknown } = JSON.parse(json);
    return typeof document.terraform_version === "string" ? document.terraform_version : "unknown";
  } catch {
    return "unknown";
  }
}
