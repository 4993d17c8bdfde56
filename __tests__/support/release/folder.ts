import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { onTestFinished } from "vitest";

/** A folder with these files, gone after the test. A release looks for manifests of builds beside it, where nothing else is. */
export function folderOf(files: Readonly<Record<string, string | Uint8Array>>): string {
  const around = mkdtempSync(join(tmpdir(), "outlast-release-"));
  onTestFinished(() => rmSync(around, { recursive: true, force: true }));
  const folder = join(around, "site");
  mkdirSync(folder);
  for (const [key, content] of Object.entries(files)) {
    const path = join(folder, key);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, content);
  }
  return folder;
}
