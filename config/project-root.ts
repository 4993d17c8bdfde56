import { existsSync } from "node:fs";
import { homedir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { packageRoot } from "./package-root";

/** Names that a config may have: TypeScript, or JavaScript. */
const configNames = ["site.config.ts", "site.config.mts", "site.config.js", "site.config.mjs"];

/** Where `--config` puts what it was given, for the processes that a verb starts too. */
export const configVariable = "OUTLAST_CONFIG";

const found = new Map<string, string>();

/**
 * The config of the project: what `--config` names, else the nearest site.config.ts from the working folder upwards, else
 * that of a clone of this repository, from wherever it is called. Undefined outside of any project.
 */
export function configFile(): string | undefined {
  const given = process.env[configVariable];
  if (given) return resolve(given);
  const from = process.cwd();
  const file = found.get(from) ?? configAbove(from) ?? configIn(packageRoot());
  if (file !== undefined) found.set(from, file);
  return file;
}

/** Where site.config.ts is, which the folders that it names are relative to. Undefined outside of any project. */
export function projectFolder(): string | undefined {
  const file = configFile();
  return file === undefined ? undefined : dirname(file);
}

/** What can be made again: below the project's node_modules, and of whoever runs this where there is no project. */
export function cacheFolder(): string {
  const root = projectFolder();
  if (root !== undefined) return join(root, "node_modules/.cache/outlast");
  return join(process.env.XDG_CACHE_HOME || join(homedir(), ".cache"), "outlast");
}

function configAbove(folder: string): string | undefined {
  const parent = dirname(folder);
  return configIn(folder) ?? (parent === folder ? undefined : configAbove(parent));
}

function configIn(folder: string): string | undefined {
  return configNames.map((name) => join(folder, name)).find((file) => existsSync(file));
}
