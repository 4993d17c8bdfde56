import { rollback } from "../release";
import { type ExitCode, exitCodes } from "./exit-codes";
import { openSite, type PublishingOptions, releaseOptions } from "./release-context";
import { reportingFailures } from "./release-errors";
import { renderResult, resultToJson } from "./release-summary";

export type RollbackVerbOptions = PublishingOptions;

/** Makes a kept release the live one again. */
export async function rollBack(id: string | undefined, options: RollbackVerbOptions): Promise<ExitCode> {
  const { context, outputs, site } = await openSite(options);
  return reportingFailures(options.json, async () => {
    // What is checked out has nothing to do with what is returned to.
    const { commit: _, ...chosen } = await releaseOptions(options);
    const result = await rollback(id, context, chosen).finally(() => context.progress.end());
    console.log(
      options.json ? JSON.stringify(resultToJson(result), null, 2) : renderResult(result, site, outputs.url),
    );
    return exitCodes.done;
  });
}
