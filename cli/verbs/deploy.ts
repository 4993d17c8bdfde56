import type { Command } from "commander";
import type { DeployOptions } from "../../delivery/deploy";
import { exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";
import { type Asking, lockTimeout } from "./arguments";

/** Adds `deploy`. */
export function addDeployVerb(program: Command): void {
  program
    .command("deploy [site...]")
    .description("plan the sites, show the review, and apply it")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action((sites: string[], { yes, ...options }: Asking<DeployOptions>) =>
      ending(async () => {
        const { deploy } = await import("../../delivery/deploy");
        await deploy(sites, options, terminalPorts({ yes }));
        return exitCodes.done;
      }),
    );
}
