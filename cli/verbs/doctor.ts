import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { ending } from "../output/ending";

/** Adds `doctor`: it fails if something is in the way of a deployment. */
export function addDoctorVerb(program: Command): void {
  program
    .command("doctor")
    .description(
      "what would keep this machine, this account or this config from a deployment; changes nothing without --fix",
    )
    .option("--site <name>", "one site alone, where the project has several")
    .option(
      "--fix",
      "first fetch Terraform and moto into the project's cache, where the machine has none",
      false,
    )
    .addOption(json())
    .action((options: { readonly fix: boolean; readonly json: boolean; readonly site?: string }) =>
      ending(async () => {
        const [{ examine }, { checkLines }, { ownProject }, { withSite }] = await Promise.all([
          import("../../delivery/doctor/examine"),
          import("../../operations/status/status"),
          import("../../project/own-project"),
          import("../../project/sites"),
        ]);
        if (options.fix) await fix();
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

/** What it cannot set up stops nothing: the examination says what that is in the way of. */
async function fix(): Promise<void> {
  const { equip } = await import("../../toolchain/equip");
  for (const { message } of await equip({ say: (line) => console.error(line) })) console.error(message);
}
