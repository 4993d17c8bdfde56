import type { Command } from "commander";
import type { ApplyOptions } from "../../delivery/apply";
import { exitCodes } from "../../errors/exit-codes";
import { type Choosing, failOn, lockTimeout, named, siteOption, waitDelegation } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

/** Adds `apply`. */
export function addApplyVerb(program: Command): void {
  program
    .command("apply [stack...]")
    .description("apply the plans that were reviewed, or plan again if the state or the branch has moved")
    .option("--plan <folder>", "what `plan --out` kept", "plan")
    .addOption(failOn("do not apply a new plan with an unreviewed finding this bad, or worse", "high"))
    .addOption(siteOption())
    .addOption(lockTimeout())
    .addOption(waitDelegation())
    .action((stacks: string[], { site, ...options }: Choosing<ApplyOptions>) =>
      ending(async () => {
        const { apply } = await import("../../delivery/apply");
        const applied = await apply(named(stacks, site), options, terminalPorts());
        return applied ? exitCodes.done : exitCodes.checkFailed;
      }),
    );
}
