import { readdirSync } from "node:fs";
import { join } from "node:path";
import { ExpressionError } from "../expression/syntax";
import { JsonConfiguration } from "../json/json-configuration";
import type { Findings } from "../problems";
import type { Json } from "../value";
import { type HclFolder, isTerraform, readHclFolder } from "./folder";
import { readVariables, type VariableOptions } from "./variables";

/** A folder of Terraform's own language, with the values of its variables. */
export interface OpenFolder {
  readonly hcl: HclFolder;
  readonly variables: Json;
}

/**
 * Opens a folder, or a file by itself.
 * @throws {ExpressionError} for one without Terraform, with those below it that have some
 */
export async function openFolder(path: string, options: VariableOptions = {}): Promise<OpenFolder> {
  const hcl = await readHclFolder(path);
  if (hcl.files.length === 0) {
    const below = foldersBelow(hcl.folder);
    const those = below.length > 0 ? `; these folders in it have: ${below.join(", ")}` : "";
    throw new ExpressionError(`it has no .tf and no .tf.json file${those}`);
  }
  return { hcl, variables: await readVariables(hcl, options) };
}

/** What is configured in a folder, and in the modules that it calls. */
export function configurationIn(
  { hcl: { folder, json, modules }, variables }: OpenFolder,
  findings: Findings,
  { standsIn = false } = {},
): JsonConfiguration {
  return new JsonConfiguration(json, { folder, variables, deployment: "", modules, standsIn }, findings);
}

/** How much of a folder is looked through for the one that was meant. */
const searched = { folders: 500, depth: 4, named: 8 };

/** The folders in one that have Terraform, relative to it, the nearest first. */
function foldersBelow(root: string): readonly string[] {
  const found: string[] = [];
  const queue = [""];
  for (let at = 0; at < queue.length && at < searched.folders && found.length < searched.named; at++) {
    const here = queue[at] as string;
    const entries = listed(join(root, here));
    if (here !== "" && entries.some((one) => one.isFile() && isTerraform(one.name))) found.push(here);
    if (here.split("/").length >= searched.depth) continue;
    const folders = entries.filter((one) => one.isDirectory() && !/^(\.|node_modules$)/.test(one.name));
    queue.push(...folders.map(({ name }) => (here === "" ? name : `${here}/${name}`)).sort());
  }
  return found;
}

/** Nothing of a folder that may not be looked into. */
function listed(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}
