import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { type Confirming, type Located, located, replicaTimeout } from "../options/arguments";
import { ending } from "../output/ending";
import { refuseUnattended, terminalPorts } from "../terminal/ask";

interface ReconcileOptions extends Confirming<Located> {
  readonly json: boolean;
  readonly to?: Side;
  /** Seconds. */
  readonly replicaTimeout: number;
  readonly breakLock: boolean;
}

/** Adds `reconcile`: it fails while the regions differ. */
export function addReconcileVerb(program: Command): void {
  const verb = program.command("reconcile");
  located(verb)
    .description("show both regions beside each other, and bring one level with the other")
    .addOption(
      new Option("--to <bucket>", "the bucket that is brought level with the other one").choices([
        "primary",
        "replica",
      ]),
    )
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .addOption(replicaTimeout())
    .option("--break-lock", "take over the lock of a release that is known to be dead", false)
    .action((options: ReconcileOptions) => ending(() => reconcileRegions(options), options.json));
}

/** Shows the regions, and with `--to` changes the one that it names. */
async function reconcileRegions(options: ReconcileOptions): Promise<ExitCode> {
  const [{ openSite }, { compareRegions, reconcile }, { comparisonToJson, renderComparison }] =
    await Promise.all([
      import("../options/deployed-site"),
      import("../../release"),
      import("../output/region-comparison"),
    ]);
  const { context, outputs, publish, reading } = await openSite(options);
  if (options.to !== undefined) refuseUnattended(options);
  const found = await reading(() => compareRegions(context));
  const isLevel = found.differences.length === 0;
  if (options.to === undefined || isLevel) {
    console.log(
      options.json ? JSON.stringify(comparisonToJson(found), null, 2) : renderComparison(found, options.to),
    );
    return isLevel ? exitCodes.done : exitCodes.checkFailed;
  }
  console.error(renderComparison(found, options.to));
  const { publisher } = await import("../../release/publisher");
  const other = options.to === "primary" ? "replica" : "primary";
  await terminalPorts(options).confirm(
    `The ${options.to} of ${outputs.site} gives way to what the ${other} has.`,
    options.to,
  );
  const { breakLock, replicaTimeout, to } = options;
  const result = await publish(() =>
    reconcile(to, context, { breakLock, replicaTimeout, user: publisher() }),
  );
  console.log(
    options.json
      ? JSON.stringify({ ...comparisonToJson(found), to, release: result.release }, null, 2)
      : `both regions have release ${result.release}, the site of ${result.rollbackTo}`,
  );
  return exitCodes.done;
}
