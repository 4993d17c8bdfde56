import { readdirSync, statSync } from "node:fs";
import { join } from "node:path";
import type { ContentSize } from "./usage";

/** What is in a content folder; nothing where there is none yet. */
export function contentIn(folder: string): ContentSize {
  let [files, bytes] = [0, 0];
  for (const entry of entriesOf(folder)) {
    if (!entry.isFile()) continue;
    files++;
    bytes += statSync(join(entry.parentPath, entry.name), { throwIfNoEntry: false })?.size ?? 0;
  }
  return { files, bytes };
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { recursive: true, withFileTypes: true });
  } catch {
    return [];
  }
}
