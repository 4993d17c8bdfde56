import { setTimeout as delay } from "node:timers/promises";
import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { KnownSite } from "../../operations/contact/sheet";
import type { StatusCheck } from "../../operations/status/check";
import { everySite, type Located, lasting, located } from "../options/arguments";
import { ending } from "../output/ending";

export interface StatusVerbOptions extends Located {
  readonly url?: string;
  readonly all: boolean;
  readonly watch: boolean;
  /** Seconds. */
  readonly every: number;
  readonly json: boolean;
}

/** Adds `status`: it fails if something is wrong. */
export function addStatusVerb(program: Command): void {
  const command = located(program.command("status"));
  command
    .description(
      "what is true of a deployed site now: origins, replication, alarms, switch, release, functions; and what to do next",
    )
    .addOption(everySite("every site of this folder"))
    .option("--watch", "look again and again, until Ctrl-C", false)
    .addOption(lasting("--every", "how often --watch looks", "15s"))
    .option("--url <url>", "what answers for the site, in place of its distribution")
    .option("--json", "print for a machine; with --watch a line each time", false)
    .action((options: StatusVerbOptions) =>
      ending(
        async () => showStatus(options, await portsHere()),
        options.json && options.watch ? "lines" : options.json,
      ),
    );
}

/** What `status` asks, waits for and writes to. */
export interface StatusPorts {
  readonly locate: (options: StatusVerbOptions) => Promise<readonly KnownSite[]>;
  readonly look: (known: KnownSite, url: string | undefined) => Promise<readonly StatusCheck[]>;
  readonly wait: (milliseconds: number) => Promise<unknown>;
  readonly print: (text: string) => void;
}

async function portsHere(): Promise<StatusPorts> {
  const { locateAll } = await import("../options/locate");
  const { runChecks } = await import("../../operations/status/status");
  return { locate: locateAll, look: runChecks, wait: delay, print: (text) => console.log(text) };
}

/** Shows what is true of the sites; with `watch`, again and again. */
export async function showStatus(
  options: StatusVerbOptions,
  { locate, look, wait, print }: StatusPorts,
): Promise<ExitCode> {
  const { adviceOn } = await import("../../operations/status/advice");
  const { renderChecks } = await import("../../operations/status/status");
  const sites = await locate(options);
  for (;;) {
    const looked = await Promise.all(
      sites.map(async (known) => ({
        site: known.outputs.site,
        checks: await look(known, options.url),
      })),
    );
    const reports = looked.map(({ site, checks }) => {
      const next = adviceOn(site, checks);
      const shown = checks.map(({ name, ok, detail }) => ({ name, ok, detail }));
      return { site, ok: checks.every((one) => one.ok), checks: shown, ...(next && { next }) };
    });
    if (options.watch && process.stdout.isTTY && !options.json) console.clear();
    const shown = options.all ? reports : reports[0];
    print(
      options.json
        ? JSON.stringify(shown, null, options.watch ? undefined : 2)
        : looked.map(({ site, checks }) => renderChecks(site, checks)).join("\n\n"),
    );
    if (!options.watch) return reports.every(({ ok }) => ok) ? exitCodes.done : exitCodes.checkFailed;
    await wait(options.every * 1_000);
  }
}
