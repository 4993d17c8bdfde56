import { existsSync, readdirSync, readFileSync } from "node:fs";
import { basename, join, resolve } from "node:path";
import type * as z from "zod";
import { didYouMean } from "../../config/did-you-mean";
import { packageRoot } from "../../config/package-root";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import { ownModule } from "../../project/own-project";
import { checkScenario, type Draft } from "./check";
import { type DrillCode, drillError, drillRules } from "./errors";
import { type Scenario, scenarioSchema } from "./scenario";

/** What is in the folder that ships and is no scenario. */
const beside = new Set(["index", "compared"]);

/**
 * The scenarios that ship, and the user's own of a folder, in the order of their names; one's own of the same name takes
 * the place of one that ships.
 *
 * @param named those that somebody names
 * @throws {OutlastError} with all that is wrong with any of them, and DRILL_NAME for all that there are not
 */
export function loadScenarios(
  shipped: Readonly<Record<string, unknown>>,
  folder: string,
  named: readonly string[] = [],
): ReadonlyMap<string, Scenario> {
  const problems: Problem[] = [];
  const found = new Map<string, readonly [place: string, value: unknown]>();
  for (const [name, value] of Object.entries(shipped)) found.set(name, [name, value]);
  const own = new Set<string>();
  // Where the project is this one, its folder is the one that ships.
  const isShipped = folder === join(packageRoot(), "drills");
  for (const file of filesOf(folder)) {
    const name = scenarioName(file);
    if (isShipped && (beside.has(name) || Object.hasOwn(shipped, name))) continue;
    if (own.has(name))
      problems.push(drillProblem("DRILL_NAME", `drills/${name} is there as .ts and as .json`));
    own.add(name);
    const value = readFile(join(folder, file), `drills/${file}`, problems);
    if (value !== undefined) found.set(name, [`drills/${file}`, value]);
  }
  const scenarios: [string, Scenario][] = [];
  for (const [name, [place, value]] of found) {
    const scenario = readScenario(place, value, problems);
    if (scenario === undefined) continue;
    if (scenario.name !== name)
      problems.push(drillProblem("DRILL_NAME", `${place} is called ${scenario.name}`));
    scenarios.push([name, scenario]);
  }
  problems.push(...unknownNames(found, named));
  if (problems.length > 0) throw new OutlastError(problems);
  return new Map(scenarios.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** Whether what is given in the place of a scenario's name is the path of its file. */
export function isScenarioFile(name: string): boolean {
  return /[\\/]|\.(?:ts|json)$/.test(name);
}

/** Scenarios of files anywhere, whatever the files are called. @throws {OutlastError} with all that is wrong with any of them */
export function scenariosOfFiles(paths: readonly string[]): readonly Scenario[] {
  const problems: Problem[] = [];
  const scenarios = paths.flatMap((path) => {
    const value = readFile(resolve(path), path, problems);
    return (value === undefined ? undefined : readScenario(path, value, problems)) ?? [];
  });
  if (problems.length > 0) throw new OutlastError(problems);
  return scenarios;
}

/** What there is of the scenarios in files anywhere, and of those of a folder that are named, by the places that problems name. */
export function draftsOf(
  paths: readonly string[],
  folder: string,
  named: readonly string[],
): ReadonlyMap<string, Draft> {
  const own = filesOf(folder).filter((file) => named.includes(scenarioName(file)));
  const places = [
    ...paths.map((path): [string, string] => [path, resolve(path)]),
    ...own.map((file): [string, string] => [`drills/${file}`, join(folder, file)]),
  ];
  return new Map(places.map(([place, file]) => [place, draftOf(readFile(file, place, []))]));
}

function readScenario(place: string, value: unknown, problems: Problem[]): Scenario | undefined {
  const { data, error } = scenarioSchema.safeParse(value);
  if (error !== undefined)
    problems.push(...error.issues.flatMap((issue) => shapeProblems(place, value, issue)));
  const found = checkScenario(data ?? draftOf(value));
  problems.push(...found.map(([code, text]) => drillProblem(code, `${place}: ${text}`)));
  return data;
}

function draftOf(value: unknown): Draft {
  const { duration, needs, timeline, traffic } = scenarioSchema.shape;
  const given = (value ?? {}) as Readonly<Record<keyof Draft, unknown>>;
  const steps: readonly unknown[] = Array.isArray(given.timeline) ? given.timeline : [];
  return {
    timeline: steps.map((step) => timeline.element.safeParse(step).data),
    duration: duration.safeParse(given.duration).data,
    traffic: traffic.safeParse(given.traffic).data,
    needs: needs.safeParse(given.needs).data ?? [],
  };
}

function scenarioName(file: string): string {
  return basename(file).replace(/\.(ts|json)$/, "");
}

function filesOf(folder: string): readonly string[] {
  if (!existsSync(folder)) return [];
  return readdirSync(folder)
    .filter((file) => /(?<!\.d)\.ts$|\.json$/.test(file))
    .sort();
}

function readFile(path: string, place: string, problems: Problem[]): unknown {
  try {
    const value = path.endsWith(".ts") ? ownModule(path).default : JSON.parse(readFileSync(path, "utf8"));
    if (value === undefined) problems.push(drillProblem("DRILL_FILE", `${place} has no default export`));
    return value;
  } catch (error) {
    const said = error instanceof OutlastError ? error.value : (error as Error).message;
    problems.push(drillProblem("DRILL_FILE", `${place}: ${said}`));
    return undefined;
  }
}

/** @throws {OutlastError} DRILL_SEED */
export function checkSeed(seed: string): void {
  if (!/^[\w.-]{1,100}$/.test(seed)) throw drillError("DRILL_SEED", `--seed "${seed}"`);
}

/**
 * Those that somebody names; all of them without a name.
 *
 * @param where what says which there are
 * @throws {OutlastError} DRILL_NAME for all that there are not
 */
export function chosenScenarios(
  all: ReadonlyMap<string, Scenario>,
  names: readonly string[],
  where?: string,
): readonly Scenario[] {
  const unknown = unknownNames(all, names, where);
  if (unknown.length > 0) throw new OutlastError(unknown);
  return names.length === 0
    ? [...all.values()]
    : [...new Set(names)].map((name) => all.get(name) as Scenario);
}

function unknownNames(
  all: ReadonlyMap<string, unknown>,
  names: readonly string[],
  where?: string,
): readonly Problem[] {
  const unknown = names.filter((name) => !all.has(name));
  return unknown.map((name) =>
    drillProblem("DRILL_NAME", `there is no scenario ${name}`, didYouMean(name, [...all.keys()]) ?? where),
  );
}

/** One thing that is wrong with what drills are given. */
export function drillProblem(code: DrillCode, value: string, mend: string = drillRules[code].mend): Problem {
  return { code, severity: "error", value, rule: drillRules[code].rule, mend };
}

/** What zod found, by the place of each; of a step, what its own kind of step misses. */
function shapeProblems(
  place: string,
  value: unknown,
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[] = [],
): Problem[] {
  const path = [...base, ...issue.path];
  const where = `${place}: ${path.map(String).join(".") || "the scenario"}`;
  if (issue.code === "invalid_union") {
    const step = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    const kind = ["fault", "mend", "do"].findIndex(
      (key) => typeof step === "object" && step !== null && key in step,
    );
    const branch = issue.errors[kind];
    if (branch !== undefined) return branch.flatMap((one) => shapeProblems(place, value, one, path));
    return [
      drillProblem("DRILL_SCENARIO", `${where} does nothing: a step has \`fault\`, \`mend\` or \`do\``),
    ];
  }
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const meant = didYouMean(key, Object.keys(scenarioSchema.shape));
      return drillProblem("DRILL_SCENARIO", `${where} has the unknown key ${key}`, meant);
    });
  return [drillProblem("DRILL_SCENARIO", `${where}: ${issue.message}`)];
}
