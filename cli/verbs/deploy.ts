import type { Command } from "commander";
import type { SiteDeployOptions } from "../../delivery/deploy";
import { exitCodes } from "../../errors/exit-codes";
import {
  type Choosing,
  type Confirming,
  lockTimeout,
  named,
  siteOption,
  waitDelegation,
} from "../options/arguments";
import { ending } from "../output/ending";
import { refuseUnattended, terminalPorts } from "../terminal/ask";

/** Adds `deploy`. */
export function addDeployVerb(program: Command): void {
  program
    .command("deploy [site...]")
    .description("plan the sites, show the review, and apply it")
    .addOption(siteOption())
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .addOption(waitDelegation())
    .action((sites: string[], { site, yes, ...options }: Choosing<Confirming<SiteDeployOptions>>) =>
      ending(async () => {
        refuseUnattended({ yes });
        const { deploy } = await import("../../delivery/deploy");
        await deploy(named(sites, site), options, terminalPorts({ yes }));
        return exitCodes.done;
      }),
    );
}
