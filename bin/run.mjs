#!/usr/bin/env node
// Runs a TypeScript file: `node bin/run.mjs main.ts [argument...]`. One esbuild pass over the project's own files,
// packages left outside, takes a tenth of what a compiler in the module loader would, and is not repeated while no file
// has changed. The bundle is CommonJS: packages are then loaded when they are first needed, and Node does not have to
// search each for its exports.
import { mkdirSync, readFileSync, renameSync, statSync, writeFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const cache = join(root, "node_modules/.cache/outlast");

/**
 * Bundles `entry` (relative to the project, without top-level await) and runs it with `process.argv` as if it had
 * been called itself. Returns its exports. What it does not catch ends it; `told` makes the last words of the stack.
 */
export async function runTypeScript(entry, args, told = (stack) => stack) {
  const source = resolve(root, entry);
  const outfile = join(cache, `${relative(root, source).replace(/[^\w-]+/g, "-")}.cjs`);
  if (!isFresh(outfile)) await bundle(source, outfile);
  process.argv = [process.argv[0], entry, ...args];
  process.once("uncaughtException", (error) => {
    console.error(told(error instanceof Error ? withSourcePositions(error.stack, outfile) : String(error)));
    process.exit(3);
  });
  return createRequire(import.meta.url)(outfile);
}

/** Whether every file that went into the bundle still is what it was; they are in the bundle's first line. */
function isFresh(outfile) {
  try {
    const code = readFileSync(outfile, "utf8");
    const inputs = JSON.parse(code.slice("//".length, code.indexOf("\n")));
    return Object.entries(inputs).every(([file, state]) => stateOf(file) === state);
  } catch {
    return false;
  }
}

function stateOf(file) {
  const { mtimeMs, size } = statSync(join(root, file));
  return `${mtimeMs} ${size}`;
}

async function bundle(source, outfile) {
  const { build } = await import("esbuild");
  const { metafile, outputFiles } = await build({
    entryPoints: [source],
    outfile,
    absWorkingDir: root,
    bundle: true,
    packages: "external",
    // In the bundle, Zod is without its messages in fifty languages, which every start would load.
    alias: { zod: fileURLToPath(import.meta.resolve("zod")) },
    format: "cjs",
    platform: "node",
    target: "node20",
    define: { "import.meta.dirname": "__dirname", "import.meta.url": "importMetaUrl" },
    // The first line is taken by the inputs, and written once they are known.
    banner: { js: '\nconst importMetaUrl = require("node:url").pathToFileURL(__filename).href;' },
    sourcemap: "external",
    sourcesContent: false,
    logLevel: "error",
    metafile: true,
    write: false,
  }).catch((error) => {
    // A file that is no TypeScript, site.config.ts as a rule: esbuild has shown its line.
    if (error.errors === undefined) throw error;
    process.exit(2);
  });
  const inputs = [...Object.keys(metafile.inputs), "bin/run.mjs", "package-lock.json"];
  const states = JSON.stringify(Object.fromEntries(inputs.map((file) => [file, stateOf(file)])));
  mkdirSync(cache, { recursive: true });
  for (const { path, text } of outputFiles) {
    replaceFile(path, path === outfile ? `//${states}${text}` : text);
  }
}

/** At once, since another process may be reading it. */
function replaceFile(path, text) {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text);
  renameSync(temporary, path);
}

/** Node's own source map support would read the map of every package too, which takes longer than the program. */
function withSourcePositions(stack, outfile) {
  const map = new SourceMap(JSON.parse(readFileSync(`${outfile}.map`, "utf8")));
  return stack.replaceAll(/([^\s(]+):(\d+):(\d+)/g, (position, file, line, column) => {
    if (file !== outfile) return position;
    const entry = map.findEntry(line - 1, column - 1);
    if (entry.originalSource === undefined) return position;
    const source = resolve(dirname(outfile), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2);
  if (entry === undefined) {
    console.error("usage: node bin/run.mjs <file.ts> [argument...]");
    process.exit(2);
  }
  await runTypeScript(entry, args);
}
