import { Argument, type Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

const shells = ["bash", "zsh", "fish"] as const;

/** Adds `completion`. */
export function addCompletionVerb(program: Command): void {
  program
    .command("completion")
    .addArgument(new Argument("<shell>", "the shell that reads it").choices(shells))
    .description("print what completes verbs and options in a shell, under the name outlast")
    .addOption(json("print the verbs, their options and their values, for a shell of your own"))
    .action((shell: (typeof shells)[number], { json }: { readonly json: boolean }) =>
      ending(async () => {
        const [{ verbsOf }, { bashScript }, { zshScript }, { fishScript }] = await Promise.all([
          import("../completion/words"),
          import("../completion/bash"),
          import("../completion/zsh"),
          import("../completion/fish"),
        ]);
        const verbs = verbsOf(program);
        const scripts = { bash: bashScript, zsh: zshScript, fish: fishScript };
        process.stdout.write(json ? `${JSON.stringify(verbs, null, 2)}\n` : scripts[shell](verbs));
        return exitCodes.done;
      }, json),
    );
}
