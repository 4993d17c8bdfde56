import { type Command, Option } from "commander";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import { json } from "../options/arguments";
import { compareOption, compareWays, compareWithOption, listCompared } from "../options/comparison";
import { type DrilledOptions, drilled, listScenarios } from "../options/drilled";
import { trafficOption } from "../options/traffic";
import { ending } from "../output/ending";

interface DrillVerbOptions extends DrilledOptions {
  /** Says what there is, and runs nothing. */
  readonly list: boolean;
  /** Prints the JSON Schema of one of these, and runs nothing. */
  readonly schema?: true | (typeof schemas)[number];
  /** Other ways to keep a site go through the same outages. */
  readonly compare: boolean;
  readonly compareWith: readonly string[];
}

const schemas = ["scenario", "result"] as const;

/** Adds `drill`: outages on the virtual clock. It fails when an objective is missed. */
export function addDrillVerb(program: Command): void {
  program
    .command("drill [scenario...]")
    .description("break the site on a virtual clock, and judge what visitors would have seen")
    .option("--list", "say which scenarios there are; with --compare, which outages", false)
    .addOption(
      new Option("--schema [what]", "print the JSON Schema of a scenario, or of what --json prints")
        .choices(schemas)
        .conflicts(["list", "compare", "compareWith"]),
    )
    .option("--seed <text>", "the same seed is the same drill", "outlast")
    .option(
      "--site <name>",
      "one site alone, where the project has several; with --from, whose content it has",
    )
    .option(
      "--from <file>",
      "a folder or file of HCL, or a Terraform configuration, plan or state in JSON, in place of the own site",
    )
    .addOption(trafficOption().conflicts(["list", "schema", "result"]))
    .addOption(
      new Option("--result <file>", "take a result that was kept, and run nothing").conflicts([
        "from",
        "site",
      ]),
    )
    .option("--report <folder>", "write a page with charts, and result.json, to a folder as well")
    .option("--junit <file>", "write JUnit's XML to a file as well")
    .option("--markdown <file>", "write a summary for a pull request to a file as well")
    .option("--missed <file>", "write what missed an objective to a file as well; it is empty when all held")
    .option("--against <file>", "say what changed since a result that was kept")
    .addOption(compareOption())
    .addOption(compareWithOption())
    .addOption(json("print the whole result, or the list, for a machine"))
    .action((names: string[], options: DrillVerbOptions) =>
      ending(() => chosen(names, options), options.json),
    );
}

async function chosen(names: readonly string[], options: DrillVerbOptions): Promise<ExitCode> {
  if (options.schema !== undefined) return schema(options.schema);
  const compares = options.compare || options.compareWith.length > 0;
  if (options.list && !compares) return listScenarios(options);
  if (!compares) return drilled(names, options);
  await (options.list ? listCompared(options) : compareWays(names, options));
  return exitCodes.done;
}

async function schema(what: true | (typeof schemas)[number]): Promise<ExitCode> {
  const [{ scenarioJsonSchema }, { resultJsonSchema }] = await Promise.all([
    import("../../rehearsal/drill/scenario"),
    import("../../report"),
  ]);
  console.log(JSON.stringify(what === "result" ? resultJsonSchema() : scenarioJsonSchema(), null, 2));
  return exitCodes.done;
}
