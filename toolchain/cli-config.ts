import { readFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./which";

/** The Terraform CLI configuration of whoever runs this. */
export interface CliConfig {
  readonly path: string;
  readonly text: string;
}

/** The file that TF_CLI_CONFIG_FILE names, else the one in the home folder; undefined if it cannot be read. */
export async function readCliConfig(env: Environment = process.env): Promise<CliConfig | undefined> {
  const path = env.TF_CLI_CONFIG_FILE || defaultPath(env);
  try {
    return { path, text: await readFile(path, "utf8") };
  } catch {
    return undefined;
  }
}

/** Whether the configuration says itself where providers come from. */
export function choosesProviders(config: CliConfig | undefined): boolean {
  return config !== undefined && /^\s*provider_installation\b/m.test(config.text);
}

/** The folder that `plugin_cache_dir` names, if it does. */
export function pluginCacheOf(config: CliConfig | undefined): string | undefined {
  return /^\s*plugin_cache_dir\s*=\s*"([^"]+)"/m.exec(config?.text ?? "")?.[1]?.replace(/^\$HOME/, homedir());
}

function defaultPath(env: Environment): string {
  return process.platform === "win32"
    ? join(env.APPDATA ?? homedir(), "terraform.rc")
    : join(homedir(), ".terraformrc");
}
