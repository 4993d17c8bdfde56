import { copyFileSync, existsSync, readFileSync } from "node:fs";
import { resolve } from "node:path";
import type { Stack } from "../../project/stacks";

/**
 * Puts the state of before a killed run in the place of what that has left of it. Terraform empties the file of a local
 * state before it writes it, and takes an empty one for none: it would make everything a second time. What the run has made
 * by then is in its journal.
 * @see https://github.com/hashicorp/terraform/blob/v1.11.4/internal/states/statemgr/filesystem.go
 */
export function mendLocalState({ configuration, folder }: Pick<Stack, "configuration" | "folder">): boolean {
  const { terraform }: Configuration = JSON.parse(configuration);
  const path = terraform?.backend?.local?.path;
  if (path === undefined) return false;
  const file = resolve(folder, path);
  const backup = `${file}.backup`;
  if (!existsSync(file) || isWhole(file) || !existsSync(backup) || !isWhole(backup)) return false;
  copyFileSync(backup, file);
  return true;
}

interface Configuration {
  readonly terraform?: { readonly backend?: { readonly local?: { readonly path?: string } } };
}

function isWhole(file: string): boolean {
  try {
    JSON.parse(readFileSync(file, "utf8"));
    return true;
  } catch {
    return false;
  }
}
