import { accessSync, constants, statSync } from "node:fs";
import { delimiter, isAbsolute, join } from "node:path";
import type { Leashed, LeashOptions } from "./leash-by-node";
import { startByNode } from "./leash-by-node";
import { keepsVariables, shell, startByShell } from "./leash-by-shell";
import type { Environment } from "./which";

export type { Leashed } from "./leash-by-node";

/**
 * Starts `command` on a leash, in a process group of its own: it ends with this process, however that ends. A shell holds
 * the leash at a tenth of what Node takes for it, and Node does where the shell would change what the program is given, or
 * say in its own words that there is none.
 */
export function startLeashed(command: string, args: readonly string[], options: LeashOptions): Leashed {
  const { env } = options;
  const isByShell = isProgram(shell) && keepsVariables(env) && isThere(command, env);
  return (isByShell ? startByShell : startByNode)(command, args, options);
}

function isThere(command: string, { PATH = "" }: Environment): boolean {
  if (isAbsolute(command)) return isProgram(command);
  return !command.includes("/") && PATH.split(delimiter).some((folder) => isProgram(join(folder, command)));
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return isAbsolute(path) && statSync(path).isFile();
  } catch {
    return false;
  }
}
