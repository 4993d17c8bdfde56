import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { type Located, located } from "../options/arguments";
import { ending } from "../output/ending";

interface MirrorVerbOptions extends Located {
  readonly out: string;
  readonly from?: Side;
  readonly listen: string;
  readonly root?: string;
  readonly json: boolean;
}

/** Adds `mirror`. */
export function addMirrorVerb(program: Command): void {
  located(program.command("mirror"))
    .description("write the current release as another host can serve it, with its redirects and headers")
    .option("--out <path>", "an empty folder, or a file that ends with .tar", "mirror")
    .addOption(
      new Option("--from <bucket>", "the region to read; by default whichever answers").choices([
        "primary",
        "replica",
      ]),
    )
    .addOption(new Option("--listen <address>", "where nginx listens").default("80").argParser(listenAddress))
    .option(
      "--root <folder>",
      "where nginx will find the files; by default where they are written, or where a .tar would be unpacked, in a folder of its name",
    )
    .option("--json", "print for a machine", false)
    .action((options: MirrorVerbOptions) => ending(() => writeMirror(options), options.json));
}

/** What nginx's `listen` takes for a port or an address, with `ssl`; it would end at a semicolon. */
function listenAddress(text: string): string {
  const [, port] = /^(?:[\w.-]+:|\*:|\[[\da-fA-F:.]+\]:)?(\d{1,5})(?: ssl)?$/.exec(text) ?? [];
  if (Number(port) >= 1 && Number(port) <= 65_535) return text;
  throw new InvalidArgumentError(
    'expected a port from 1 to 65535 or an address, such as 80, 127.0.0.1:8080 or "443 ssl".',
  );
}

async function writeMirror(options: MirrorVerbOptions): Promise<ExitCode> {
  const [{ openSite }, { mirror }, { packMirror }] = await Promise.all([
    import("../options/deployed-site"),
    import("../../operations/mirror/mirror"),
    import("../../operations/mirror/pack-mirror"),
  ]);
  const { context, reading, site } = await openSite(options);
  const { from, listen, out, root } = options;
  const note = (text: string) => console.error(text);
  const done = await reading(() =>
    packMirror(out, (folder, place) =>
      mirror({
        ...{ site, stores: context.stores, clock: context.clock, folder, note },
        ...(from && { from }),
        nginx: { listen, root: root ?? join(place, "site") },
      }),
    ),
  );
  console.log(
    options.json
      ? JSON.stringify({ ...done, out }, null, 2)
      : `${out}: ${done.files} files of release ${done.release}, from the ${done.from}; docs/runbooks/edge-down.md says how to serve it`,
  );
  return exitCodes.done;
}
