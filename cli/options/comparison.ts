import { Option } from "commander";
import { useEdgeTimeZone } from "../../rehearsal/session/edge-time-zone";
import { profileGiven } from "./traffic";

/** What `drill` says of one site, which a comparison has not. */
const ofOneSite = ["from", "report", "junit", "markdown", "against"];

export function compareOption(): Option {
  return new Option("--compare", "compare the own site with other ways to keep one, in the same outages")
    .default(false)
    .conflicts(ofOneSite);
}

export function compareWithOption(): Option {
  return new Option("--compare-with <file>", "compare with a Terraform file as well; may be repeated")
    .default([])
    .argParser((file: string, before: readonly string[]) => [...before, file])
    .conflicts(ofOneSite);
}

export interface ComparedOptions {
  readonly compareWith: readonly string[];
  readonly site?: string;
  readonly seed: string;
  /** A profile of real traffic. */
  readonly traffic?: string;
  readonly json: boolean;
}

/** Prints which outages ways are compared in. */
export async function listCompared({ json }: Pick<ComparedOptions, "json">): Promise<void> {
  const { comparedOutages } = await import("../../drills/compared");
  const told = comparedOutages.map(({ name, title, hypothesis, class: kind }) => ({
    ...{ name, title, hypothesis, class: kind },
  }));
  console.log(json ? JSON.stringify(told, null, 2) : told.map(namedLine).join("\n"));
}

/** A name and what it is, in a line; names stand below each other. */
export function namedLine(
  { name, title }: { readonly name: string; readonly title: string },
  _: number,
  all: readonly { readonly name: string }[],
): string {
  return `${name.padEnd(Math.max(...all.map((one) => one.name.length)))}  ${title}`;
}

/** Runs the comparison of one of the project's own sites, and prints it. @param names outages, all of them if none */
export async function compareWays(names: readonly string[], options: ComparedOptions): Promise<void> {
  useEdgeTimeZone();
  const [{ checkSeed }, { allOf }, { compareSite }, { passingLine }, { comparisonText }] = await Promise.all([
    import("../../rehearsal/drill/load"),
    import("../../errors/all-of"),
    import("../../rehearsal/session/comparing"),
    import("../output/passing"),
    import("../../report"),
  ]);
  const { compareWith: files, json, seed, site } = options;
  const [, traffic] = await allOf(
    () => checkSeed(seed),
    () => profileGiven(options.traffic),
  );
  const passing = passingLine(json);
  const comparison = await compareSite({
    ...{ files, json, names, seed, site, ...(traffic && { traffic }) },
    warn: (text) => void process.stderr.write(text),
    onRun: (way, outage) => passing(`${way}: ${outage}`),
  });
  passing();
  console.log(json ? JSON.stringify(comparison, null, 2) : comparisonText(comparison));
}
