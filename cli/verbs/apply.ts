import { type Command, Option } from "commander";
import type { ApplyOptions } from "../../delivery/apply";
import { type Choosing, json, lockTimeout, named, siteOption, waitDelegation } from "../options/arguments";
import { mayBeEmpty } from "../options/wrong-values";
import { telling } from "../output/telling";

/** Adds `apply`. */
export function addApplyVerb(program: Command): void {
  program
    .command("apply [stack...]")
    .description("plan, compare with what was reviewed, and apply the new plan if it does the same")
    .option("--plan <folder>", "what `plan --out` kept, or `fetch-plan` brought", "plan")
    .addOption(
      mayBeEmpty(
        new Option(
          "--accept <digest>",
          "apply what a run that stopped has shown, and named so, in place of a review",
        ),
      ),
    )
    .addOption(siteOption())
    .addOption(lockTimeout())
    .addOption(waitDelegation())
    .addOption(json())
    .action((stacks: string[], { json, site, ...options }: Choosing<ApplyOptions>) =>
      telling({ json }, async (ports) => {
        const { apply } = await import("../../delivery/apply");
        // A workflow that nobody has given a digest gives an empty one.
        const accept = options.accept || undefined;
        return apply(named(stacks, site), { ...options, accept }, ports);
      }),
    );
}
