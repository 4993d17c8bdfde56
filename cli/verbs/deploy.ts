import type { Command } from "commander";
import type { SiteDeployOptions } from "../../delivery/deploy";
import {
  type Choosing,
  type Confirming,
  json,
  lockTimeout,
  named,
  siteOption,
  waitDelegation,
} from "../options/arguments";
import { telling } from "../output/telling";
import { refuseUnattendedStranger } from "../terminal/ask";

/** Adds `deploy`. */
export function addDeployVerb(program: Command): void {
  program
    .command("deploy [site...]")
    .description("plan the sites, show the review, and apply it")
    .addOption(siteOption())
    .option("--adopt", "the state is lost: take what AWS has of the sites into it", false)
    .option("--yes", "do not ask", false)
    .addOption(lockTimeout())
    .addOption(waitDelegation())
    .addOption(json())
    .action((sites: string[], { json, site, yes, ...options }: Choosing<Confirming<SiteDeployOptions>>) =>
      telling({ json, yes }, async (ports) => {
        await refuseUnattendedStranger({ yes });
        const { deploy } = await import("../../delivery/deploy");
        await deploy(named(sites, site), options, ports);
      }),
    );
}
