import type { Command } from "commander";
import type { ProviderLockOptions } from "../../delivery/lock";
import { exitCodes } from "../../errors/exit-codes";
import { type Choosing, named, siteOption } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

/** Adds `lock`. */
export function addLockVerb(program: Command): void {
  program
    .command("lock [stack...]")
    .description("write which provider each stack uses, with its hashes, into files to be committed")
    .addOption(siteOption())
    .option("--upgrade", "take the newest provider of the range, in place of the one that is locked", false)
    .action((stacks: string[], { site, ...options }: Choosing<ProviderLockOptions>) =>
      ending(async () => {
        const { lock } = await import("../../delivery/lock");
        await lock(named(stacks, site), options, terminalPorts());
        return exitCodes.done;
      }),
    );
}
