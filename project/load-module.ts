import { createHash } from "node:crypto";
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { basename, dirname, join, relative, resolve } from "node:path";
import { Script } from "node:vm";
import type { BuildFailure, BuildResult } from "esbuild";
import { defineDeployment, defineSite } from "../config";
import { cacheFolder } from "../config/project-root";
import { projectError } from "./errors";

/** Loaded when first needed: as a rule the bundle is there. */
const load = createRequire(import.meta.url);

/**
 * Runs a TypeScript file of the project, with what it imports of the project's own, and returns its exports: as a
 * bundle, which is kept until one of its files changes. Packages are the project's.
 *
 * @throws {OutlastError} PROJECT_FILE_UNREADABLE, PROJECT_FILE_THROWS
 */
export function loadModule(file: string): Readonly<Record<string, unknown>> {
  const { outfile, code } = bundleOf(file);
  const script = new Script(`(function (exports, require, module, __filename, __dirname) {${code}\n})`, {
    filename: outfile,
  });
  const module = { exports: {} };
  try {
    script.runInThisContext()(module.exports, requireFrom(file), module, file, dirname(file));
  } catch (error) {
    const [what = ""] = String(error).split("\n");
    throw projectError("PROJECT_FILE_THROWS", `${placeOf(error, file, outfile)}: ${what}`, undefined, {
      cause: error,
    });
  }
  return module.exports;
}

/** The line of the project's own that threw, "lib/pages.ts:3:7"; the file alone where there is no stack. */
function placeOf(error: unknown, file: string, outfile: string): string {
  const stack = error instanceof Error ? (error.stack ?? "") : "";
  const [, line, column] =
    stack.slice(stack.indexOf(`${outfile}:`) + outfile.length).match(/^:(\d+):(\d+)/) ?? [];
  if (line === undefined || !stack.includes(`${outfile}:`)) return basename(file);
  const map = new SourceMap(JSON.parse(readFileSync(`${outfile}.map`, "utf8")));
  const entry = map.findEntry(Number(line) - 1, Number(column) - 1);
  if (!("originalSource" in entry)) return basename(file);
  const source = resolve(dirname(outfile), entry.originalSource);
  return `${relative(dirname(file), source)}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
}

/** The files of the project that the module was made of. */
export function filesOfModule(file: string): readonly string[] {
  return Object.keys(bundleOf(file).states).map((name) => resolve(dirname(file), name));
}

interface ModuleBundle {
  readonly outfile: string;
  readonly code: string;
  /** What each file, relative to the module's folder, was then. */
  readonly states: Readonly<Record<string, string>>;
}

function bundleOf(file: string): ModuleBundle {
  const digest = createHash("sha256").update(file).digest("hex").slice(0, 16);
  const outfile = join(cacheFolder(), `module-${digest}.cjs`);
  const known = read(outfile);
  if (known && isFresh(known.states, dirname(file))) return { outfile, ...known };
  return { outfile, ...bundle(file, outfile) };
}

function read(outfile: string): Omit<ModuleBundle, "outfile"> | undefined {
  try {
    return JSON.parse(readFileSync(`${outfile}.json`, "utf8"));
  } catch {
    return undefined;
  }
}

function isFresh(states: ModuleBundle["states"], folder: string): boolean {
  return Object.entries(states).every(([name, state]) => stateOf(resolve(folder, name)) === state);
}

function stateOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.mtimeMs} ${stat.size}` : "";
}

function bundle(file: string, outfile: string): Omit<ModuleBundle, "outfile"> {
  const { metafile, outputFiles } = build(file, outfile);
  const folder = dirname(file);
  const states = Object.fromEntries(
    Object.keys(metafile?.inputs ?? {}).map((name) => [name, stateOf(resolve(folder, name))]),
  );
  const text = (end: string) => outputFiles?.find(({ path }) => path.endsWith(end))?.text ?? "";
  const made = { states, code: text(".cjs") };
  keep(`${outfile}.map`, text(".map"));
  keep(`${outfile}.json`, JSON.stringify(made));
  return made;
}

function build(file: string, outfile: string): BuildResult {
  const { buildSync }: typeof import("esbuild") = load("esbuild");
  try {
    return buildSync({
      ...{ entryPoints: [file], outfile, absWorkingDir: dirname(file), bundle: true, packages: "external" },
      // As package.json has it, whatever tsconfig.json tells the editor of paths.
      tsconfigRaw: {},
      ...{ format: "cjs", platform: "node", target: "node20", write: false, metafile: true },
      // Imported and required are the same here; and a script has no URL of its own.
      supported: { "dynamic-import": false },
      banner: { js: 'const importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
      define: {
        ...{ "import.meta.dirname": "__dirname", "import.meta.filename": "__filename" },
        "import.meta.url": "importMetaUrl",
      },
      ...{ sourcemap: "external", sourcesContent: false, logLevel: "silent" },
    });
  } catch (error) {
    const { errors } = error as BuildFailure;
    if (errors === undefined) throw error;
    const lines = errors.map(({ location, text }) =>
      location ? `${location.file}:${location.line}:${location.column + 1}: ${text}` : text,
    );
    throw projectError("PROJECT_FILE_UNREADABLE", lines.join("\n"));
  }
}

/** At once, since another process may be reading it; what cannot be kept costs time and nothing else. */
function keep(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  try {
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(temporary, text);
    renameSync(temporary, path);
  } catch {
    return;
  }
}

/** Requires as the file itself would; a config takes of outlast what is here already, and the whole of it if it needs more. */
function requireFrom(file: string): NodeJS.Require {
  const require = createRequire(file);
  const own: Record<string | symbol, unknown> = { defineSite, defineDeployment };
  const light = new Proxy(own, {
    get: (known, name) => (name in known ? known[name] : require("outlast")[name]),
  });
  return Object.assign((name: string) => (name === "outlast" ? light : require(name)), require);
}
