import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { untilThrown } from "../../facts/site/switch-record";
import type { ThrownSwitch } from "../../operations/switch/throw-switch";
import { type Confirming, everySite, holding, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";
import { refuseUnattended, terminalPorts } from "../terminal/ask";
import { unbroken } from "../terminal/unbroken";
import { atEachSite } from "./several-sites";

interface SwitchOptions extends Confirming<Located> {
  readonly reason: string;
  readonly all: boolean;
  readonly anyway: boolean;
  /** Seconds. */
  readonly hold?: number | true;
  readonly url?: string;
  readonly json: boolean;
}

/** A verb that sends visitors to one side first. */
export function switching(command: Command, side: Side): Command {
  return located(command)
    .requiredOption("--reason <text>", "why; whoever looks next will read it")
    .addOption(everySite("every site of this folder, one after the other"))
    .option("--anyway", `even if the ${side} fails, or holds another release than the other region`, false)
    .addOption(
      holding(
        "until when the sentinel leaves it so; without a duration, until a person throws the switch again",
      ),
    )
    .option("--url <url>", "what answers for the site, in place of its distribution")
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: SwitchOptions) => ending(() => throwSwitches(side, options), options.json));
}

/** One site after the other; one that cannot be moved keeps no other from it. */
async function throwSwitches(side: Side, options: SwitchOptions): Promise<ExitCode> {
  const [{ throwSwitch }, { locateAll }] = await Promise.all([
    import("../../operations/switch/throw-switch"),
    import("../options/locate"),
  ]);
  const { confirm } = terminalPorts(options);
  const { anyway, hold: given, reason, url } = options;
  const hold =
    given === undefined
      ? undefined
      : given === true
        ? untilThrown
        : new Date(Date.now() + given * 1_000).toISOString();
  const known = await locateAll(options);
  refuseUnattended(options);
  return atEachSite(known, async ({ outputs }) => {
    const thrown = await throwSwitch({
      ...{ anyway, confirm, outputs, reason, side },
      ...(hold !== undefined && { hold }),
      ...(url !== undefined && { address: url }),
      unbroken: unbroken(process, console.error),
    });
    console.log(options.json ? JSON.stringify(thrown) : render(thrown));
    return exitCodes.done;
  });
}

function render(thrown: ThrownSwitch): string {
  const { at, by, changed, hold, reason, side, site } = thrown;
  const until = hold === untilThrown ? hold : `until ${hold}`;
  const held = hold === undefined ? "" : `; held ${until}`;
  if (!changed) {
    const last = at === undefined ? "" : `, since ${at} by ${by}: ${reason}`;
    return `${site}: the ${side} is asked first already${last}${held}`;
  }
  if (!thrown.wasThere) return `${site}: the ${side} is asked first, at every edge within seconds${held}`;
  const plain = side === "replica" ? "until a person returns" : "and nobody holds it any more";
  return `${site}: the ${side} is asked first as before, ${hold === undefined ? plain : `held ${until}`}`;
}
