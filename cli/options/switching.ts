import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import type { ThrownSwitch } from "../../operations/switch/throw-switch";
import { type Confirming, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";
import { refuseUnattended, terminalPorts } from "../terminal/ask";
import { unbroken } from "../terminal/unbroken";

interface SwitchOptions extends Confirming<Located> {
  readonly reason: string;
  readonly anyway: boolean;
  readonly url?: string;
  readonly json: boolean;
}

/** A verb that sends visitors to one side first. */
export function switching(command: Command, side: Side): Command {
  return located(command)
    .requiredOption("--reason <text>", "why; whoever looks next will read it")
    .option("--anyway", `even if the ${side} fails, or holds another release than the other region`, false)
    .option("--url <url>", "what answers for the site, in place of its distribution")
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: SwitchOptions) =>
      ending(async () => {
        const [{ throwSwitch }, { locate }] = await Promise.all([
          import("../../operations/switch/throw-switch"),
          import("../options/locate"),
        ]);
        const { confirm } = terminalPorts(options);
        refuseUnattended(options);
        const { outputs } = await locate(options);
        const { anyway, reason, url } = options;
        const thrown = await throwSwitch({
          ...{ anyway, confirm, outputs, reason, side },
          ...(url !== undefined && { address: url }),
          unbroken: unbroken(process, console.error),
        });
        console.log(options.json ? JSON.stringify(thrown) : render(thrown));
        return exitCodes.done;
      }, options.json),
    );
}

function render(thrown: ThrownSwitch): string {
  const { at, by, changed, reason, side, site } = thrown;
  const last = at === undefined ? "" : `, since ${at} by ${by}: ${reason}`;
  return `${site}: the ${side} is asked first${changed ? ", at every edge within seconds" : ` already${last}`}`;
}
