import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

/** Adds `run`. */
export function addRunVerb(program: Command): void {
  program
    .command("run")
    .description("run a TypeScript file of the project; cdktf.json calls it for main.ts")
    .argument("<file>", "what to run")
    .addOption(json("print why the file cannot be run as JSON"))
    .action((file: string, { json = false }: { readonly json?: boolean }) => ending(() => run(file), json));
}

async function run(file: string) {
  const [{ resolve }, { loadModule }] = await Promise.all([
    import("node:path"),
    import("../../project/load-module"),
  ]);
  loadModule(resolve(file));
  // The program's own, if it has one.
  return (process.exitCode as 0 | undefined) ?? exitCodes.done;
}
