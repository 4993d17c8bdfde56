import { readdirSync } from "node:fs";
import { join, sep } from "node:path";
import type { SiteConfig } from "./schema";

/**
 * Paths of the files in a site's content folder, relative to it, with forward slashes and sorted; none while the
 * folder has not been built. `root` is the project's folder, where every command runs.
 */
export function contentDocuments({ content }: Pick<SiteConfig, "content">, root = process.cwd()): string[] {
  try {
    return readdirSync(join(root, content.folder), { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relativePath(join(root, content.folder), join(entry.parentPath, entry.name)))
      .sort();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return [];
    throw error;
  }
}

function relativePath(folder: string, file: string): string {
  return file
    .slice(folder.length + 1)
    .split(sep)
    .join("/");
}
