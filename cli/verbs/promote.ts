import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Losses } from "../../operations/promote/losses";
import { type Confirming, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface PromoteVerbOptions extends Confirming<Located> {
  readonly reason?: string;
  readonly dryRun: boolean;
  readonly undo: boolean;
}

/** Adds `promote`. */
export function addPromoteVerb(program: Command): void {
  const command = located(program.command("promote"));
  command
    .description(
      "the primary's region is lost: say what is, send visitors and releases to the replica for good",
    )
    .option("--reason <text>", "why; whoever looks next will read it")
    .option("--dry-run", "say what is lost and what would be done, and change nothing", false)
    .option("--undo", "the region is back: releases go to the primary again", false)
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: PromoteVerbOptions) => {
      if (options.reason === undefined && !options.dryRun && !options.undo)
        command.error("error: required option '--reason <text>' not specified");
      return ending(() => promoteReplica(options), options.json);
    });
}

async function promoteReplica(options: PromoteVerbOptions): Promise<ExitCode> {
  const [{ openSite }, { demote, promote }, { refuseUnattended, terminalPorts }, { unbroken }] =
    await Promise.all([
      import("../options/deployed-site"),
      import("../../operations/promote/promote"),
      import("../terminal/ask"),
      import("../terminal/unbroken"),
    ]);
  const { dryRun, json, reason = "a dry run", undo } = options;
  const { context, outputs, site } = await openSite(options);
  if (!dryRun) refuseUnattended(options);
  const { confirm } = terminalPorts(options);
  const { clock, stores } = context;
  if (undo) {
    await demote({ clock, confirm, site, stores });
    console.log(
      json
        ? JSON.stringify({ site: outputs.site, promoted: false }, null, 2)
        : `${outputs.site}: releases go to the primary again; npx outlast return brings visitors back`,
    );
    return exitCodes.done;
  }
  let losses: Losses | undefined;
  const changed = await promote({
    ...{ clock, confirm, dryRun, outputs, reason, site, stores },
    told: (found) => {
      losses = found;
      if (!json) console.log(render(outputs.site, found));
    },
    unbroken: unbroken(process, console.error),
  });
  const done = dryRun ? "nothing was changed" : changed ? "promoted" : "it had been promoted already";
  console.log(
    json
      ? JSON.stringify({ site: outputs.site, promoted: !dryRun, changed, losses }, null, 2)
      : `${outputs.site}: ${done}; docs/runbooks/region-lost.md goes on from here`,
  );
  return exitCodes.done;
}

/** What is lost, and what is going to be done about it. */
function render(site: string, { at, begun, files, missing, release }: Losses): string {
  const shown = missing.slice(0, 10).map((key) => `  ${key}`);
  return [
    `${site}: the replica holds release ${release} of ${at}, ${files - missing.length} of ${files} files of it`,
    ...(missing.length > 0 ? ["lost, unless they are released again:", ...shown] : []),
    ...(missing.length > shown.length ? [`  and ${missing.length - shown.length} more`] : []),
    ...(begun === undefined
      ? []
      : [`release ${begun} had begun; what of it has come is there, its record is not`]),
    "of a later release, if there was one, the replica knows nothing",
    "1. visitors are sent to the replica, and a hold keeps them there",
    "2. the replica's record counts: release and rollback take --to replica, and refuse the primary",
  ].join("\n");
}
