import type { Command } from "commander";
import type { Side } from "../../facts/site/switch";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";
import { type Asking, type Located, located } from "./arguments";

interface SwitchOptions extends Asking<Located> {
  readonly reason: string;
  readonly json: boolean;
}

/** A verb that sends visitors to one side first. */
export function switching(command: Command, side: Side): Command {
  return located(command)
    .requiredOption("--reason <text>", "why; whoever looks next will read it")
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: SwitchOptions) =>
      ending(async () => {
        const [{ throwSwitch }, { locate }] = await Promise.all([
          import("../../operations/switch/throw-switch"),
          import("./locate"),
        ]);
        const { outputs } = await locate(options);
        return throwSwitch({
          ...options,
          confirm: terminalPorts(options).confirm,
          side,
          site: outputs.site,
          keyValueStoreArn: outputs.key_value_store_arn,
          region: outputs.buckets.replica.region,
        });
      }),
    );
}
