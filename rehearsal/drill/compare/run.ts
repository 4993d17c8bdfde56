import { basename } from "node:path";
import type { SiteConfig } from "../../../config";
import { OutlastError } from "../../../errors/outlast-error";
import { type LoadedSite, loadTerraform, loadTerraformAt } from "../../terraform";
import { drillContent } from "../content/content";
import { chosenScenarios } from "../load";
import { type ScenarioInput, scenarioSchema } from "../scenario";
import { type GivenProfile, givenTraffic, usedTraffic } from "../traffic/given";
import { compare, type DrillComparison } from "./compare";
import { ownWays, prepareWays, wayOf } from "./ways";

export interface ComparisonOptions {
  /** The project's own site: its content is everybody's. */
  readonly own: { readonly loaded: LoadedSite; readonly host: string; readonly config: SiteConfig };
  /** The folder of its content. */
  readonly content: string;
  /** The ways that it is compared with. */
  readonly alternatives: readonly {
    readonly name: string;
    readonly title: string;
    readonly terraform: object;
    readonly hasSwitch?: boolean;
  }[];
  /** Terraform of somebody's, as further ways. @default - none */
  readonly files?: readonly string[];
  readonly outages: readonly ScenarioInput[];
  /** Some of the outages, by name. @default - all */
  readonly names?: readonly string[];
  readonly seed: string;
  /** In the place of made-up visitors. */
  readonly traffic?: GivenProfile;
  readonly onRun?: (way: string, outage: string) => void;
}

/**
 * What the same outages come to at every alternative, at the given files, and at the project's own site.
 * @throws {OutlastError} for a file that cannot be rehearsed, and a name that no outage has
 */
export async function runComparison(options: ComparisonOptions): Promise<DrillComparison> {
  const { own, alternatives, files = [], names = [], outages, seed, onRun } = options;
  const parsed = outages.map((outage) => scenarioSchema.parse(outage));
  const scenarios = chosenScenarios(
    new Map(parsed.map((one) => [one.name, one])),
    names,
    "`npx outlast drill --compare --list` has the outages that are compared.",
  );
  const traffic = options.traffic && givenTraffic(options.traffic, scenarios);
  const shipped = alternatives.map(({ name, title, terraform, hasSwitch }) => {
    const source = { folder: ".", name: `drills/alternatives/${name}.tf.json` };
    return wayOf(name, title, loadTerraform(JSON.stringify(terraform), source), hasSwitch);
  });
  const given = await Promise.all(
    files.map(async (file) => wayOf(basename(file), basename(file), await loadTerraformAt(file))),
  );
  const content = await drillContent(options.content, own.config);
  try {
    const prepared = await prepareWays([...shipped, ...given, ...ownWays(own)], content, seed);
    const problems = prepared.flatMap(([, site]) => traffic?.problemsAt(site) ?? []);
    if (problems.length > 0) throw new OutlastError(problems);
    const { edgeLocations } = own.config.visitors;
    const compared = await compare(
      prepared,
      scenarios,
      { seed, edgeLocations, ...(traffic && { traffic: traffic.model }) },
      onRun,
    );
    return { ...compared, traffic: usedTraffic(options.traffic) };
  } finally {
    // All of them share it.
    content.close();
  }
}
