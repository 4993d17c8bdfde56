import { existsSync, lstatSync, readdirSync, realpathSync, statSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, dirname, join, relative, resolve, sep } from "node:path";
import { ExpressionError } from "../expression/syntax";
import { readRegular } from "../files";
import { asJson, isList, isMap, type Json, own, parseJson, type Value } from "../value";
import { type BlockLines, type FileLines, linesOf } from "./lines";

/** A folder of Terraform files as one configuration in JSON syntax, with the modules that it calls. */
export interface HclFolder {
  readonly folder: string;
  /** As errors name it: relative to the folder that was asked for, "" for that one. */
  readonly name: string;
  readonly json: Json;
  readonly files: readonly FolderFile[];
  /** By the name of the call; a text says why a module is not there. */
  readonly modules: Readonly<Record<string, HclFolder | string>>;
}

export interface FolderFile extends FileLines {
  /** Relative to the folder that was asked for. */
  readonly name: string;
}

/** More is no configuration of a site, and would hold whoever reads it. */
const limits = { files: 2_000, bytes: 32 * 1024 * 1024, depth: 20, jsonBytes: 4 * 1024 * 1024 };
/** The parser takes a fifth of a millisecond for a line of text, and nothing ends it meanwhile. */
const hclLimits = { bytes: 1024 * 1024, lines: 20_000 };

interface Reading {
  /** Without symbolic links. */
  readonly root: string;
  /** Above which no module is read: the repository, or the folder itself. */
  readonly top: string;
  readonly downloaded: ReadonlyMap<string, string>;
  left: { files: number; bytes: number };
}

/** Whether a path is one that `readHclFolder` takes: what else there is, is JSON. */
export function isHcl(path: string): boolean {
  return path.endsWith(".tf") || (statSync(path, { throwIfNoEntry: false })?.isDirectory() ?? false);
}

/**
 * Reads the `.tf` and `.tf.json` files of a folder, or one `.tf` file alone, and those of the modules that are called by a
 * path or that `terraform init` has left beside it.
 * @throws {ExpressionError} for what cannot be read, naming the file
 */
export async function readHclFolder(path: string): Promise<HclFolder> {
  const only = path.endsWith(".tf") && !statSync(path).isDirectory() ? basename(path) : undefined;
  const root = realpathSync(only === undefined ? path : dirname(path));
  const reading = {
    ...{ root, top: repositoryOf(root), downloaded: downloadedModules(root) },
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
  const names = readdirSync(folder)
    .filter((name) => /\.tf(\.json)?$/.test(name) && !name.startsWith(".") && (only ?? name) === name)
    .sort((a, b) => Number(isOverride(a)) - Number(isOverride(b)) || (a < b ? -1 : 1));
  const files: FolderFile[] = [];
  let json: Json = {};
  for (const file of names) {
    const path = join(folder, file);
    // A link could lead to any file of this machine, whose text an error would then show.
    if (!lstatSync(path).isFile()) continue;
    const name = relative(reading.root, path).split(sep).join("/");
    const isJson = file.endsWith(".json");
    const text = textOf(path, name, isJson ? limits.jsonBytes : hclLimits.bytes, reading);
    const read = isJson ? jsonOf(text, name) : plain(await parseHcl(text, name), name);
    json = merged(json, read, name, isOverride(file));
    files.push({ name, ...(isJson ? { blocks: [], comments: [] } : linesOf(text)) });
  }
  const modules: Record<string, HclFolder | string> = {};
  for (const [call, body] of Object.entries(asJson(json.module)))
    modules[call] = await moduleOf(asJson(body).source, folder, [...calls, call], reading);
  return { folder, name: relative(reading.root, folder).split(sep).join("/"), json, files, modules };
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

interface Hcl2Json {
  parse(name: string, text: string): Promise<unknown>;
}

/** What a text in HCL says, in the form of the parser. @throws {ExpressionError} with the place */
export async function parseHcl(text: string, name: string): Promise<Value> {
  // Its types bring in those of the DOM, which are no part of this project.
  if (text.length > hclLimits.bytes || text.split("\n").length > hclLimits.lines)
    throw new ExpressionError(`${name} has more than ${hclLimits.lines} lines or ${hclLimits.bytes} bytes`);
  let parsed: unknown;
  try {
    parsed = await parsedAgain(name, text);
  } catch (error) {
    throw new ExpressionError(`${name} is not HCL: ${(error as Error).message.slice(0, 400)}`);
  }
  const value = parseJson(JSON.stringify(parsed));
  if (value === undefined) throw new ExpressionError(`${name} is nested too deeply`);
  return value;
}

/**
 * The parser is a program of Go in WebAssembly, whose runtime ends it by itself now and then ("schedule: holding locks"), and
 * which answers nothing from then on: another one takes its place.
 */
async function parsedAgain(name: string, text: string): Promise<unknown> {
  const require = createRequire(import.meta.url);
  const parser = (): Hcl2Json => require("@cdktn/hcl2json");
  try {
    return await parser().parse(name, text);
  } catch (error) {
    // A RuntimeError is WebAssembly's, of the call in which it ended.
    const hasEnded = /already exited|^RuntimeError/.test(String(error));
    if (!hasEnded) throw error;
    const folder = join("node_modules", "@cdktn", "hcl2json", sep);
    for (const file of Object.keys(require.cache)) if (file.includes(folder)) delete require.cache[file];
    return parser().parse(name, text);
  }
}

function jsonOf(text: string, name: string): Json {
  const value = parseJson(text);
  if (!isMap(value)) throw new ExpressionError(`${name} is no object of JSON, or is nested too deeply`);
  return value;
}

/** Blocks with labels come as lists of one; those without labels may be several. */
function plain(parsed: Value, file: string): Json {
  const body = asJson(parsed);
  const all = (value: Value | undefined) => (isList(value) ? Object.assign({}, ...value.map(asJson)) : value);
  const named = (value: Value | undefined, before = "") =>
    Object.fromEntries(
      Object.entries(asJson(value)).map(([name, inner]) => {
        if (isList(inner) && inner.length > 1) throw twice(`${before}${name}`, file);
        return [name, all(inner)];
      }),
    );
  const typed = (value: Value | undefined) =>
    Object.fromEntries(
      Object.entries(asJson(value)).map(([type, inner]) => [type, named(inner, `${type}.`)]),
    );
  const sections: Record<string, (value: Value | undefined) => Value> = {
    ...{ resource: typed, data: typed, variable: named, output: named, module: named, locals: all },
  };
  return Object.fromEntries(
    Object.entries(body).map(([section, value]) => [section, own(sections, section)?.(value) ?? value]),
  );
}

/** Sections whose names there are once in a folder (Terraform: "Duplicate resource configuration"). */
const once = new Set(["resource", "data", "variable", "output", "module"]);

function twice(name: string, file: string): ExpressionError {
  return new ExpressionError(`${name} is there twice, the second time in ${file}`);
}

function isOverride(file: string): boolean {
  return /^(.*_)?override\.tf(\.json)?$/.test(file);
}

/** Two files of one folder; of what both have, an override's arguments take the place of the other's. */
function merged(first: Json, second: Json, file: string, overrides: boolean): Json {
  const out: Record<string, Value> = { ...first };
  for (const [section, value] of Object.entries(second)) {
    const before = own(out, section);
    if (before === undefined) out[section] = value;
    else if (section === "locals") out[section] = { ...asJson(before), ...asJson(value) };
    else if (section === "provider") out[section] = providers(asJson(before), asJson(value));
    else if (isMap(before) && isMap(value)) out[section] = deeper(before, value, section, file, overrides);
    else if (isList(before) && isList(value)) out[section] = [...before, ...value];
  }
  return out;
}

function deeper(before: Json, value: Json, section: string, file: string, overrides: boolean): Json {
  const depth = section === "resource" || section === "data" ? 2 : 1;
  const together = (a: Json, b: Json, left: number): Json => {
    const out: Record<string, Value> = { ...a };
    for (const [name, inner] of Object.entries(b)) {
      const known = own(out, name);
      const isBoth = isMap(known) && isMap(inner);
      if (isBoth && left === 1 && !overrides && once.has(section)) throw twice(name, file);
      if (isBoth && left > 1) out[name] = together(known, inner, left - 1);
      else out[name] = isBoth && overrides ? { ...known, ...inner } : inner;
    }
    return out;
  };
  return together(before, value, depth);
}

function providers(before: Json, value: Json): Json {
  const list = (one: Value | undefined) => (one === undefined ? [] : isList(one) ? one : [one]);
  const names = new Set([...Object.keys(before), ...Object.keys(value)]);
  return Object.fromEntries(
    [...names].map((name) => [name, [...list(own(before, name)), ...list(own(value, name))]]),
  );
}

/** The block of an address such as `module.site.aws_s3_bucket.origin["eu"]`, with the file that it stands in. */
export function blockAt(
  root: HclFolder,
  address: string,
): { readonly file: string; readonly block: BlockLines } | undefined {
  if (address.startsWith("backend.")) return backendIn(root);
  const steps = address.replace(/\[(?:"(?:[^"\\]|\\.)*"|\d+)\]/g, "").split(".");
  let folder = root;
  while (steps[0] === "module" && steps.length > 2) {
    const next = own(folder.modules, steps[1] as string);
    if (next === undefined || typeof next === "string") break;
    folder = next;
    steps.splice(0, 2);
  }
  const isData = steps[0] === "data";
  const labels = isData ? steps.slice(1) : steps;
  const type = isData ? "data" : steps[0] === "module" ? "module" : "resource";
  const wanted = type === "module" ? labels.slice(1, 2) : labels.slice(0, 2);
  return blocksOf(folder).get([type, ...wanted].join("."));
}

type FoundBlock = { readonly file: string; readonly block: BlockLines };
const blocksByName = new WeakMap<HclFolder, ReadonlyMap<string, FoundBlock>>();

/** Kept: a folder may have thousands of blocks, each with findings. The first of a name counts. */
function blocksOf(folder: HclFolder): ReadonlyMap<string, FoundBlock> {
  const known = blocksByName.get(folder);
  if (known) return known;
  const all = folder.files.flatMap((file) =>
    file.blocks.map(
      (block) => [[block.type, ...block.labels].join("."), { file: file.name, block }] as const,
    ),
  );
  const made = new Map(all.reverse());
  blocksByName.set(folder, made);
  return made;
}

function backendIn({ files }: HclFolder) {
  for (const { blocks, name } of files)
    for (const { type, blocks: inner } of blocks) {
      const block = inner.find((one) => type === "terraform" && one.type === "backend");
      if (block) return { file: name, block };
    }
  return undefined;
}
