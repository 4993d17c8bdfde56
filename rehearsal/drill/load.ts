import { existsSync, readdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { Script } from "node:vm";
import type { Plugin } from "esbuild";
import type * as z from "zod";
import { didYouMean } from "../../config/did-you-mean";
import { OutlastError, type Problem } from "../../errors/outlast-error";
import { checkScenario } from "./check";
import { type DrillCode, drillRules } from "./errors";
import { type Scenario, scenarioSchema } from "./scenario";

const load = createRequire(import.meta.url);

/**
 * The scenarios of a folder, those that ship and the user's own, by name in the order of their names.
 * @throws {OutlastError} with all that is wrong with any of them
 */
export async function loadScenarios(folder: string): Promise<ReadonlyMap<string, Scenario>> {
  const files = existsSync(folder)
    ? readdirSync(folder)
        .filter((file) => /(?<!\.d)\.ts$|\.json$/.test(file))
        .sort()
    : [];
  const problems: Problem[] = [];
  const scenarios = new Map<string, Scenario>();
  const written = await readFiles(folder, files, problems);
  for (const [file, value] of written) {
    const read = scenarioSchema.safeParse(value);
    if (!read.success) {
      problems.push(...read.error.issues.flatMap((issue) => shapeProblems(file, value, issue)));
      continue;
    }
    const { name } = read.data;
    problems.push(
      ...checkScenario(read.data).map(([code, text]) => drillProblem(code, `drills/${file}: ${text}`)),
    );
    if (name !== basename(file).replace(/\.(ts|json)$/, ""))
      problems.push(drillProblem("DRILL_NAME", `drills/${file} is called ${name}`));
    else if (scenarios.has(name))
      problems.push(drillProblem("DRILL_NAME", `${name} is the name of two files of drills/`));
    scenarios.set(name, read.data);
  }
  if (problems.length > 0) throw new OutlastError(problems);
  return scenarios;
}

/** Those that somebody names; all of them without a name. @throws {OutlastError} DRILL_NAME for all that there are not */
export function chosenScenarios(
  all: ReadonlyMap<string, Scenario>,
  names: readonly string[],
): readonly Scenario[] {
  const unknown = names.filter((name) => !all.has(name));
  if (unknown.length > 0)
    throw new OutlastError(
      unknown.map((name) => {
        const meant = didYouMean(name, [...all.keys()]);
        return drillProblem("DRILL_NAME", `there is no scenario ${name}`, meant);
      }),
    );
  return names.length === 0
    ? [...all.values()]
    : [...new Set(names)].map((name) => all.get(name) as Scenario);
}

export function drillProblem(code: DrillCode, value: string, mend: string = drillRules[code].mend): Problem {
  return { code, severity: "error", value, rule: drillRules[code].rule, mend };
}

async function readFiles(
  folder: string,
  files: readonly string[],
  problems: Problem[],
): Promise<[file: string, value: unknown][]> {
  const out: [string, unknown][] = [];
  const scripts = files.filter((file) => file.endsWith(".ts"));
  const exported = await bundled(folder, scripts, problems);
  for (const file of files) {
    try {
      const value = file.endsWith(".ts")
        ? exported.get(file)
        : JSON.parse(readFileSync(join(folder, file), "utf8"));
      if (value !== undefined) out.push([file, value]);
      else if (exported.size > 0)
        problems.push(drillProblem("DRILL_FILE", `drills/${file} has no default export`));
    } catch (error) {
      problems.push(drillProblem("DRILL_FILE", `drills/${file}: ${(error as Error).message}`));
    }
  }
  return out;
}

/** The default export of each, by one pass of the bundler: a compiler in the module loader would take a second. */
async function bundled(
  folder: string,
  files: readonly string[],
  problems: Problem[],
): Promise<ReadonlyMap<string, unknown>> {
  if (files.length === 0) return new Map();
  const { build } = load("esbuild") as typeof import("esbuild");
  const contents = files
    .map((file, at) => `import * as m${at} from "./${file}"; exports["${file}"] = m${at}.default;`)
    .join("\n");
  try {
    const { outputFiles } = await build({
      ...{
        stdin: { contents, resolveDir: folder },
        bundle: true,
        write: false,
        format: "cjs",
        platform: "node",
      },
      ...{ logLevel: "silent" as const, plugins: [typesAlone] },
    });
    const module = { exports: {} as Record<string, unknown> };
    const script = new Script(`(function (module, exports, require) {${outputFiles[0]?.text}\n})`);
    script.runInThisContext()(module, module.exports, createRequire(join(folder, "drill.js")));
    return new Map(Object.entries(module.exports));
  } catch (error) {
    const { errors } = error as {
      errors?: readonly { text: string; location?: { file: string; line: number } }[];
    };
    const said = errors?.map(
      ({ text, location }) => `${location ? `${basename(location.file)}:${location.line}: ` : ""}${text}`,
    );
    for (const text of said ?? [(error as Error).message])
      problems.push(drillProblem("DRILL_FILE", `drills/${text}`));
    return new Map();
  }
}

/** A scenario takes nothing but its type from the engine. */
const typesAlone: Plugin = {
  name: "scenario-types",
  setup(build) {
    build.onResolve({ filter: /rehearsal\/drill\/scenario$/ }, ({ path }) => ({
      path,
      namespace: "scenario-types",
    }));
    build.onLoad({ filter: /.*/, namespace: "scenario-types" }, () => ({
      contents: "export const defineScenario = (scenario) => scenario;",
    }));
  },
};

function shapeProblems(
  file: string,
  value: unknown,
  issue: z.core.$ZodIssue,
  base: readonly PropertyKey[] = [],
): Problem[] {
  const path = [...base, ...issue.path];
  const place = `drills/${file}: ${path.map(String).join(".") || "the scenario"}`;
  if (issue.code === "invalid_union") {
    const step = path.reduce<unknown>(
      (at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key],
      value,
    );
    const kind = ["fault", "mend", "do"].findIndex(
      (key) => typeof step === "object" && step !== null && key in step,
    );
    const branch = issue.errors[kind];
    if (branch !== undefined) return branch.flatMap((one) => shapeProblems(file, value, one, path));
    return [
      drillProblem(
        "DRILL_SCENARIO",
        `${place} breaks, mends and does nothing: it needs \`fault\`, \`mend\` or \`do\``,
      ),
    ];
  }
  if (issue.code === "unrecognized_keys")
    return issue.keys.map((key) => {
      const meant = didYouMean(key, Object.keys(scenarioSchema.shape));
      return drillProblem("DRILL_SCENARIO", `${place} has the unknown key ${key}`, meant);
    });
  return [drillProblem("DRILL_SCENARIO", `${place}: ${issue.message}`)];
}
