import { stderr, stdin } from "node:process";
import type { Command } from "commander";
import { type InitOptions, withQuestions } from "../../create/options";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";
import { packageVersion } from "../version";

/** Adds `init`: what `npm create outlast` does, for a folder that has something already. */
export function addInitVerb(program: Command): void {
  withQuestions(program.command("init"))
    .description("make a folder a project of outlast, beside what it has")
    .addOption(json())
    .action((folder: string, options: InitOptions & { readonly json: boolean }) =>
      ending(async () => {
        const { initialize, toldOfProject } = await import("../../create/command");
        const made = await initialize(folder, options, { stdin, stderr, version: packageVersion() });
        console.log(options.json ? JSON.stringify(made, null, 2) : toldOfProject(made));
        return exitCodes.done;
      }, options.json),
    );
}
