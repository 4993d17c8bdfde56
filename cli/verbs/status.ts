import type { Command } from "commander";
import { ending } from "../output/ending";
import { type Located, located } from "./arguments";

interface StatusVerbOptions extends Located {
  readonly url?: string;
  readonly json: boolean;
}

/** Adds `status`. */
export function addStatusVerb(program: Command): void {
  located(program.command("status"))
    .description(
      "what is true of a deployed site now: origins, replication, alarms, switch, release, functions",
    )
    .option("--url <url>", "where to ask, in place of the site's own URL")
    .option("--json", "print for a machine", false)
    .action((options: StatusVerbOptions) =>
      ending(async () => {
        const [{ status }, { locate }] = await Promise.all([
          import("../../operations/status/status"),
          import("./locate"),
        ]);
        const { outputs } = await locate(options);
        return status({ ...options, outputs });
      }),
    );
}
