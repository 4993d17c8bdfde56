import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";

/**
 * Where the sources of this package are, those of the edge functions too, from wherever this code runs: in place, or
 * bundled below node_modules/.cache. What a user has written is in the project's folder (project/own-project.ts).
 */
export function packageRoot(from: string = import.meta.dirname): string {
  const manifest = join(from, "package.json");
  if (existsSync(manifest) && JSON.parse(readFileSync(manifest, "utf8")).name === "outlast") return from;
  const parent = dirname(from);
  if (parent === from) throw new Error('no package.json named "outlast" above the running code');
  return packageRoot(parent);
}

/** Files of npm, pnpm, Yarn and Bun that say which packages there are; as bin/bundle.mjs has them, which reads no TypeScript. */
const lockFiles = ["package-lock.json", "pnpm-lock.yaml", "yarn.lock", "bun.lock"];

/** Those that a folder has. */
export function lockFilesIn(root: string): readonly string[] {
  return lockFiles.filter((file) => existsSync(join(root, file)));
}
