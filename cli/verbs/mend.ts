import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { controlPort, type RunningOptions, showFaults } from "../options/session";
import { ending } from "../output/ending";

/** Adds `mend`. */
export function addMendVerb(program: Command): void {
  program
    .command("mend [region]")
    .description("mend a region of what `start` or `cloud` runs, or a fault as it is listed; all without one")
    .addOption(controlPort())
    .addOption(json())
    .action((region: string | undefined, options: RunningOptions) =>
      ending(async () => {
        const { askSession } = await import("../../rehearsal/session/remote-controls");
        showFaults(await askSession("/mend", { target: region }, options.controlPort), options.json);
        return exitCodes.done;
      }, options.json),
    );
}
