import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { type Confirming, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";
import { terminalPorts } from "../terminal/ask";

interface SwitchOptions extends Confirming<Located> {
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
          import("../options/locate"),
        ]);
        const { outputs } = await locate(options);
        const thrown = await throwSwitch({
          confirm: terminalPorts(options).confirm,
          reason: options.reason,
          side,
          site: outputs.site,
          keyValueStoreArn: outputs.key_value_store_arn,
          region: outputs.buckets.replica.region,
        });
        const when = thrown.changed ? ", at every edge within seconds" : " already";
        const line = `${thrown.site}: the ${side} is asked first${when}`;
        console.log(options.json ? JSON.stringify(thrown) : line);
        return exitCodes.done;
      }),
    );
}
