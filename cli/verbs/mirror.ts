import { type Command, Option } from "commander";
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
    .option("--listen <address>", "where nginx listens", "80")
    .option("--root <folder>", "where nginx will find the files; by default where they are written")
    .option("--json", "print for a machine", false)
    .action((options: MirrorVerbOptions) => ending(() => writeMirror(options), options.json));
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
    packMirror(out, (folder) =>
      mirror({
        ...{ site, stores: context.stores, clock: context.clock, folder, note },
        ...(from && { from }),
        nginx: { listen, ...(root && { root }) },
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
