import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ExpressionError } from "../expression/syntax";
import { readRegular } from "../files";
import { refuseRepeatedKey } from "../json/repeated-key";
import { asJson, isList, isMap, type Json, parseJson, type Value } from "../value";
import { parseHcl } from "./hcl-parser";
import { type FileLines, linesOf } from "./lines";
import { bodiesOf, isOverride, mergedFiles } from "./merged";

/** A folder of Terraform files as one configuration in JSON syntax, with the modules that it calls. */
export interface HclFolder {
  readonly folder: string;
  /** As errors name it: relative to the folder that was asked for, "" for that one. */
  readonly name: string;
  readonly json: Json;
  readonly files: readonly FolderFile[];
  /** By the name of the call; a text says why a module is not there. */
  readonly modules: Readonly<Record<string, HclFolder | string>>;
  /** Files that are none of this folder's, though they are named like one. */
  readonly notRead: readonly { readonly address: string; readonly why: string }[];
}

export interface FolderFile extends FileLines {
  /** Relative to the folder that was asked for. */
  readonly name: string;
}

/** More is no configuration of a site, and would hold whoever reads it. */
const limits = {
  ...{ files: 2_000, bytes: 32 * 1024 * 1024, depth: 20 },
  ...{ hclBytes: 1024 * 1024, jsonBytes: 4 * 1024 * 1024 },
};

interface Reading {
  /** Without symbolic links. */
  readonly root: string;
  /** Above which no module is read: the repository, or the folder itself. */
  readonly top: string;
  readonly downloaded: ReadonlyMap<string, string>;
  /** By their texts: a module may be called a hundred times. */
  readonly parsed: Map<string, Promise<Value>>;
  left: { files: number; bytes: number };
}

/** Whether a file of this name is one of a configuration. */
export function isTerraform(name: string): boolean {
  return /\.(tf|tofu)(\.json)?$/.test(name);
}

/** Whether a path is one that `readHclFolder` takes: what else there is, is JSON. */
export function isHcl(path: string): boolean {
  return isHclFile(path) || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/** Whether a path is named like one file of HCL. */
export function isHclFile(path: string): boolean {
  return /\.(tf|tofu)$/.test(path);
}

/**
 * Reads the `.tf` and `.tf.json` files of a folder, or one `.tf` file alone, and those of the modules that are called by a
 * path or that `terraform init` has left beside it.
 * @throws {ExpressionError} for what cannot be read, naming the file
 */
export async function readHclFolder(path: string): Promise<HclFolder> {
  const only = isHclFile(path) && !statSync(path).isDirectory() ? basename(path) : undefined;
  const root = realpathSync(only === undefined ? path : dirname(path));
  const reading = {
    ...{ root, top: repositoryOf(root), downloaded: downloadedModules(root) },
    parsed: new Map<string, Promise<Value>>(),
    left: { files: limits.files, bytes: limits.bytes },
  };
  return readFolder(root, [], reading, only);
}

async function readFolder(
  folder: string,
  calls: readonly string[],
  reading: Reading,
  only?: string,
): Promise<HclFolder> {
  const notRead: { address: string; why: string }[] = [];
  const texts = namesIn(folder, only).flatMap((name) => {
    const path = join(folder, name);
    const shown = relative(reading.root, path).split(sep).join("/");
    const real = regularFile(path, reading);
    if (real === undefined) return [];
    if (typeof real !== "string") {
      notRead.push({ address: shown, why: real.why });
      return [];
    }
    const isJson = name.endsWith(".json");
    const text = textOf(real, shown, isJson ? limits.jsonBytes : limits.hclBytes, reading);
    return [{ isJson, name, shown, text }];
  });
  // The parser works in a thread of its own meanwhile.
  const parsed = Promise.all(
    texts.map(async ({ isJson, shown, text }) => {
      const known = isJson ? undefined : (reading.parsed.get(text) ?? parseHcl(text, shown));
      if (known) reading.parsed.set(text, known);
      return bodiesOf(known ? asJson(await known) : jsonOf(text, shown), shown);
    }),
  );
  parsed.catch(() => undefined);
  const files = texts.map(({ isJson, shown, text }) => ({
    name: shown,
    ...(isJson ? { blocks: [], comments: [] } : linesOf(text)),
  }));
  let json: Json = {};
  for (const [at, one] of (await parsed).entries()) {
    const { name = "", shown = "" } = texts[at] ?? {};
    json = mergedFiles(json, one, shown, isOverride(name));
  }
  const modules: Record<string, HclFolder | string> = {};
  for (const [call, body] of Object.entries(asJson(json.module)))
    modules[call] = await moduleOf(asJson(body).source, folder, [...calls, call], reading);
  return { folder, name: relative(reading.root, folder).split(sep).join("/"), json, files, modules, notRead };
}

/**
 * The files of a configuration, overrides last. OpenTofu has files of its own, which take the place of those of the same
 * name (OpenTofu, "Files and Directories").
 */
function namesIn(folder: string, only: string | undefined): readonly string[] {
  const all = entriesOf(folder).filter((name) => isTerraform(name) && !name.startsWith("."));
  const replaced = new Set(
    all
      .filter((name) => /\.tofu(\.json)?$/.test(name))
      .map((name) => name.replace(/\.tofu(?=$|\.json$)/, ".tf")),
  );
  return all
    .filter((name) => (only ?? name) === name && (only !== undefined || !replaced.has(name)))
    .sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1));
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch (error) {
    throw new ExpressionError(`its files cannot be listed (${(error as NodeJS.ErrnoException).code})`);
  }
}

/** Where a file is; undefined for what is no file, such as a pipe. */
function regularFile(path: string, { top }: Reading): string | { readonly why: string } | undefined {
  if (!lstatSync(path).isSymbolicLink()) return lstatSync(path).isFile() ? path : undefined;
  if (!existsSync(path)) return { why: "it is a link to nothing" };
  // A link could lead to any file of this machine, whose text an error would then show.
  const real = realpathSync(path);
  if (!real.startsWith(top + sep)) return { why: "it is a link to what is outside of the repository" };
  return lstatSync(real).isFile() ? real : undefined;
}

async function moduleOf(
  source: Value | undefined,
  folder: string,
  calls: readonly string[],
  reading: Reading,
): Promise<HclFolder | string> {
  if (typeof source !== "string") return "it has no source";
  if (calls.length > limits.depth) return `modules are nested more than ${limits.depth} deep`;
  const isLocal = /^\.\.?(\/|$)/.test(source);
  const found = isLocal ? resolve(folder, source) : reading.downloaded.get(calls.join("."));
  if (found === undefined)
    return `its source ${source} is not on this machine: run \`terraform init\`, which brings it here`;
  if (!existsSync(found)) return `there is no folder ${source}`;
  const real = realpathSync(found);
  if (real !== reading.top && !real.startsWith(reading.top + sep))
    return `${source} is outside of the repository`;
  return readFolder(real, calls, reading);
}

/** The nearest folder upwards that Git knows; the folder itself where there is none. */
function repositoryOf(folder: string): string {
  for (let at = folder; at !== dirname(at); at = dirname(at)) if (existsSync(join(at, ".git"))) return at;
  return folder;
}

/** Where `terraform init` has put the modules, by the path of their calls. */
function downloadedModules(root: string): ReadonlyMap<string, string> {
  const list = join(root, ".terraform/modules/modules.json");
  if (!existsSync(list)) return new Map();
  const modules = asJson(parseJson(readRegular(list, { limit: limits.jsonBytes }).toString("utf8"))).Modules;
  const entries = (isList(modules) ? modules : []).map(asJson);
  return new Map(
    entries.flatMap(({ Key, Dir }) =>
      typeof Key === "string" && typeof Dir === "string" ? [[Key, resolve(root, Dir)]] : [],
    ),
  );
}

function textOf(path: string, name: string, limit: number, { left }: Reading): string {
  const bytes = readRegular(path, { limit, name });
  left.files -= 1;
  left.bytes -= bytes.length;
  if (left.files < 0) throw new ExpressionError(`there are more than ${limits.files} files`);
  if (left.bytes < 0) throw new ExpressionError(`the files have more than ${limits.bytes} bytes together`);
  return bytes.toString("utf8");
}

function jsonOf(text: string, name: string): Json {
  const value = parseJson(text);
  if (!isMap(value)) throw new ExpressionError(`${name} is no object of JSON, or is nested too deeply`);
  refuseRepeatedKey(text, name);
  return value;
}
