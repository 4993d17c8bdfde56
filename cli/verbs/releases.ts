import type { Command } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import type { Side } from "../../facts/site/switch";
import { type Located, located } from "../options/arguments";
import { to } from "../options/publishing";
import { ending } from "../output/ending";

interface ReleasesOptions extends Located {
  readonly json: boolean;
  readonly to: Side;
}

/** Adds `releases`. */
export function addReleasesVerb(program: Command): void {
  located(program.command("releases"))
    .option("--json", "print for a machine", false)
    .description("list the releases that are kept")
    .addOption(to("whose records are read"))
    .action((options: ReleasesOptions) =>
      ending(async () => {
        const [{ openSite }, { releases }, { renderReleases }] = await Promise.all([
          import("../options/deployed-site"),
          import("../../release"),
          import("../output/kept-releases"),
        ]);
        const { context, reading } = await openSite(options);
        const found = await reading(() => releases(context, { to: options.to }));
        console.log(options.json ? JSON.stringify(found, null, 2) : renderReleases(found));
        return exitCodes.done;
      }, options.json),
    );
}
