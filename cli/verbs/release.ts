import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { planOf, planToJson, release, renderPlan } from "../../release";
import { checkFolder, renderBlocked } from "../../release/csp/folder";
import { reportingFailures } from "../output/release-errors";
import { renderResult, resultToJson } from "../output/release-summary";
import { openSite, type PublishingOptions, releaseOptions } from "./deployed-site";

export interface ReleaseVerbOptions extends PublishingOptions {
  readonly dryRun: boolean;
  readonly checkCsp: boolean;
}

/** Publishes a folder, or says what that would do. */
export function releaseFolder(given: string | undefined, options: ReleaseVerbOptions): Promise<ExitCode> {
  return reportingFailures(options.json, async () => {
    const { context, outputs, publish, reading, site } = await openSite(options);
    const folder = given ?? site.content.folder;
    const blocked = options.dryRun || options.checkCsp ? await checkFolder(folder, site) : [];
    if (blocked.length > 0) console.error(renderBlocked(blocked));
    const refused = options.checkCsp && blocked.length > 0;
    if (refused && !options.dryRun) {
      if (options.json) console.log(JSON.stringify({ blocked }, null, 2));
      return exitCodes.checkFailed;
    }
    const chosen = await releaseOptions(options);
    if (options.dryRun) {
      const plan = await reading(() => planOf(folder, context, chosen));
      for (const { code, mend, value } of plan.stops)
        console.error(`this release would stop: ${code}: ${value}. ${mend}`);
      console.log(
        options.json ? JSON.stringify({ ...planToJson(plan), blocked }, null, 2) : renderPlan(plan),
      );
      return refused ? exitCodes.checkFailed : exitCodes.done;
    }
    const result = await publish(() => release(folder, context, chosen));
    console.log(
      options.json
        ? JSON.stringify(resultToJson(result), null, 2)
        : renderResult(result, { ...options, site, url: outputs.url }),
    );
    return exitCodes.done;
  });
}
