import type { Command } from "commander";
import type { DriftOptions } from "../../delivery/drift";
import { exitCodes } from "../../errors/exit-codes";
import { type Choosing, named, siteOption } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

/** Adds `drift`. */
export function addDriftVerb(program: Command): void {
  program
    .command("drift [site...]")
    .description("compare what is there with what the branch describes; fail if they differ")
    .option("--out <folder>", "where drift.md goes; it is empty when all is well", "drift")
    .addOption(siteOption())
    .action((sites: string[], { site, ...options }: Choosing<DriftOptions>) =>
      ending(async () => {
        const { drift, noDrift } = await import("../../delivery/drift");
        const text = await drift(named(sites, site), options, terminalPorts());
        console.log(text || noDrift);
        return text === "" ? exitCodes.done : exitCodes.checkFailed;
      }),
    );
}
