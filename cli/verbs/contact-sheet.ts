import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

/** Adds `contact-sheet`. */
export function addContactSheetVerb(program: Command): void {
  located(program.command("contact-sheet"))
    .description("print what the verbs of an outage need: keep it where the whole team finds it")
    .addOption(json("a failure too as JSON; a contact sheet is JSON anyway"))
    .action((options: Located & { readonly json: boolean }) =>
      ending(async () => {
        const [{ renderSheet }, { locate }] = await Promise.all([
          import("../../operations/contact/sheet"),
          import("../options/locate"),
        ]);
        process.stdout.write(renderSheet(await locate(options, true)));
        return exitCodes.done;
      }, options.json),
    );
}
