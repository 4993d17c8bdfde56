import { join } from "node:path";
import { type Command, InvalidArgumentError, Option } from "commander";
import { exitCodes } from "../../errors/exit-codes";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import type { SlaReport } from "../../sla/sla";
import { cliError } from "../errors";
import { json, percentIn } from "../options/arguments";
import { profileGiven, trafficOption } from "../options/traffic";
import { ending } from "../output/ending";
import { passingLine } from "../output/passing";

interface SlaVerbOptions {
  readonly site?: string;
  /** Share, 0 to 1. */
  readonly objective?: number;
  readonly revenuePerHour?: number;
  /** Dollars of a month, in the place of the share. */
  readonly budget?: number;
  readonly seed: string;
  /** A profile of `outlast traffic`. */
  readonly traffic?: string;
  readonly report?: string;
  readonly json: boolean;
}

/** Adds `sla`: what a month may lose by the promises, and what the outages come to. It fails where an objective is not promised. */
export function addSlaVerb(program: Command): void {
  program
    .command("sla")
    .description("say what a month may lose by AWS's promises, term by term, and which setting moves it")
    .option("--site <name>", "which site, where the project has several")
    .addOption(new Option("--objective <percent>", "what is wanted, such as 99.9").argParser(percentage))
    .addOption(
      new Option("--revenue-per-hour <dollars>", "what an hour without visitors costs").argParser(dollars),
    )
    .addOption(
      new Option("--budget <dollars>", "what a month may lose of it, as the objective")
        .argParser(dollars)
        .conflicts("objective"),
    )
    .option("--seed <text>", "the same seed is the same report", "outlast")
    .addOption(trafficOption())
    .option("--report <folder>", "write a page with charts to a folder as well")
    .addOption(json("print for a machine"))
    .action((options: SlaVerbOptions) =>
      ending(async () => {
        const report = await reportOf(options);
        const [{ slaMarkdown }, { meetsObjective }] = await Promise.all([
          import("../../sla/render"),
          import("../../sla/sla"),
        ]);
        if (options.report !== undefined) await writePage(report, options.report);
        process.stdout.write(
          options.json
            ? `${JSON.stringify(report, null, 2)}\n`
            : `# ${report.site}\n\n${slaMarkdown(report)}`,
        );
        return meetsObjective(report) ? exitCodes.done : exitCodes.checkFailed;
      }, options.json),
    );
}

/** The share that is wanted, or that a budget leaves. @throws {OutlastError} USAGE */
export async function objectiveOf({
  budget,
  objective,
  revenuePerHour = 0,
}: Pick<SlaVerbOptions, "budget" | "objective" | "revenuePerHour">): Promise<number | undefined> {
  if (budget === undefined) return objective;
  if (revenuePerHour === 0)
    throw cliError("USAGE", `--budget ${budget} without a --revenue-per-hour above 0`);
  const { shareWithin } = await import("../../sla/formulas");
  return shareWithin(budget, revenuePerHour);
}

async function reportOf(options: SlaVerbOptions): Promise<SlaReport> {
  const { json: asJson, revenuePerHour, seed, site, traffic: profile } = options;
  const objective = await objectiveOf(options);
  useEdgeTimeZone();
  const [own, { siteNamed }, { slaReport }, { checkSeed }] = await Promise.all([
    import("../../project/own-project"),
    import("../../project/sites"),
    import("../../sla/sla"),
    import("../../rehearsal/drill/load"),
  ]);
  checkSeed(seed);
  const traffic = await profileGiven(profile);
  const project = own.ownProject();
  const passing = passingLine(asJson);
  const report = await slaReport({
    ...{ project, config: siteNamed(project.sites, site), root: own.projectRoot(), seed },
    ...(objective !== undefined && { objective }),
    ...(revenuePerHour !== undefined && { revenuePerHour }),
    ...(traffic && { traffic }),
    onPart: passing,
  });
  passing();
  return report;
}

async function writePage(report: SlaReport, folder: string): Promise<void> {
  const [{ slaPage }, { writeWhole }] = await Promise.all([
    import("../../sla/page"),
    import("../../report/write-whole"),
  ]);
  writeWhole(join(folder, "index.html"), slaPage(report));
}

function percentage(text: string): number {
  const given = percentIn(text);
  if (given !== undefined) return given / 100;
  throw new InvalidArgumentError("expected a percentage, such as 99.9.");
}

function dollars(text: string): number {
  if (/^\d{1,9}(\.\d{1,2})?$/.test(text)) return Number(text);
  throw new InvalidArgumentError("expected dollars, such as 250.");
}
