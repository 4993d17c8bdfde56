import { readdir } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Folders that hold no software, or far too much of it, or that come and go. */
const SKIPPED_NAMES = new Set([
  "node_modules",
  ".git",
  ".terraform",
  "cdktf.out",
  "__pycache__",
  "site-packages",
]);
const SKIPPED_PATHS = new Set(["/proc", "/sys", "/dev", "/run", tmpdir(), "/tmp", "/var/tmp"]);
const MAX_DEPTH = 6;
const MAX_FOLDERS = 200_000;
const AT_ONCE = 64;

/**
 * Looks for folders called `name`, the nearest to `root` first, and returns the first that `accept` makes something
 * of, given the folder's parent. Follows no links; at most six levels and 200,000 folders.
 */
export async function walkForFolder<T>(
  root: string,
  name: string,
  accept: (parent: string) => Promise<T | undefined>,
): Promise<T | undefined> {
  let level = [root];
  let visited = 0;
  for (let depth = 0; depth <= MAX_DEPTH && level.length > 0; depth += 1) {
    const next: string[] = [];
    for (let start = 0; start < level.length && visited < MAX_FOLDERS; start += AT_ONCE) {
      const batch = level.slice(start, start + AT_ONCE);
      visited += batch.length;
      const children = await Promise.all(batch.map(subfolders));
      for (const [index, names] of children.entries()) {
        const parent = batch[index] ?? root;
        const accepted = names.includes(name) ? await accept(parent) : undefined;
        if (accepted !== undefined) return accepted;
        next.push(...names.map((child) => join(parent, child)).filter((path) => !SKIPPED_PATHS.has(path)));
      }
    }
    level = next;
  }
  return undefined;
}

async function subfolders(folder: string): Promise<string[]> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    return entries
      .filter((entry) => entry.isDirectory() && !SKIPPED_NAMES.has(entry.name))
      .map((entry) => entry.name);
  } catch {
    return [];
  }
}
