import { planOf, planToJson, release, renderPlan } from "../release";
import { checkFolder, renderBlocked } from "./csp-check";
import { type ExitCode, exitCodes } from "./exit-codes";
import { openSite, type PublishingOptions, releaseOptions } from "./release-context";
import { reportingFailures } from "./release-errors";
import { renderResult, resultToJson } from "./release-summary";

export interface ReleaseVerbOptions extends PublishingOptions {
  readonly dryRun: boolean;
  readonly checkCsp: boolean;
}

/** Publishes a folder, or says what that would do. */
export async function releaseFolder(
  given: string | undefined,
  options: ReleaseVerbOptions,
): Promise<ExitCode> {
  const { context, outputs, site } = await openSite(options);
  const folder = given ?? site.content.folder;
  return reportingFailures(options.json, async () => {
    const blocked = options.dryRun || options.checkCsp ? await checkFolder(folder, site) : [];
    if (blocked.length > 0) console.error(renderBlocked(blocked));
    if (blocked.length > 0 && options.checkCsp) return exitCodes.checkFailed;
    const chosen = await releaseOptions(options);
    if (options.dryRun) {
      const plan = await planOf(folder, context, chosen);
      context.progress.end();
      console.log(
        options.json ? JSON.stringify({ ...planToJson(plan), blocked }, null, 2) : renderPlan(plan),
      );
      return exitCodes.done;
    }
    const result = await release(folder, context, chosen).finally(() => context.progress.end());
    console.log(
      options.json
        ? JSON.stringify({ ...resultToJson(result), blocked }, null, 2)
        : renderResult(result, site, outputs.url),
    );
    return exitCodes.done;
  });
}
