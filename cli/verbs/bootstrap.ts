import type { Command } from "commander";
import type { BootstrapOptions } from "../../delivery/bootstrap";
import { type Confirming, json, lockTimeout } from "../options/arguments";
import { telling } from "../output/telling";
import { refuseUnattendedStranger } from "../terminal/ask";

/** Adds `bootstrap`. */
export function addBootstrapVerb(program: Command): void {
  program
    .command("bootstrap")
    .description("make the state bucket and the roles of GitHub Actions, and move the state into the bucket")
    .option("--on-call", "print what people on call have to be allowed, and the role that has it", false)
    .option("--adopt", "the state is lost: take what AWS has of the roles into a new one", false)
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .addOption(json())
    .action(({ json, yes, ...options }: Confirming<BootstrapOptions>) =>
      telling({ json, yes }, async (ports) => {
        await refuseUnattendedStranger({ yes });
        const { bootstrap } = await import("../../delivery/bootstrap");
        await bootstrap(options, ports);
      }),
    );
}
