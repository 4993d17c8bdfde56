import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { ending } from "../output/ending";

/** Adds `doctor`: it fails if something is in the way of a deployment. */
export function addDoctorVerb(program: Command): void {
  program
    .command("doctor")
    .description(
      "what would keep this machine, this account or this config from a deployment; changes nothing",
    )
    .option("--json", "print for a machine", false)
    .action((options: { readonly json: boolean }) =>
      ending(async () => {
        const [{ examine }, { checkLines }, { ownProject }] = await Promise.all([
          import("../../operations/doctor"),
          import("../../operations/status/status"),
          import("../../project/own-project"),
        ]);
        const { checks, notLookedAt } = await examine(ownProject());
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
