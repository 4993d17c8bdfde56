import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

/** Adds `doctor`: it fails if something is in the way of a deployment. */
export function addDoctorVerb(program: Command): void {
  program
    .command("doctor")
    .description(
      "what would keep this machine, this account or this config from a deployment; changes nothing",
    )
    .option("--site <name>", "one site alone, where the project has several")
    .addOption(json())
    .action((options: { readonly json: boolean; readonly site?: string }) =>
      ending(async () => {
        const [{ examine }, { checkLines }, { ownProject }, { withSite }] = await Promise.all([
          import("../../delivery/doctor/examine"),
          import("../../operations/status/status"),
          import("../../project/own-project"),
          import("../../project/sites"),
        ]);
        const { checks, notLookedAt } = await examine(withSite(ownProject(), options.site));
        const ok = checks.every((one) => one.ok);
        console.log(
          options.json
            ? JSON.stringify({ ok, checks, notLookedAt }, null, 2)
            : [...checkLines(checks), "Not looked at:", ...notLookedAt.map((text) => `  ${text}`)].join("\n"),
        );
        return ok ? exitCodes.done : exitCodes.checkFailed;
      }, options.json),
    );
}
