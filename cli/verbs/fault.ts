import { type Command, InvalidArgumentError } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { parseMilliseconds } from "../../facts/duration";
import { json } from "../options/arguments";
import { controlPort, type RunningOptions, showFaults } from "../options/session";
import { ending } from "../output/ending";

interface FaultOptions extends RunningOptions {
  readonly for?: string;
  readonly share?: string;
}

/** Adds `fault`. */
export function addFaultVerb(program: Command): void {
  program
    .command("fault <region> <fault>")
    .description(
      "break a region of what `start` or `cloud` runs: 503, 500, 404, 403, refuse, blackhole, hang, reset, dns, tls, slow:2s, slow:50KB/s, paused",
    )
    .option("--for <duration>", "how long; until it is mended by default", duration)
    .option("--share <share>", "of the requests: 30%, every:3, or over:100/s")
    .addOption(controlPort())
    .addOption(json())
    .action((region: string, fault: string, options: FaultOptions) =>
      ending(async () => {
        const { askSession } = await import("../../rehearsal/session/remote-controls");
        const share = options.share === undefined ? "" : `@${options.share}`;
        const time = options.for === undefined ? "" : `,for:${options.for}`;
        const text = `${region}=${fault}${share}${time}`;
        showFaults(await askSession("/faults", { fault: text }, options.controlPort), options.json);
        return exitCodes.done;
      }, options.json),
    );
}

/** It travels as it was typed. */
function duration(text: string): string {
  if (parseMilliseconds(text)) return text;
  throw new InvalidArgumentError("expected a duration above 0, such as 500ms, 30s, 10m or 2h.");
}
