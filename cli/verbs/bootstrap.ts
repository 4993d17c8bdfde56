import type { Command } from "commander";
import type { BootstrapOptions } from "../../delivery/bootstrap";
import { exitCodes } from "../../errors/exit-codes";
import { type Confirming, lockTimeout } from "../options/arguments";
import { ending } from "../output/ending";
import { refuseUnattended, terminalPorts } from "../terminal/ask";

/** Adds `bootstrap`. */
export function addBootstrapVerb(program: Command): void {
  program
    .command("bootstrap")
    .description("make the state bucket and the roles of GitHub Actions, and move the state into the bucket")
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .action(({ yes, ...options }: Confirming<BootstrapOptions>) =>
      ending(async () => {
        refuseUnattended({ yes });
        const { bootstrap } = await import("../../delivery/bootstrap");
        await bootstrap(options, terminalPorts({ yes }));
        return exitCodes.done;
      }),
    );
}
