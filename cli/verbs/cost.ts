import { join } from "node:path";
import { type Command, Option } from "commander";
import type { MonthlyTraffic } from "../../cost/usage";
import { exitCodes } from "../../errors/exit-codes";
import { count, json } from "../options/arguments";
import { ending } from "../output/ending";

interface CostOptions {
  readonly site?: string;
  readonly pageViews?: number;
  /** A profile of `outlast traffic`. */
  readonly traffic?: string;
  readonly markdown: boolean;
  readonly json: boolean;
}

/** Adds `cost`: a month of a site before it is deployed. It fails when that passes the budget. */
export function addCostVerb(program: Command): void {
  program
    .command("cost")
    .description("say what a month costs, by term, what an attack would, and which flat-rate plan fits")
    .option("--site <name>", "one site alone, where the project has several")
    .addOption(
      new Option("--page-views <number>", "page views of the month, in place of the config's").argParser(
        count,
      ),
    )
    .option("--traffic <profile.json>", "a month like that of a profile of `outlast traffic`")
    .addOption(new Option("--markdown", "print Markdown").default(false).conflicts("json"))
    .addOption(json("print for a machine, with every formula and where prices are from"))
    .action((options: CostOptions) =>
      ending(async () => {
        const estimates = await estimatesOf(options);
        const { estimateMarkdown, estimateText } = await import("../../cost/render");
        const { passes } = await import("../../cost/estimate");
        const render = options.markdown ? estimateMarkdown : estimateText;
        const text = options.json
          ? JSON.stringify({ sites: estimates }, null, 2)
          : estimates.map(render).join("\n");
        process.stdout.write(`${text.trimEnd()}\n`);
        const isTooMuch = estimates.some(({ budget, month }) => passes(month, budget));
        return isTooMuch ? exitCodes.checkFailed : exitCodes.done;
      }, options.json),
    );
}

async function estimatesOf({ pageViews, site, traffic: profile }: CostOptions) {
  const [
    own,
    { siteNamed },
    { synthesizedStacks },
    { estimate, trafficOf },
    { contentIn },
    { resourcesOfStack },
  ] = await Promise.all([
    import("../../project/own-project"),
    import("../../project/sites"),
    import("../../project/stacks"),
    import("../../cost/estimate"),
    import("../../cost/content"),
    import("../../cost/resources"),
  ]);
  const project = own.ownProject();
  const only = site === undefined ? undefined : siteNamed(project.sites, site);
  const like = profile === undefined ? undefined : await profileMonth(profile);
  const today = new Date().toISOString().slice(0, 10);
  return synthesizedStacks(project).flatMap(({ configuration, site: config }) => {
    if (config === undefined || (only !== undefined && config.name !== only.name)) return [];
    const traffic = like?.(trafficOf(config)) ?? trafficOf(config);
    return [
      estimate(config, resourcesOfStack(configuration), {
        ...{ today, content: contentIn(join(own.projectRoot(), config.content.folder)) },
        traffic: { ...traffic, pageViews: pageViews ?? traffic.pageViews },
      }),
    ];
  });
}

/** What makes a month like a profile's of the config's. @throws {OutlastError} */
async function profileMonth(file: string) {
  const [{ readProfile }, { monthLike }] = await Promise.all([
    import("../../traffic/read"),
    import("../../traffic/month"),
  ]);
  const profile = readProfile(file);
  return (month: MonthlyTraffic) => monthLike(profile, month);
}
