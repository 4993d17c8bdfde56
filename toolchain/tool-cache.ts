import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import type { Environment } from "./which";

/** Where what is fetched is kept: below the project that a verb works in, and of the user where that has no packages. */
export function toolCache(env: Environment = process.env): string {
  const packages = join(process.cwd(), "node_modules");
  if (existsSync(packages)) return join(packages, ".cache/outlast");
  return join(env.XDG_CACHE_HOME || join(homedir(), ".cache"), "outlast");
}

/** Whether nothing may be fetched. */
export function isDownloadForbidden(env: Environment): boolean {
  return !["", "0", "false", undefined].includes(env.OUTLAST_NO_DOWNLOAD);
}
