import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { type PublishingOptions, publishing } from "../options/publishing";
import { eachSite } from "../options/several-sites";
import { mayBeEmpty } from "../options/wrong-values";
import { ending } from "../output/ending";

interface RollbackVerbOptions extends PublishingOptions {
  readonly of?: string;
}

/** Adds `rollback`. */
export function addRollbackVerb(program: Command): void {
  const command = publishing(program.command("rollback [id]"));
  const site = command.options.find(({ long }) => long === "--site");
  if (site) mayBeEmpty(site).description += "; several with commas between them";
  command.on("option:sites", (names: string) => {
    console.error(`--sites is now called --site: write --site ${names}`);
    command.setOptionValue("site", names);
  });
  command
    .description("return to a kept release; to the one before the current one without an id")
    .addOption(new Option("--sites <names>").hideHelp())
    .option("--of <commit>", "only where what is live was released from that commit; other sites are left")
    .action((id: string | undefined, options: RollbackVerbOptions) => {
      const names = options.site?.split(",").filter((name) => name !== "");
      if (names === undefined || names.length === 1)
        return ending(() => rollBack(id, { ...options, ...(names && { site: `${names}` }) }), options.json);
      if (options.json || options.outputs !== undefined)
        command.error("error: --json and --outputs are of one site, and --site names several");
      return ending(() => eachSite(names, (site) => rollBack(id, { ...options, site })));
    });
}

/** Makes a kept release the live one again. */
async function rollBack(id: string | undefined, options: RollbackVerbOptions): Promise<ExitCode> {
  const [{ openSite, releaseOptions }, { releases, rollback }, { renderResult, resultToJson }] =
    await Promise.all([
      import("../options/deployed-site"),
      import("../../release"),
      import("../output/release-summary"),
    ]);
  const { context, outputs, publish, reading, site } = await openSite(options);
  if (options.of !== undefined) {
    const { kept } = await reading(() => releases(context, options));
    const live = kept.find(({ current }) => current);
    if (live?.commit !== options.of) {
      const what = live ? `release ${live.id}, which is not of ${options.of}` : "no release";
      console.log(
        options.json ? JSON.stringify({ changed: false }) : `${outputs.url} has ${what}: left as it is`,
      );
      return exitCodes.done;
    }
  }
  // What is checked out has nothing to do with what is returned to.
  const { commit: _, ...chosen } = releaseOptions(options);
  const result = await publish(() => rollback(id, context, chosen));
  console.log(
    options.json
      ? JSON.stringify(resultToJson(result), null, 2)
      : renderResult(result, { ...options, site, url: outputs.url }),
  );
  return exitCodes.done;
}
