import type { Command } from "commander";
import type { DeployOptions } from "../../delivery/deploy";
import { exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";
import { type Asking, lockTimeout } from "./arguments";

/** Adds `destroy`. */
export function addDestroyVerb(program: Command): void {
  program
    .command("destroy <site...>")
    .description("destroy everything that these sites' stacks made")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action((sites: string[], { yes, ...options }: Asking<DeployOptions>) =>
      ending(async () => {
        const { destroy } = await import("../../delivery/destroy");
        await destroy(sites, options, terminalPorts({ yes }));
        return exitCodes.done;
      }),
    );
}
