import type { Command } from "commander";
import type { ProviderLockOptions } from "../../delivery/lock";
import { type Choosing, json, named, siteOption } from "../options/arguments";
import { telling } from "../output/telling";

/** Adds `lock`. */
export function addLockVerb(program: Command): void {
  program
    .command("lock [stack...]")
    .description("write which provider each stack uses, with its hashes, into files to be committed")
    .addOption(siteOption())
    .option("--upgrade", "take the newest provider of the range, in place of the one that is locked", false)
    .addOption(json())
    .action((stacks: string[], { json, site, ...options }: Choosing<ProviderLockOptions>) =>
      telling({ json }, async (ports) => {
        const { lock } = await import("../../delivery/lock");
        await lock(named(stacks, site), options, ports);
      }),
    );
}
