import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** An `import` block of Terraform: an object that AWS has, for an address that the state does not have. */
export interface Import {
  readonly to: string;
  readonly id: string;
}

/** Writes the blocks where the next plan of the stack in that folder reads them; without any, it reads none. */
export function offer(imports: readonly Import[], folder: string): void {
  endAdoption(folder);
  if (imports.length > 0) writeFileSync(fileIn(folder), JSON.stringify({ import: imports }, undefined, 2));
}

/** The blocks that the next plan reads. */
export function offered(folder: string): readonly Import[] {
  return existsSync(fileIn(folder)) ? JSON.parse(readFileSync(fileIn(folder), "utf8")).import : [];
}

/** Removes the blocks, once the state has what they name. */
export function endAdoption(folder: string): void {
  rmSync(fileIn(folder), { force: true });
}

function fileIn(folder: string): string {
  return join(folder, "adopt.tf.json");
}
