import { type ExitCode, exitCodes } from "../../errors/exit-codes";
import type { DrillResult } from "../../rehearsal/drill/result";
import type { Scenario } from "../../rehearsal/drill/scenario";
import type { GivenProfile } from "../../rehearsal/drill/traffic/given";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import type { ReportTargets } from "../../report";
import { namedLine } from "./comparison";
import { profileGiven } from "./traffic";

/** What `drill` runs, and where what it came to goes as well. */
export interface DrilledOptions extends ReportTargets {
  readonly seed: string;
  readonly site?: string;
  /** A Terraform file, in place of the project's own sites. */
  readonly from?: string;
  /** A profile of real traffic, in place of made-up visitors. */
  readonly traffic?: string;
  /** A result that was kept, in place of a run. */
  readonly result?: string;
  /** Another one, that it is compared with. */
  readonly against?: string;
  readonly json: boolean;
}

/** Prints which scenarios there are. */
export async function listScenarios({ json }: Pick<DrilledOptions, "json">): Promise<ExitCode> {
  const { knownScenarios, listedScenario } = await import("../../rehearsal/session/watching/known-scenarios");
  const all = [...(await knownScenarios()).values()];
  console.log(json ? JSON.stringify(all.map(listedScenario), null, 2) : all.map(namedLine).join("\n"));
  return exitCodes.done;
}

/** Runs the scenarios, or takes a result that was kept, and tells it in every way that is asked for. */
export async function drilled(names: readonly string[], options: DrilledOptions): Promise<ExitCode> {
  useEdgeTimeZone();
  const [{ checkSeed }, { allOf }, { namedScenarios }, report] = await Promise.all([
    import("../../rehearsal/drill/load"),
    import("../../errors/all-of"),
    import("../../rehearsal/session/named-scenarios"),
    import("../../report"),
  ]);
  const [, chosen, traffic, before, known] = await allOf(
    () => checkSeed(options.seed),
    () => (options.result === undefined ? namedScenarios(names, options) : []),
    () => profileGiven(options.traffic),
    () => (options.against === undefined ? undefined : report.readResultFile(options.against)),
    () => (options.result === undefined ? undefined : report.readResultFile(options.result)),
    () => report.checkTargets(options),
  );
  const result = known === undefined ? await run(chosen, options, traffic) : report.ofScenarios(known, names);
  const changes = before && report.changesBetween(before, result);
  // Files first: what is printed last says how it went.
  report.writeTargets(result, changes, options);
  tell(result, report, options);
  if (changes !== undefined && options.markdown === undefined && !options.json)
    console.log(`\n${report.renderMarkdown(result, changes)}`);
  const isBroken = result.scenarios.some(({ verdict }) => verdict === "broken");
  return isBroken ? exitCodes.checkFailed : exitCodes.done;
}

/** Runs the scenarios, and shows how far it is to whoever waits at a terminal. */
async function run(
  scenarios: readonly Scenario[],
  { from, json, seed, site }: DrilledOptions,
  traffic: GivenProfile | undefined,
): Promise<DrillResult> {
  const [{ drillSites }, { passingLine }] = await Promise.all([
    import("../../rehearsal/session/drilling"),
    import("../output/passing"),
  ]);
  const passing = passingLine(json);
  const result = await drillSites({
    ...{ from, json, scenarios, seed, site, ...(traffic && { traffic }) },
    warn: (text) => void process.stderr.write(text),
    onDone: ({ name, verdict }, done, of) => passing(`${done}/${of} ${name}: ${verdict}`),
  });
  passing();
  return result;
}

function tell(
  result: DrillResult,
  { renderTable }: typeof import("../../report"),
  { json }: DrilledOptions,
): void {
  if (json) {
    console.log(JSON.stringify(result, null, 2));
    return;
  }
  const { columns, isTTY } = process.stdout;
  const colour = isTTY && !process.env.NO_COLOR;
  console.log(renderTable(result, { colour, ...(columns && { width: columns }) }));
}
