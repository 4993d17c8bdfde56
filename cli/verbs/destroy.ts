import type { Command } from "commander";
import type { DestroyOptions } from "../../delivery/destroy-state";
import { type Choosing, type Confirming, json, lockTimeout, named, siteOption } from "../options/arguments";
import { telling } from "../output/telling";
import { refuseUnattendedStranger } from "../terminal/ask";

/** Adds `destroy`. */
export function addDestroyVerb(program: Command): void {
  const verb = program.command("destroy [site...]");
  verb
    .description("destroy everything that these sites' stacks made, or by the name state the state stack")
    .addOption(siteOption())
    .option("--delete-content", "delete every version in their buckets, for good", false)
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .addOption(json())
    .action((sites: string[], { json, site, yes, ...options }: Choosing<Confirming<DestroyOptions>>) => {
      const [first, ...others] = named(sites, site);
      // No name is every site elsewhere, and nothing that anybody destroys.
      if (first === undefined) return verb.error("missing required argument 'site'");
      return telling({ json, yes }, async (ports) => {
        await refuseUnattendedStranger({ yes });
        const { destroy } = await import("../../delivery/destroy");
        await destroy([first, ...others], options, ports);
      });
    });
}
