import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { type PublishingOptions, publishing } from "../options/publishing";
import { ending } from "../output/ending";

/** Adds `rollback`. */
export function addRollbackVerb(program: Command): void {
  publishing(program.command("rollback [id]"))
    .description("return to a kept release; to the one before the current one without an id")
    .action((id: string | undefined, options: PublishingOptions) =>
      ending(() => rollBack(id, options), options.json),
    );
}

/** Makes a kept release the live one again. */
async function rollBack(id: string | undefined, options: PublishingOptions): Promise<ExitCode> {
  const [{ openSite, releaseOptions }, { rollback }, { renderResult, resultToJson }] = await Promise.all([
    import("../options/deployed-site"),
    import("../../release"),
    import("../output/release-summary"),
  ]);
  const { context, outputs, publish, site } = await openSite(options);
  // What is checked out has nothing to do with what is returned to.
  const { commit: _, ...chosen } = await releaseOptions(options);
  const result = await publish(() => rollback(id, context, chosen));
  console.log(
    options.json
      ? JSON.stringify(resultToJson(result), null, 2)
      : renderResult(result, { ...options, site, url: outputs.url }),
  );
  return exitCodes.done;
}
