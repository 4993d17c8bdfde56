import type { Command } from "commander";
import type { DriftOptions } from "../../delivery/drift";
import { type Choosing, json, named, siteOption } from "../options/arguments";
import { telling } from "../output/telling";

/** Adds `drift`. */
export function addDriftVerb(program: Command): void {
  program
    .command("drift [site...]")
    .description("compare what is there with what the branch describes; fail if they differ")
    .option("--out <folder>", "where drift.md goes; it is empty when all is well", "drift")
    .addOption(siteOption())
    .addOption(json())
    .action((sites: string[], { json, site, ...options }: Choosing<DriftOptions>) =>
      telling({ json }, async (ports) => {
        const { drift, noDrift } = await import("../../delivery/drift");
        const text = await drift(named(sites, site), options, ports);
        ports.say(text || noDrift);
        return text === "";
      }),
    );
}
