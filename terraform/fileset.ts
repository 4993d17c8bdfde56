import { type Dirent, readdirSync, realpathSync } from "node:fs";
import { join, relative, resolve, sep } from "node:path";
import { compileWildcard } from "../facts/wildcard";
import { ExpressionError, UnknownError } from "./expression/syntax";

/** More is no folder of a website's settings, or an attack. */
const limits = { entries: 100_000, patterns: 100, parts: 50 };

/**
 * The files below a folder that a pattern matches, as `fileset()` lists them: `*`, `?`, `{a,b}`, and `**` for any folders.
 * Links are not followed.
 * @throws {ExpressionError} for a folder outside of that of the configuration
 */
export function filesWithin(root: string, path: string, pattern: string, from = root): readonly string[] {
  const folder = resolve(from, path);
  let real: string;
  try {
    real = realpathSync(folder);
  } catch {
    return [];
  }
  const top = realpathSync(root);
  if (real !== top && !real.startsWith(top + sep))
    throw new UnknownError(`the folder ${path} is outside of the folder of the configuration`);
  const fitting = compileGlob(pattern);
  return filesBelow(real).filter(fitting);
}

/** Whether a path matches a pattern of `fileset()`, or of what `archive_file` leaves out. @throws {ExpressionError} */
export function compileGlob(pattern: string): (path: string) => boolean {
  const refused = () => new UnknownError(`the pattern ${pattern} is not evaluated`);
  if (/[[\]\\]/.test(pattern)) throw refused();
  const patterns = alternatives(pattern).map((one) => one.split("/").filter((part) => part !== "."));
  if (patterns.some((parts) => parts.length > limits.parts || parts.includes(".."))) throw refused();
  return (path) => patterns.some((parts) => fits(parts, path.split("/")));
}

/** The regular files below a folder, by their paths in it, with slashes. */
export function filesBelow(folder: string): readonly string[] {
  return entriesOf(folder)
    .map((file) => relative(folder, file).replaceAll(sep, "/"))
    .sort();
}

function entriesOf(folder: string): readonly string[] {
  const files: string[] = [];
  const left = [folder];
  let seen = 0;
  for (let at = left.pop(); at !== undefined; at = left.pop())
    for (const entry of listed(at)) {
      if (++seen > limits.entries)
        throw new ExpressionError(`there are more than ${limits.entries} files in a folder`);
      if (entry.isDirectory()) left.push(join(at, entry.name));
      else if (entry.isFile()) files.push(join(at, entry.name));
    }
  return files;
}

function listed(folder: string): readonly Dirent[] {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch {
    return [];
  }
}

/** A pattern for each way to choose in its braces. */
function alternatives(pattern: string): readonly string[] {
  const done: string[] = [];
  const open = [pattern];
  for (let one = open.pop(); one !== undefined; one = open.pop()) {
    const [all, before = "", choices = "", after = ""] = /^(.*?)\{([^{}]*)\}(.*)$/s.exec(one) ?? [];
    if (all === undefined) done.push(one);
    else open.push(...choices.split(",").map((choice) => before + choice + after));
    if (done.length + open.length > limits.patterns)
      throw new ExpressionError(`fileset() with more than ${limits.patterns} patterns`);
  }
  return done;
}

/** Which ends of the parts may have been reached after each name: `**` stays, or is left. */
function fits(parts: readonly string[], names: readonly string[]): boolean {
  let reached = past(parts, new Set([0]));
  for (const name of names) {
    const next = new Set<number>();
    for (const at of reached) {
      const part = parts[at];
      if (part === "**") next.add(at);
      else if (part !== undefined && compileWildcard(part)(name)) next.add(at + 1);
    }
    reached = past(parts, next);
  }
  return reached.has(parts.length);
}

/** With what comes after each `**`, which may stand for nothing. */
function past(parts: readonly string[], reached: ReadonlySet<number>): ReadonlySet<number> {
  const all = new Set(reached);
  for (const at of all) if (parts[at] === "**") all.add(at + 1);
  return all;
}
