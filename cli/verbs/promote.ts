import type { Command } from "commander";
import type { NewReplica } from "../../delivery/new-replica";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Losses } from "../../operations/promote/losses";
import { type Confirming, type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface PromoteVerbOptions extends Confirming<Located> {
  readonly reason?: string;
  readonly dryRun: boolean;
  readonly undo: boolean;
  readonly breakLock: boolean;
  readonly replica?: string;
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
    .option(
      "--replica <region>",
      "where the new replica is to be: written into site.config.ts where that is certain",
    )
    .option("--undo", "the region is back: releases go to the primary again", false)
    .option("--break-lock", "take over the lock of a release that is known to be dead", false)
    .option("--yes", "do not ask", false)
    .option("--json", "print for a machine", false)
    .action((options: PromoteVerbOptions) => {
      if (options.reason === undefined && !options.dryRun && !options.undo)
        command.error("error: required option '--reason <text>' not specified");
      return ending(() => promoteReplica(options), options.json);
    });
}

async function promoteReplica(options: PromoteVerbOptions): Promise<ExitCode> {
  const [{ openSite }, { demote, fillReplica, promote }, { refuseUnattended, terminalPorts }, { unbroken }] =
    await Promise.all([
      import("../options/deployed-site"),
      import("../../operations/promote/promote"),
      import("../terminal/ask"),
      import("../terminal/unbroken"),
    ]);
  const { breakLock, dryRun, json, reason = "a dry run", replica, undo } = options;
  const { context, outputs, publish, site } = await openSite(options);
  const next =
    replica === undefined
      ? undefined
      : (await import("../../delivery/new-replica")).newReplica(site, outputs, replica);
  if (!dryRun) refuseUnattended(options);
  const { confirm } = terminalPorts(options);
  const { clock, stores } = context;
  const say = (result: object, text: string) => {
    console.log(json ? JSON.stringify({ site: outputs.site, ...result }, null, 2) : text);
    return exitCodes.done;
  };
  if (undo) {
    await demote({ clock, confirm, site, stores });
    return say(
      { promoted: false },
      `${outputs.site}: releases go to the primary again; npx outlast return brings visitors back`,
    );
  }
  let losses: Losses | undefined;
  const stage = await promote({
    ...{ clock, confirm, dryRun, outputs, reason, site, stores },
    told: (found) => {
      losses = found;
      if (!json) console.log(render(outputs.site, found));
    },
    unbroken: unbroken(process, console.error),
  });
  if (stage === "deployed") {
    const { bucket } = stores.replica;
    if (dryRun) return say({ stage }, `${outputs.site}: ${bucket} would be filled; nothing was changed`);
    const { publisher } = await import("../../release/publisher");
    const { release } = await publish(() => fillReplica(context, { breakLock, user: publisher() }));
    return say(
      { promoted: true, stage: "filled", release },
      `${outputs.site}: ${bucket} holds release ${release} too, by the listings of both; the promotion is over`,
    );
  }
  const isWritten = next !== undefined && !dryRun && next.write();
  if (!json && next !== undefined) console.log(renderNext(site.name, next, isWritten));
  const done = dryRun
    ? "nothing was changed"
    : stage === "promoted"
      ? "promoted"
      : "it had been promoted already";
  return say(
    {
      ...{ promoted: !dryRun, changed: !dryRun && stage === "promoted", losses },
      ...(next && { regions: next.regions, written: isWritten }),
    },
    `${outputs.site}: ${done}; docs/runbooks/region-lost.md goes on from here`,
  );
}

/** What comes next, and the lines that the config has now, or has to have. */
function renderNext(site: string, { lines, regions, stateRegion }: NewReplica, isWritten: boolean): string {
  const next = [
    "next: npx outlast bootstrap where CI or an on-call role has rights, npx outlast deploy,",
    "and then npx outlast promote again, which fills the new replica",
  ];
  if (regions === undefined) return ["site.config.ts names the regions already", ...next].join("\n");
  const state =
    stateRegion === undefined ? [] : [`  region: ${JSON.stringify(stateRegion)}, // of deployment`];
  const where = isWritten ? "site.config.ts has now:" : `to be written into site.config.ts, for ${site}:`;
  return [where, lines("  "), ...state, ...next].join("\n");
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
    "3. with --replica <region>, site.config.ts names the survivor as the primary, and a new replica",
  ].join("\n");
}
