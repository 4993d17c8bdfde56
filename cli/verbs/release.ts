import type { Command } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { type PublishingOptions, publishing } from "../options/publishing";
import { eachSite, severalSites } from "../options/several-sites";
import { ending } from "../output/ending";

interface ReleaseVerbOptions extends PublishingOptions {
  readonly dryRun: boolean;
  readonly checkCsp: boolean;
  readonly all?: true;
}

/** Adds `release`. */
export function addReleaseVerb(program: Command): void {
  publishing(program.command("release [folder]"))
    .description("publish the built site to both regions")
    .option("--dry-run", "print the plan and change nothing", false)
    .option("--check-csp", "fail when the configured Content-Security-Policy would block something", false)
    .addOption(severalSites("--all", "each of the project's sites, from its own folder"))
    .action((folder: string | undefined, options: ReleaseVerbOptions, command: Command) => {
      if (options.all && folder !== undefined)
        command.error(`error: --all releases each site's own folder, not ${folder}`);
      return ending(() => (options.all ? releaseAll(options) : releaseFolder(folder, options)), options.json);
    });
}

async function releaseAll(options: ReleaseVerbOptions): Promise<ExitCode> {
  const { ownSites } = await import("../../project/own-project");
  const names = ownSites().map(({ name }) => name);
  return eachSite(names, (site) => releaseFolder(undefined, { ...options, site }));
}

/** Publishes a folder, or says what that would do. */
async function releaseFolder(given: string | undefined, options: ReleaseVerbOptions): Promise<ExitCode> {
  const [
    { openSite, releaseOptions },
    { planOf, planToJson, release, renderPlan },
    { checkFolder },
    { renderBlocked },
    { renderResult, resultToJson },
    { keepSheet, watchingSheets },
    { rootOf },
    { ownSite },
  ] = await Promise.all([
    import("../options/deployed-site"),
    import("../../release"),
    import("../../release/csp/folder"),
    import("../output/blocked"),
    import("../output/release-summary"),
    import("../../operations/contact/keep-sheet"),
    import("../../release/scan/walk"),
    import("../../project/sites"),
  ]);
  // Before anybody is asked on AWS: what is not built needs no credentials yet.
  const built = given ?? ownSite(options.site)?.site.content.folder;
  if (built !== undefined) await rootOf(built);
  const known = await openSite(options, true);
  const { outputs, publish, reading, site } = known;
  const { listed, stores } = watchingSheets(known.context.stores);
  const context = { ...known.context, stores };
  const folder = given ?? site.content.folder;
  const blocked = options.checkCsp ? await checkFolder(folder, site) : [];
  if (blocked.length > 0) console.error(renderBlocked(blocked));
  if (blocked.length > 0 && !options.dryRun) {
    if (options.json) console.log(JSON.stringify({ blocked }, null, 2));
    return exitCodes.checkFailed;
  }
  const chosen = releaseOptions(options);
  if (options.dryRun) {
    const plan = await reading(() => planOf(folder, context, chosen));
    for (const { code, mend, value } of plan.stops)
      console.error(`this release would stop: ${code}: ${value}. ${mend}`);
    console.log(
      options.json
        ? JSON.stringify({ ...planToJson(plan), ...(options.checkCsp && { blocked }) }, null, 2)
        : renderPlan(plan),
    );
    return blocked.length > 0 ? exitCodes.checkFailed : exitCodes.done;
  }
  const result = await publish(() => release(folder, context, chosen));
  await keepSheet(known, stores, console.error, listed);
  console.log(
    options.json
      ? JSON.stringify(resultToJson(result), null, 2)
      : renderResult(result, { ...options, site, url: outputs.url }),
  );
  return exitCodes.done;
}
