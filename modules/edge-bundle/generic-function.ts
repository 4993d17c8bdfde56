import { createRequire } from "node:module";
import { join, relative } from "node:path";
import type { BuildFailure, BuildOptions } from "esbuild";
import { packageRoot } from "../../config/package-root";
import { isNode, type SyntaxNode } from "../../facts/syntax-tree";
import { EdgeBundleError, type EdgeProblem, edgeProblem } from "./errors";
import { checkRuntime } from "./runtime-check";
import { COMMONJS_REQUIRE } from "./runtime-globals";

/** A function's code without a site's settings: these go between the two parts. */
export interface GenericFunction {
  /** Imports, which have to come first. */
  readonly head: string;
  readonly body: string;
}

/** A file, or a text that imports others, and the files of the project among these. */
export type Entry = string | { readonly text: string; readonly files: readonly string[] };

/** What the text is called in messages. */
const generated = "(generated)";

/** Loaded when first needed: most syntheses take their functions from the cache. */
const load = createRequire(import.meta.url);

/** The name under which the sources know their settings. */
const SETTINGS = "SETTINGS";

const common: BuildOptions = {
  bundle: true,
  minify: true,
  charset: "ascii",
  legalComments: "none",
  logLevel: "silent",
  platform: "neutral",
  write: false,
};

/**
 * `true` where the runtime has the feature, and where esbuild has no exact lowering: then `checkRuntime` finds it,
 * with the rest and at its place. Everything else that is newer than ES 5 is lowered.
 */
const runtimeFeatures: BuildOptions["supported"] = {
  arrow: true,
  "async-await": true,
  "const-and-let": true,
  "exponent-operator": true,
  "regexp-named-capture-groups": true,
  "regexp-sticky-and-unicode-flags": true,
  "rest-argument": true,
  "template-literal": true,
  "array-spread": true,
  "default-argument": true,
  "async-generator": true,
  bigint: true,
  class: true,
  destructuring: true,
  "dynamic-import": true,
  "for-await": true,
  "for-of": true,
  generator: true,
  "import-meta": true,
  "new-target": true,
  "object-rest-spread": true,
  "regexp-dot-all-flag": true,
  "regexp-lookbehind-assertions": true,
  "regexp-match-indices": true,
  "regexp-set-notation": true,
  "regexp-unicode-property-escapes": true,
  "top-level-await": true,
};

/**
 * Bundles a CloudFront Function that exports `handler`: a file, or a text that imports others from `root`.
 * @throws EdgeBundleError for what the runtime cannot run, with file and line.
 */
export function bundleCloudFrontFunction(name: string, entry: Entry, root = packageRoot()): GenericFunction {
  const sourcemap = { sourcemap: "external", sourcesContent: false } as const;
  const files = build(name, entry, { ...cloudFrontOptions(entry, root), ...sourcemap }).outputFiles;
  const map = JSON.parse(files.find((file) => file.path.endsWith(".map"))?.text ?? "{}");
  const code = files.find((file) => file.path.endsWith(".js"))?.text ?? "";
  const [first, ...rest] = checkRuntime(code, map, new Set([SETTINGS]));
  if (first !== undefined) throw new EdgeBundleError(name, [first, ...rest]);
  return split(code);
}

/** Bundles a Lambda function (Node.js 22, CommonJS) that exports `handler`. */
export function bundleLambdaFunction(name: string, entry: Entry, root = packageRoot()): GenericFunction {
  const [file] = build(name, entry, lambdaOptions(entry, root)).outputFiles;
  return { head: '"use strict";', body: (file?.text ?? "").replace(/^"use strict";/, "") };
}

/** An edge function as a person reads it: not minified, and the files that it is made of. */
export interface ReadableFunction {
  readonly code: string;
  /** The folder that `sources` are relative to: the package's, or the project's where it has a part in the function. */
  readonly root: string;
  /** Sorted. */
  readonly sources: readonly string[];
}

/** What is bundled from `entry`, with a site's settings, before it is minified. */
export function readableFunction(
  runtime: "cloudfront" | "lambda",
  name: string,
  entry: Entry,
  settings: string | undefined,
  root = packageRoot(),
): ReadableFunction {
  const options = runtime === "lambda" ? lambdaOptions(entry, root) : cloudFrontOptions(entry, root);
  const { outputFiles, metafile } = build(name, entry, { ...options, minify: false, metafile: true });
  const called = (_: string, exported: string) =>
    exported.trim() === "handler"
      ? "\n"
      : `\n// CloudFront calls ${exported.trim().replace(/ as handler$/, "")} as handler.\n`;
  const lines = (outputFiles[0]?.text ?? "").replace(/\nexport \{\n([^}]*)\};\n$/, called).split("\n");
  const imports = lines.filter((line) => line.startsWith("import "));
  const body = lines.filter((line) => !imports.includes(line)).join("\n");
  const constant =
    settings === undefined
      ? []
      : [`const ${SETTINGS} = ${JSON.stringify(JSON.parse(settings), undefined, 2)};`, ""];
  return {
    code: [...imports, ...constant, body].join("\n"),
    root,
    sources: Object.keys(metafile?.inputs ?? {})
      .filter((path) => path !== generated)
      .sort(),
  };
}

function cloudFrontOptions(entry: Entry, root: string): BuildOptions {
  return {
    ...common,
    absWorkingDir: root,
    ...entryOptions(entry, root),
    // The check says which modules there are; `require` under a name of its own stays a call at its place.
    packages: "external",
    define: { require: COMMONJS_REQUIRE },
    format: "esm",
    outfile: join(root, "function.js"),
    supported: runtimeFeatures,
    target: "es5",
  };
}

function entryOptions(entry: Entry, root: string): BuildOptions {
  return typeof entry === "string"
    ? { entryPoints: [join(root, entry)] }
    : { stdin: { contents: entry.text, resolveDir: root, sourcefile: generated } };
}

function lambdaOptions(entry: Entry, root: string): BuildOptions {
  return {
    ...common,
    absWorkingDir: root,
    ...entryOptions(entry, root),
    format: "cjs",
    outfile: join(root, "index.js"),
    platform: "node",
    target: "node22",
  };
}

/** The function for one site: its settings as a constant, if it has any, between imports and code. */
export function withSettings({ head, body }: GenericFunction, settings: string | undefined): string {
  return settings === undefined ? `${head}${body}` : `${head}const ${SETTINGS}=${settings};${body}`;
}

function build(name: string, entry: Entry, options: BuildOptions) {
  const { buildSync }: typeof import("esbuild") = load("esbuild");
  try {
    return buildSync({ ...options, write: false });
  } catch (error) {
    const problems = ((error as BuildFailure).errors ?? []).map((failure) =>
      buildProblem(failure, entry, options.absWorkingDir ?? packageRoot()),
    );
    if (problems.length === 0) throw error;
    throw new EdgeBundleError(name, problems);
  }
}

/** What esbuild says, in the words of somebody who has written a function, and at a place that is theirs. */
function buildProblem(
  { text, location }: BuildFailure["errors"][number],
  entry: Entry,
  root: string,
): EdgeProblem {
  const place = location && { file: location.file, line: location.line };
  const [, newer] = /^Transforming (.*) to the configured target environment /.exec(text) ?? [];
  if (newer !== undefined) return edgeProblem("EDGE_RUNTIME_SYNTAX", newer, place ?? {});
  if (place?.file !== generated || typeof entry === "string")
    return edgeProblem("EDGE_BUILD", text, place ?? {});
  const [, exporting] = /^No matching export in "(.*)" for import "handler"/.exec(text) ?? [];
  if (exporting !== undefined)
    return edgeProblem("EDGE_BUILD", "it exports no function named handler", { file: exporting, line: 1 });
  const missing = entry.files.find((file) => text.includes(JSON.stringify(file)));
  return edgeProblem(
    "EDGE_BUILD",
    missing === undefined ? text : `there is no file ${relative(root, missing)}`,
  );
}

/**
 * CloudFront calls a top-level function named `handler` and takes no exports: the export goes, the exported
 * function gets its name back, and imports come first, as CloudFront's guide has them.
 */
function split(code: string): GenericFunction {
  const { parse }: typeof import("acorn") = load("acorn");
  const program = parse(code, { ecmaVersion: "latest", sourceType: "module" });
  const statements = program.body as unknown as readonly SyntaxNode[];
  const imports = statements.filter((node) => node.type === "ImportDeclaration");
  const exports = statements.filter((node) => node.type === "ExportNamedDeclaration");
  const name = handlerName(exports, statements);
  if (name === undefined) throw new Error("an edge function exports a function named handler");
  const edits = [...imports, ...exports].map((node) => ({ start: node.start, end: node.end, text: "" }));
  edits.push({ start: name.start, end: name.end, text: "handler" });
  edits.sort((a, b) => b.start - a.start);
  const body = edits.reduce(
    (text, edit) => text.slice(0, edit.start) + edit.text + text.slice(edit.end),
    code,
  );
  return { head: imports.map((node) => code.slice(node.start, node.end)).join(""), body: body.trim() };
}

/** The name in the declaration of the exported handler. */
function handlerName(
  exports: readonly SyntaxNode[],
  statements: readonly SyntaxNode[],
): SyntaxNode | undefined {
  const specifiers = exports.flatMap((node) => node.specifiers as SyntaxNode[]);
  const specifier = specifiers.find((node) => isNode(node.exported) && node.exported.name === "handler");
  const local = isNode(specifier?.local) ? specifier.local.name : undefined;
  const declaration = statements.find(
    (node) => node.type === "FunctionDeclaration" && isNode(node.id) && node.id.name === local,
  );
  return isNode(declaration?.id) ? declaration.id : undefined;
}
