import { existsSync, lstatSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { OutlastError } from "../errors/outlast-error";
import type { Answers } from "./answers";
import { initError } from "./errors";
import { commonFiles, type Ingredients, ignored, ownFiles, packageJson } from "./files";
import type { Framework } from "./frameworks";
import { detectGenerator, type Generator } from "./generators";

/** A folder that is looked at before anything is asked or written. */
export interface Found {
  readonly folder: string;
  readonly manifest: Readonly<Record<string, unknown>> | undefined;
  readonly generator: Generator | undefined;
  /** Where pages are, relative to the folder, or are going to be. */
  readonly content: string;
  /** What has to be done besides. */
  readonly note: string | undefined;
}

/** What was written, and what of it joined something that was there. */
export interface WrittenFiles {
  readonly written: readonly string[];
  readonly joined: readonly string[];
  readonly left: readonly string[];
}

/** Looks at a folder, which need not be there. @throws {OutlastError} INIT_PACKAGE_UNREADABLE, INIT_NO_FOLDER */
export function lookAt(folder: string): Found {
  if (existsSync(folder) && !lstatSync(folder).isDirectory())
    throw initError("INIT_NO_FOLDER", `${folder} is a file`);
  const read = (path: string) => textOf(join(folder, path));
  const manifest = parsed(read("package.json"), join(folder, "package.json"));
  const packages = new Set(
    [manifest?.dependencies, manifest?.devDependencies].flatMap((one) => Object.keys(one ?? {})),
  );
  const has = (path: string) => existsSync(join(folder, path));
  const generator = detectGenerator({ has, read, packages });
  const written = pageFolders.find((name) => has(`${name}/index.html`));
  const content = generator?.folder ?? written ?? "site";
  const isBeside = generator === undefined && written === undefined && has("index.html");
  const note = isBeside ? "index.html lies beside package.json: move your pages into site/" : generator?.note;
  return { folder, manifest, generator, content, note };
}

/** Where those have their pages that no generator writes: each is there already, if it is taken. */
const pageFolders = ["site", "public", "www", "html", "dist", "build", "out", "_site"];

/**
 * Writes a project into the folder: all of it, or nothing.
 *
 * @throws {OutlastError} INIT_FILE_EXISTS, for every file that is in the way
 */
export function writeProject(
  found: Found,
  answers: Answers,
  outlast: string,
  framework: Framework = "cdktf",
): WrittenFiles {
  const { content, folder, generator, manifest } = found;
  const made: Ingredients = { answers, generator, content, outlast, framework };
  const isThere = (path: string) => lstatSync(join(folder, path), { throwIfNoEntry: false }) !== undefined;
  const own = ownFiles(made);
  refuseOverwriting(folder, Object.keys(own).filter(isThere));
  const common = Object.entries(commonFiles(made));
  const left = common.map(([path]) => path).filter(isThere);
  const fresh = { ...own, ...Object.fromEntries(common.filter(([path]) => !left.includes(path))) };
  const joinable = {
    "package.json": packageJson(manifest, made),
    ".gitignore": gitignore(join(folder, ".gitignore")),
  };
  const joined = Object.keys(joinable).filter(isThere);
  const all = { ...joinable, ...fresh };
  try {
    for (const path of Object.keys(all)) mkdirSync(dirname(join(folder, path)), { recursive: true });
  } catch (error) {
    throw initError("INIT_NO_FOLDER", (error as Error).message);
  }
  for (const [path, text] of Object.entries(all)) replaceFile(join(folder, path), text);
  return { written: Object.keys(all).filter((path) => !joined.includes(path)), joined, left };
}

function refuseOverwriting(folder: string, paths: readonly string[]): void {
  if (paths.length === 0) return;
  throw new OutlastError(
    paths.flatMap((path) => initError("INIT_FILE_EXISTS", `${join(folder, path)} is there already`).problems),
  );
}

/** The lines that are there, and those of ours that are not. */
function gitignore(file: string): string {
  const text = textOf(file) ?? "";
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const missing = ignored.filter((line) => !lines.includes(line) && !lines.includes(line.replace(/\/$/, "")));
  const end = text === "" || text.endsWith("\n") ? "" : "\n";
  return missing.length === 0 ? text : `${text}${end}${missing.join("\n")}\n`;
}

function parsed(text: string | undefined, file: string): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (typeof value === "object" && value !== null && !Array.isArray(value))
      return value as Record<string, unknown>;
  } catch {}
  throw initError("INIT_PACKAGE_UNREADABLE", `${file} is no JSON object`);
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}

/** At once: whoever interrupts this has each file as it was, or whole. */
function replaceFile(path: string, text: string): void {
  const temporary = `${path}.${process.pid}`;
  writeFileSync(temporary, text, { flag: "wx" });
  renameSync(temporary, path);
}
