import { readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import type { Command } from "commander";
import type { SiteConfig } from "../../config";
import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { DrillResult } from "../../rehearsal/drill/result";
import type { Scenario } from "../../rehearsal/drill/scenario";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import { json } from "../options/arguments";
import { compareOption, compareWays, compareWithOption } from "../options/comparison";
import { ending } from "../output/ending";

interface DrillVerbOptions {
  /** Says what there is, and runs nothing. */
  readonly list: boolean;
  readonly seed: string;
  readonly site?: string;
  /** A Terraform file, in place of the project's own sites. */
  readonly from?: string;
  readonly json: boolean;
  /** Other ways to keep a site go through the same outages. */
  readonly compare: boolean;
  readonly compareWith: readonly string[];
  /** Files and a folder that the result goes to as well. */
  readonly junit?: string;
  readonly markdown?: string;
  readonly report?: string;
  /** A result that was kept, to be compared with. */
  readonly against?: string;
}

/** Adds `drill`: outages on the virtual clock. It fails when an objective is missed. */
export function addDrillVerb(program: Command): void {
  program
    .command("drill [scenario...]")
    .description("break the site on a virtual clock, and judge what visitors would have seen")
    .option("--list", "say which scenarios there are", false)
    .option("--seed <text>", "the same seed is the same drill", "outlast")
    .option("--site <name>", "one site alone, where the project has several")
    .option("--from <file>", "a Terraform configuration in JSON, plan or state, in place of the own site")
    .option("--report <folder>", "write a page with charts to a folder as well")
    .option("--junit <file>", "write JUnit's XML to a file as well")
    .option("--markdown <file>", "write a summary for a pull request to a file as well")
    .option("--against <result.json>", "say what changed since a result of --json")
    .addOption(compareOption())
    .addOption(compareWithOption())
    .addOption(json("print the whole result, or the list, for a machine"))
    .action((names: string[], options: DrillVerbOptions) =>
      ending(() => chosen(names, options), options.json),
    );
}

async function chosen(names: readonly string[], options: DrillVerbOptions): Promise<ExitCode> {
  if (options.list) return list(options);
  if (!options.compare && options.compareWith.length === 0) return run(names, options);
  const { checkSeed } = await import("../../rehearsal/drill/load");
  checkSeed(options.seed);
  await compareWays(names, options);
  return exitCodes.done;
}

async function scenarios(): Promise<ReadonlyMap<string, Scenario>> {
  const [{ shippedScenarios }, { loadScenarios }, { projectRoot }] = await Promise.all([
    import("../../drills"),
    import("../../rehearsal/drill/load"),
    import("../../project/own-project"),
  ]);
  return loadScenarios(shippedScenarios, join(projectRoot(), "drills"));
}

async function list({ json: asJson }: DrillVerbOptions): Promise<ExitCode> {
  const all = [...(await scenarios()).values()];
  const told = all.map(({ name, title, hypothesis, class: kind, source }) => ({
    name,
    title,
    hypothesis,
    class: kind,
    source,
  }));
  const width = Math.max(...all.map(({ name }) => name.length));
  console.log(
    asJson
      ? JSON.stringify(told, null, 2)
      : all.map(({ name, title }) => `${name.padEnd(width)}  ${title}`).join("\n"),
  );
  return exitCodes.done;
}

async function run(names: readonly string[], options: DrillVerbOptions): Promise<ExitCode> {
  useEdgeTimeZone();
  const [{ checkSeed, chosenScenarios }, { runDrills }, { siteNamed }, { ownSites, projectRoot }, sources] =
    await Promise.all([
      import("../../rehearsal/drill/load"),
      import("../../rehearsal/drill/run-drills"),
      import("../../project/sites"),
      import("../../project/own-project"),
      import("../../rehearsal/session/sites/site-source"),
    ]);
  const { from, json: asJson, seed, site } = options;
  checkSeed(seed);
  const chosen = chosenScenarios(await scenarios(), names);
  const before = options.against === undefined ? undefined : await kept(options.against);
  const own = ownSites();
  const only = site === undefined ? undefined : siteNamed(own, site);
  const warn = (text: string) => void process.stderr.write(text);
  const source =
    from === undefined
      ? new sources.ProjectSource({ json: asJson, warn })
      : new sources.TerraformFileSource(from);
  const showsProgress = process.stderr.isTTY && !asJson;
  try {
    const read = await source.read();
    const sites = from === undefined && only ? read.filter(({ name }) => name === only.name) : read;
    const result = await runDrills({
      ...{ sites, project: only ?? (own[0] as SiteConfig), root: projectRoot() },
      ...{ scenarios: chosen, seed },
      onDone: ({ name, verdict }, done, of) => {
        if (showsProgress) process.stderr.write(`\r\u001b[K${done}/${of} ${name}: ${verdict}`);
      },
    });
    if (showsProgress) process.stderr.write("\r\u001b[K");
    await tell(result, before, options);
    const isBroken = result.scenarios.some(({ verdict }) => verdict === "broken");
    return isBroken ? exitCodes.checkFailed : exitCodes.done;
  } finally {
    source.close();
  }
}

async function kept(file: string): Promise<DrillResult> {
  const [{ readResult }, { reportError }] = await Promise.all([
    import("../../report"),
    import("../../report/errors"),
  ]);
  let text: string;
  try {
    text = readFileSync(file, "utf8");
  } catch (cause) {
    throw reportError("DRILL_RESULT_UNREADABLE", `${file}: ${(cause as Error).message}`, undefined, {
      cause,
    });
  }
  return readResult(text, file);
}

async function write(file: string, text: string): Promise<void> {
  const { reportError } = await import("../../report/errors");
  try {
    writeFileSync(file, text);
  } catch (cause) {
    throw reportError("DRILL_REPORT_UNWRITABLE", `${file}: ${(cause as Error).message}`, undefined, {
      cause,
    });
  }
}

/** Files first: what is printed last says how it went. */
async function tell(
  result: DrillResult,
  before: DrillResult | undefined,
  options: DrillVerbOptions,
): Promise<void> {
  const { changesBetween, renderJunit, renderMarkdown, renderTable, writeReport } = await import(
    "../../report"
  );
  const changes = before && changesBetween(before, result);
  if (options.report !== undefined) writeReport(result, options.report);
  if (options.junit !== undefined) await write(options.junit, renderJunit(result));
  if (options.markdown !== undefined) await write(options.markdown, renderMarkdown(result, changes));
  if (options.json) return console.log(JSON.stringify(result, null, 2));
  const colour = process.stdout.isTTY && !process.env.NO_COLOR;
  console.log(
    renderTable(result, { colour, ...(process.stdout.columns && { width: process.stdout.columns }) }),
  );
  if (changes !== undefined && options.markdown === undefined)
    console.log(`\n${renderMarkdown(result, changes)}`);
}
