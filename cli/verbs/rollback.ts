import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { rollback } from "../../release";
import { reportingFailures } from "../output/release-errors";
import { renderResult, resultToJson } from "../output/release-summary";
import { openSite, type PublishingOptions, releaseOptions } from "./deployed-site";

export type RollbackVerbOptions = PublishingOptions;

/** Makes a kept release the live one again. */
export function rollBack(id: string | undefined, options: RollbackVerbOptions): Promise<ExitCode> {
  return reportingFailures(options.json, async () => {
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
  });
}
