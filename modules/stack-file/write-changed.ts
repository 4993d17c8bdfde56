import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";

/**
 * Writes a file, and the folders that it is in, unless it has these contents. Most files of a synthesis are as the last one left them, and to empty one
 * that was written a moment ago may wait for the disk.
 */
export function writeChanged(file: string, contents: string | Uint8Array): void {
  const bytes = Buffer.from(contents);
  if (isThere(file, bytes)) return;
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, bytes);
}

/** Where it cannot be read, whoever writes is told why. */
function isThere(file: string, bytes: Buffer): boolean {
  try {
    return readFileSync(file).equals(bytes);
  } catch {
    return false;
  }
}
