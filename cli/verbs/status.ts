import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface StatusVerbOptions extends Located {
  readonly url?: string;
  readonly json: boolean;
}

/** Adds `status`: it fails if something is wrong. */
export function addStatusVerb(program: Command): void {
  located(program.command("status"))
    .description(
      "what is true of a deployed site now: origins, replication, alarms, switch, release, functions",
    )
    .option("--url <url>", "what answers for the site, in place of its distribution")
    .option("--json", "print for a machine", false)
    .action((options: StatusVerbOptions) =>
      ending(async () => {
        const [{ renderChecks, runChecks }, { locate }] = await Promise.all([
          import("../../operations/status/status"),
          import("../options/locate"),
        ]);
        const { outputs } = await locate(options);
        const { site } = outputs;
        const checks = await runChecks(outputs, options.url);
        const ok = checks.every((one) => one.ok);
        console.log(
          options.json ? JSON.stringify({ site, ok, checks }, null, 2) : renderChecks(site, checks),
        );
        return ok ? exitCodes.done : exitCodes.checkFailed;
      }, options.json),
    );
}
