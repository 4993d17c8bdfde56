import type { Command } from "commander";
import type { ApplyOptions } from "../../delivery/apply";
import { exitCodes } from "../../errors/exit-codes";
import { type Choosing, lockTimeout, named, siteOption, waitDelegation } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

/** Adds `apply`. */
export function addApplyVerb(program: Command): void {
  program
    .command("apply [stack...]")
    .description("plan, compare with what was reviewed, and apply the new plan if it does the same")
    .option("--plan <folder>", "what `plan --out` kept, or `fetch-plan` brought", "plan")
    .option(
      "--accept <digest>",
      "apply what a run that stopped has shown, and named so, in place of a review",
    )
    .addOption(siteOption())
    .addOption(lockTimeout())
    .addOption(waitDelegation())
    .action((stacks: string[], { site, ...options }: Choosing<ApplyOptions>) =>
      ending(async () => {
        const { apply } = await import("../../delivery/apply");
        // A workflow that nobody has given a digest gives an empty one.
        const accept = options.accept || undefined;
        const applied = await apply(named(stacks, site), { ...options, accept }, terminalPorts());
        return applied ? exitCodes.done : exitCodes.checkFailed;
      }),
    );
}
