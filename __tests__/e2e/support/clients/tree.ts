import { mkdirSync, readdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/** Files below a folder, as keys, sorted as S3 does. */
export function filesIn(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)))
    .sort();
}

/** Contents by key. */
export function readTree(folder: string): Record<string, string> {
  return Object.fromEntries(filesIn(folder).map((key) => [key, readFileSync(join(folder, key), "utf8")]));
}

export function writeTree(folder: string, contents: Readonly<Record<string, string>>): void {
  for (const [key, content] of Object.entries(contents)) {
    mkdirSync(dirname(join(folder, key)), { recursive: true });
    writeFileSync(join(folder, key), content);
  }
}
