import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { unzipSync } from "fflate";

const archives = "__tests__/fixtures/builds";

/** Generators whose output is kept: what they made of a small site, in two editions. */
export const generators = [
  ...["angular", "astro", "eleventy", "hugo", "next", "parcel", "reveal", "sveltekit", "vite", "vitepress"],
  "webpack",
] as const;

/** Makes a folder hold an edition of a generator's site, and nothing else. */
export function writeEdition(folder: string, generator: string, edition: 1 | 2): void {
  rmSync(folder, { recursive: true, force: true });
  const entries = unzipSync(readFileSync(join(archives, `${generator}.zip`)));
  const alike = new Set<string>(JSON.parse(Buffer.from(entries["alike.json"] as Uint8Array).toString()));
  for (const [name, bytes] of Object.entries(entries)) {
    const [from = "", ...path] = name.split("/");
    const key = path.join("/");
    if (key === "" || (from !== `${edition}` && !alike.has(key))) continue;
    const file = join(folder, key);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, bytes);
  }
}

/** An empty folder, and how to remove it. */
export function emptyFolder(): { readonly folder: string; readonly remove: () => void } {
  const folder = mkdtempSync(join(tmpdir(), "outlast-build-"));
  return { folder, remove: () => rmSync(folder, { recursive: true, force: true }) };
}
