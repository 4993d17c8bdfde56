// Runs a bundle, with what V8 has kept of it. Without a wait at its top: what is installed is required from CommonJS too.
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { cachedDataVersionTag } from "node:v8";
import { Script } from "node:vm";
import { readBundle, replaceFile } from "./bundle.mjs";

export const root = dirname(dirname(fileURLToPath(import.meta.url)));
// Where outlast is installed, its folder has been built, and nothing is written into it.
export const isInstalled = !existsSync(join(root, "cli"));
export const cache = isInstalled
  ? join(dirname(root), ".cache/outlast")
  : join(root, "node_modules/.cache/outlast");

let programs;

/** All that is built of outlast: once in a process, for the verb and for what the project's files import. */
export function installed(name, verb) {
  const outfile = join(root, "dist/programs.cjs");
  programs ??= runCompiled(readBundle(outfile), outfile, name, verb);
  return programs;
}

/** What an entry point of the installed package exports. */
export function library(name) {
  return installed("library").library[name]();
}

/**
 * Runs the bundle as Node runs a file of CommonJS. V8 takes what it has kept for code of the same length from a V8 of the
 * same number, which several Nodes have, each with its own changes: what 20.20 keeps ends 20.19 by a segmentation fault. So
 * that file is named after the state of what the bundle was made of, after the Node, and after the flags that it was started
 * with, by which V8 refuses what it kept under others.
 */
export function runCompiled({ code, states }, outfile, name, verb = "") {
  const known = /^[a-z][a-z-]{0,20}$/.test(verb) ? verb : "";
  const node = `${process.versions.node} ${process.arch} ${cachedDataVersionTag()}`;
  const digest = createHash("sha256").update(`${states}\n${node}`).digest("hex").slice(0, 16);
  const keptFor = (one) => join(cache, `${name}.${digest}.${one}.v8`);
  const compiled = keptFor(known);
  const own = readIfThere(compiled);
  // What all verbs begin with is most of it: a verb that has not run yet begins with what no verb has left.
  const script = new Script(code, { filename: outfile, cachedData: own ?? readIfThere(keptFor("")) });
  if (own === undefined || script.cachedDataRejected !== false)
    process.once("exit", (exitCode) => keep(script, compiled, exitCode));
  const module = { exports: {} };
  script.runInThisContext()(module.exports, createRequire(outfile), module, outfile, dirname(outfile));
  return module.exports;
}

/** Undefined where there is no such file. */
export function readIfThere(file) {
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
