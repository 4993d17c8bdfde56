#!/usr/bin/env node
// Runs a TypeScript file: `node bin/run.mjs main.ts [argument...]`. One esbuild pass over the project's own files, and
// those of packages that most verbs load, takes a tenth of what a compiler in the module loader would, and is not repeated
// while no file has changed. The bundle is CommonJS: other packages are then loaded when they are first needed, and Node
// does not have to search each for its exports. What V8 made of it is kept too, for each verb: compiling what a release
// needs takes longer than listing a thousand objects.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire, SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { Script } from "node:vm";
import { bundle, isFresh, readBundle, replaceFile } from "./bundle.mjs";
import { chooseFramework } from "./framework.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Where outlast is installed, its folder has been built, and nothing is written into it.
const isInstalled = !existsSync(join(root, "cli"));
const cache = isInstalled ? join(dirname(root), ".cache/outlast") : join(root, "node_modules/.cache/outlast");

/**
 * Verbs that go through everything once: for them V8's young generation stays at 2 MB, where it would grow to 32, and what
 * it keeps is collected when it has grown by half, where it would grow threefold.
 */
const thrifty = new Set(["release"]);
const thrift = ["--semi-space-growth-factor=1", "--heap-growing-percent=50"];

/**
 * Bundles `entry` (relative to the project, without top-level await) and runs it with `process.argv` as if it had
 * been called itself. Returns its exports. What it does not catch ends it; `told` makes the last words of the stack.
 */
export async function runTypeScript(entry, args, told = (stack) => stack) {
  refuseOldNode();
  if (isInstalled) chooseFramework(root);
  for (const flag of thrifty.has(args[0]) ? thrift : []) setFlagsFromString(flag);
  // What packages call that Node advises against is nothing that whoever runs this can mend.
  process.noDeprecation ||= !process.env.OUTLAST_DEBUG;
  const source = resolve(root, entry);
  const name = `${relative(root, source).replace(/[^\w-]+/g, "-")}.cjs`;
  const outfile = isInstalled ? join(root, "dist/programs.cjs") : join(cache, name);
  const made = isInstalled ? readBundle(outfile) : await freshBundle(source, outfile);
  process.argv = [process.argv[0], entry, ...args];
  process.once("uncaughtException", (error) => {
    console.error(told(error instanceof Error ? withSourcePositions(error.stack) : String(error)));
    process.exit(3);
  });
  const exported = runCompiled(made, outfile, name, args[0]);
  return isInstalled ? exported.programs[entry]() : exported;
}

/** Before anything is loaded that an older Node cannot read. */
function refuseOldNode() {
  const { engines } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  const [major, minor] = engines.node.match(/\d+/g).map(Number);
  const [ownMajor, ownMinor] = process.versions.node.split(".").map(Number);
  if (ownMajor > major || (ownMajor === major && ownMinor >= minor)) return;
  console.error(
    `outlast needs Node ${major}.${minor} or newer, and this is ${process.versions.node}: https://nodejs.org/en/download`,
  );
  process.exit(3);
}

async function freshBundle(source, outfile) {
  try {
    const made = readBundle(outfile);
    if (isFresh(made.states)) return made;
  } catch {}
  await bundle(source, outfile);
  return readBundle(outfile);
}

/**
 * Runs the bundle as Node runs a file of CommonJS. V8 takes what it has kept for code of the same length from a V8 of the
 * same number, which several Nodes have, each with its own changes: what 20.20 keeps ends 20.19 by a segmentation fault. So
 * that file is named after the state of what the bundle was made of, and after the Node.
 */
function runCompiled({ code, states }, outfile, name, verb = "") {
  const known = /^[a-z][a-z-]{0,20}$/.test(verb) ? verb : "";
  const node = `${process.versions.node} ${process.versions.v8} ${process.arch}`;
  const digest = createHash("sha256").update(`${states}\n${node}`).digest("hex").slice(0, 16);
  const compiled = join(cache, `${name}.${digest}.${known}.v8`);
  const script = new Script(code, { filename: outfile, cachedData: readIfThere(compiled) });
  if (script.cachedDataRejected !== false)
    process.once("exit", (exitCode) => keep(script, compiled, exitCode));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(outfile), module, outfile, dirname(outfile));
  return module.exports;
}

function readIfThere(file) {
  try {
    return readFileSync(file);
  } catch {
    return undefined;
  }
}

/** What has run by now, which a later run of the same verb needs too. What was typed wrong is no verb. */
function keep(script, compiled, exitCode) {
  if (exitCode === 2) return;
  try {
    mkdirSync(dirname(compiled), { recursive: true });
    replaceFile(compiled, script.createCachedData());
  } catch {
    // The next run is slower, that is all.
  }
}

/** Node's own source map support would read the map of every package too, which takes longer than the program. */
function withSourcePositions(stack) {
  const maps = new Map();
  return stack.replaceAll(/([^\s(]+\.cjs):(\d+):(\d+)/g, (position, file, line, column) => {
    if (!maps.has(file)) maps.set(file, sourceMapOf(file));
    const entry = maps.get(file)?.findEntry(line - 1, column - 1);
    if (entry?.originalSource === undefined) return position;
    const source = resolve(dirname(file), entry.originalSource);
    return `${source}:${entry.originalLine + 1}:${entry.originalColumn + 1}`;
  });
}

/** Of what was bundled here, or a file of the project (project/load-module.ts). */
function sourceMapOf(file) {
  const map = readIfThere(`${file}.map`);
  return map && new SourceMap(JSON.parse(map.toString()));
}

if (process.argv[1] && resolve(process.argv[1]) === fileURLToPath(import.meta.url)) {
  const [entry, ...args] = process.argv.slice(2);
  if (entry === undefined) {
    console.error("usage: node bin/run.mjs <file.ts> [argument...]");
    process.exit(2);
  }
  await runTypeScript(entry, args);
}
