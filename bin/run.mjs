#!/usr/bin/env node
// Runs a TypeScript file: `node bin/run.mjs main.ts [argument...]`. One esbuild pass over the project's own files, and
// those of packages that most verbs load, takes a tenth of what a compiler in the module loader would, and is not repeated
// while no file has changed. The bundle is CommonJS: other packages are then loaded when they are first needed, and Node
// does not have to search each for its exports. What V8 made of it is kept too, for each verb: compiling what a release
// needs takes longer than listing a thousand objects.
import { readFileSync } from "node:fs";
import { SourceMap } from "node:module";
import { dirname, join, relative, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { setFlagsFromString } from "node:v8";
import { bundle, isFresh, readBundle } from "./bundle.mjs";
import { cache, installed, isInstalled, readIfThere, root, runCompiled } from "./compiled.mjs";
import { chooseFramework, withoutUnasked } from "./framework.mjs";

/**
 * V8's flags by verb. A release goes through everything once: the young generation stays at 2 MB, where it would grow to 32,
 * and what it keeps is collected when it has grown by half, where it would grow threefold; code is optimized later than usual,
 * since a quarter of the time of the processor went into optimizing what had nearly ended. An audit parses HCL by a program
 * in WebAssembly, which is done before V8 has optimized it.
 */
const flags = {
  release: ["--semi-space-growth-factor=1", "--heap-growing-percent=50", ...optimizingLater()],
  audit: ["--liftoff-only"],
};

/** Ten times as late. The V8 of Node 22 counts in another way, and says on stderr which flags it does not know. */
function optimizingLater() {
  return /^11\.3\./.test(process.versions.v8) ? ["--interrupt-budget=700000"] : [];
}

/**
 * Bundles `entry` (relative to the project, without top-level await) and runs it with `process.argv` as if it had
 * been called itself. Returns its exports. What it does not catch ends it; `told` makes the last words of the stack.
 */
export async function runTypeScript(entry, args, told = (stack) => stack) {
  refuseOldNode();
  if (isInstalled) chooseFramework(root);
  withoutUnasked();
  for (const flag of Object.hasOwn(flags, args[0]) ? flags[args[0]] : []) setFlagsFromString(flag);
  // What packages call that Node advises against is nothing that whoever runs this can mend.
  process.noDeprecation ||= !process.env.OUTLAST_DEBUG;
  const source = resolve(root, entry);
  const name = `${relative(root, source).replace(/[^\w-]+/g, "-")}.cjs`;
  process.argv = [process.argv[0], entry, ...args];
  process.once("uncaughtException", (error) => {
    console.error(told(error instanceof Error ? withSourcePositions(error.stack) : String(error)));
    process.exit(3);
  });
  if (isInstalled) return installed(name, args[0]).programs[entry]();
  const outfile = join(cache, name);
  return runCompiled(await freshBundle(source, outfile), outfile, name, args[0]);
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
