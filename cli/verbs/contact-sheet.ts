import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

/** Adds `contact-sheet`. */
export function addContactSheetVerb(program: Command): void {
  located(program.command("contact-sheet"))
    .description("print what the verbs of an outage need: keep it where the whole team finds it")
    .action((options: Located) =>
      ending(async () => {
        const [{ renderSheet }, { locate }] = await Promise.all([
          import("../../operations/contact/sheet"),
          import("../options/locate"),
        ]);
        process.stdout.write(renderSheet(await locate(options, true)));
        return exitCodes.done;
      }),
    );
}
