import { createHash } from "node:crypto";
import { isList, isMap, type Planned, parseJson, type Value } from "../value";
import { asBoolean, asList, asNumber, asObject, asString, shown } from "./as-type";
import type { Budget } from "./budget";
import { chunks, product, range, slice, title, transpose } from "./collections";
import { csvDecode, yamlDecode, yamlEncode } from "./documents";
import { format } from "./format";
import { certain, isPart, partOf } from "./part";
import { firstMatch, matches, replaceMatches } from "./patterns";
import { ExpressionError, UnknownError } from "./syntax";

type Implementation = (...values: Planned[]) => Planned;

/** Reads a file that `file()` and its like name, relative to the configuration. */
export type ReadFile = (path: string) => Buffer;

/** Lists the files below a folder that a pattern matches. */
export type ListFiles = (path: string, pattern: string) => readonly string[];

const noList: ListFiles = () => {
  throw new ExpressionError("fileset() reads no folder here");
};

/** Terraform's functions, as far as configurations of websites use them. What is not here is an error by name. */
export function functionTable(
  readFile: ReadFile,
  budget: Budget,
  listFiles: ListFiles = noList,
): ReadonlyMap<string, Implementation> {
  const table: Record<string, Implementation> = {
    abs: (value) => Math.abs(asNumber(value)),
    abspath: (path) => asString(path),
    alltrue: (items) => asList(items).every(asBoolean),
    anytrue: (items) => asList(items).some(asBoolean),
    base64decode: (text) => Buffer.from(asString(text), "base64").toString("utf8"),
    base64encode: (text) => Buffer.from(asString(text)).toString("base64"),
    base64sha512: (text) => hash("sha512", Buffer.from(asString(text)), "base64"),
    base64sha256: (text) => hash("sha256", Buffer.from(asString(text)), "base64"),
    basename: (path) => asString(path).split("/").at(-1) ?? "",
    ceil: (value) => Math.ceil(asNumber(value)),
    chomp: (text) => asString(text).replace(/[\r\n]+$/, ""),
    chunklist: (items, size) => chunks(asList(items), asNumber(size)),
    coalesce: (...values) => values.find((value) => value !== null && value !== "") ?? null,
    coalescelist: (...lists) => lists.map(asList).find((items) => items.length > 0) ?? [],
    compact: (items) => asList(items).filter((item) => item !== null && item !== ""),
    concat: (...lists) => lists.flatMap(asList),
    contains: (items, value) =>
      asList(items)
        .map(canonical)
        .includes(canonical(value ?? null)),
    csvdecode: (text) => csvDecode(asString(text)),
    distinct: (items) => distinct(asList(items)),
    dirname: (path) => asString(path).split("/").slice(0, -1).join("/") || ".",
    element: (items, index) => element(asList(items), asNumber(index)),
    endswith: (text, end) => asString(text).endsWith(asString(end)),
    file: (path) => readFile(asString(path)).toString("utf8"),
    filebase64: (path) => readFile(asString(path)).toString("base64"),
    filebase64sha256: (path) => hash("sha256", readFile(asString(path)), "base64"),
    filemd5: (path) => hash("md5", readFile(asString(path)), "hex"),
    filesha1: (path) => hash("sha1", readFile(asString(path)), "hex"),
    filebase64sha512: (path) => hash("sha512", readFile(asString(path)), "base64"),
    filesha512: (path) => hash("sha512", readFile(asString(path)), "hex"),
    filesha256: (path) => hash("sha256", readFile(asString(path)), "hex"),
    fileexists: (path) => exists(asString(path), readFile),
    fileset: (path, pattern) => listFiles(asString(path), asString(pattern)),
    flatten: (items) => flatten(asList(items)),
    floor: (value) => Math.floor(asNumber(value)),
    format: (template, ...values) => format(asString(template), values),
    formatlist: (template, ...lists) => formatList(asString(template), lists, budget),
    indent: (size, text) =>
      join(`\n${" ".repeat(indentation(asNumber(size)))}`, asString(text).split("\n"), budget),
    index: (items, value) => indexOf(asList(items), value ?? null),
    join: (separator, items) => join(asString(separator), asList(items), budget),
    jsondecode: (text) => jsonDecode(asString(text)),
    jsonencode: (value) => jsonEncode(value ?? null),
    keys: (map) => Object.keys(asObject(map)).sort(),
    length: (value) => length(value ?? null),
    lookup: (map, key, otherwise) => lookup(asObject(map), asString(key), otherwise),
    lower: (text) => asString(text).toLowerCase(),
    matchkeys: (values, keys, wanted) => {
      const [names, found] = [asList(keys), asList(wanted).map(canonical)];
      return asList(values).filter((_, at) => found.includes(canonical(names[at] ?? null)));
    },
    max: (...values) => Math.max(...values.map(asNumber)),
    md5: (text) => hash("md5", Buffer.from(asString(text)), "hex"),
    merge: (...maps) => merge(maps.flatMap((map) => (map === null ? [] : [asObject(map)]))),
    min: (...values) => Math.min(...values.map(asNumber)),
    nonsensitive: (value) => value ?? null,
    one: (items) => one(asList(items)),
    parseint: (text, base) => parseInteger(asString(text), asNumber(base)),
    pow: (base, exponent) => asNumber(base) ** asNumber(exponent),
    range: (first, end, step) => range(asNumber(first), numberOr(end), numberOr(step)),
    regex: (pattern, text) => firstMatch(asString(pattern), asString(text), budget),
    regexall: (pattern, text) => matches(asString(pattern), asString(text), budget),
    replace: (text, from, to) => replace(asString(text), asString(from), asString(to), budget),
    reverse: (items) => asList(items).toReversed(),
    sensitive: (value) => value ?? null,
    setintersection: (first, ...others) =>
      distinct(
        others.reduce((left: readonly Planned[], other) => common(left, asList(other), true), asList(first)),
      ),
    setproduct: (...lists) => product(lists.map(asList), budget),
    setsubtract: (items, without) => distinct(common(asList(items), asList(without), false)),
    setunion: (...lists) => distinct(lists.flatMap(asList)),
    sha1: (text) => hash("sha1", Buffer.from(asString(text)), "hex"),
    sha256: (text) => hash("sha256", Buffer.from(asString(text)), "hex"),
    sha512: (text) => hash("sha512", Buffer.from(asString(text)), "hex"),
    signum: (value) => Math.sign(asNumber(value)),
    slice: (items, from, to) => slice(asList(items), asNumber(from), asNumber(to)),
    sort: (items) => asList(items).map(asString).sort(),
    split: (separator, text) => split(asString(text), asString(separator), budget),
    startswith: (text, start) => asString(text).startsWith(asString(start)),
    strcontains: (text, part) => asString(text).includes(asString(part)),
    strrev: (text) => [...asString(text)].reverse().join(""),
    substr: (text, offset, length) => substring(asString(text), asNumber(offset), asNumber(length)),
    sum: (items) => asList(items).reduce((total: number, item) => total + asNumber(item), 0),
    title: (text) => title(asString(text)),
    tobool: (value) => (value === null ? null : asBoolean(value)),
    tolist: (items) => asList(items),
    tomap: (map) => asObject(map),
    tonumber: (value) => asNumber(value),
    toset: (items) => distinct(asList(items)),
    tostring: (value) => (value === null ? null : asString(value)),
    transpose: (map) =>
      transpose(Object.entries(asObject(map)).map(([key, items]) => [key, asList(items).map(asString)])),
    trim: (text, cut) => trim(asString(text), asString(cut)),
    trimprefix: (text, prefix) => without(asString(text), asString(prefix), ""),
    trimsuffix: (text, suffix) => without(asString(text), "", asString(suffix)),
    trimspace: (text) => asString(text).trim(),
    upper: (text) => asString(text).toUpperCase(),
    urlencode: (text) => new URLSearchParams({ "": asString(text) }).toString().slice(1),
    values: (map) =>
      Object.entries(asObject(map))
        .sort(([a], [b]) => (a < b ? -1 : 1))
        .map(([, value]) => value),
    yamldecode: (text) => yamlDecode(asString(text)),
    yamlencode: (value) => yamlEncode(value ?? null),
    zipmap: (keys, values) =>
      Object.fromEntries(asList(keys).map((key, i) => [asString(key), asList(values)[i] ?? null])),
  };
  return new Map(Object.entries(table));
}

function element(items: readonly Planned[], index: number): Planned {
  if (items.length === 0) throw new ExpressionError("element() of an empty list");
  return items[((index % items.length) + items.length) % items.length] ?? null;
}

/** No file is indented by more; a text of a million spaces a line is none. */
const deepest = 1000;

function indentation(size: number): number {
  if (Number.isInteger(size) && size >= 0 && size <= deepest) return size;
  throw new ExpressionError(`indent() by ${size} is not evaluated`);
}

function parseInteger(text: string, base: number): number {
  const value = Number.parseInt(text, base);
  if (Number.isSafeInteger(value) && /^[-+]?\w+$/.test(text)) return value;
  throw new ExpressionError(`parseint() of ${text.slice(0, 60)}`);
}

function one(items: readonly Planned[]): Planned {
  if (items.length > 1) throw new ExpressionError("one() of more than one element");
  return items[0] ?? null;
}

function lookup(
  map: { readonly [key: string]: Planned },
  key: string,
  otherwise: Planned | undefined,
): Planned {
  if (Object.hasOwn(map, key)) return map[key] ?? null;
  if (isPart(map)) throw new UnknownError(`${key} is known only to AWS`);
  if (otherwise === undefined) throw new ExpressionError(`lookup() finds no ${key}`);
  return otherwise;
}

function merge(maps: readonly { readonly [key: string]: Planned }[]): Planned {
  const all = Object.fromEntries(maps.flatMap((map) => Object.entries(map)));
  return maps.some(isPart) ? partOf(all) : all;
}

/** A negative offset counts from the end; a length of -1 is the rest. */
function substring(text: string, offset: number, length: number): string {
  const start = offset < 0 ? text.length + offset : offset;
  return length < 0 ? text.slice(start) : text.slice(start, start + length);
}

/** A value of its JSON. @throws {ExpressionError} for what is none */
export function jsonDecode(text: string): Value {
  const value = parseJson(text);
  if (value === undefined) throw new ExpressionError(`this is not JSON: ${text.slice(0, 60)}`);
  return value;
}

/** Keys in order, and the characters escaped that could end an HTML element: as Terraform writes it. */
function jsonEncode(value: Planned): string {
  const escaped = (character: string) => `\\u00${character.charCodeAt(0).toString(16)}`;
  return canonical(value).replace(/[<>&]/g, escaped);
}

/** The same text for the same value, in whichever order its keys came. */
function canonical(value: Planned): string {
  return JSON.stringify(ordered(value));
}

/** @throws {ExpressionError} for a value with a part that is not known: it equals nothing, and is no text */
function ordered(planned: Planned): Value {
  const value = certain(planned);
  if (isList(value)) return value.map(ordered);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, ordered(item)]));
}

/** Terraform's equality: by value. */
export function same(a: Planned, b: Planned): boolean {
  return a === b || canonical(a) === canonical(b);
}

function distinct(items: readonly Planned[]): readonly Planned[] {
  return [...new Map(items.map((item) => [canonical(item), item])).values()];
}

function flatten(items: readonly Planned[]): readonly Planned[] {
  return items.flatMap((item) => (isList(item) ? flatten(item) : [item]));
}

function hash(
  algorithm: "md5" | "sha1" | "sha256" | "sha512",
  bytes: Buffer,
  encoding: "base64" | "hex",
): string {
  return createHash(algorithm).update(bytes).digest(encoding);
}

/** Those that another list has too, or has not. */
function common(items: readonly Planned[], others: readonly Planned[], wanted: boolean): readonly Planned[] {
  const known = new Set(others.map(canonical));
  return items.filter((item) => known.has(canonical(item)) === wanted);
}

function indexOf(items: readonly Planned[], value: Planned): number {
  const at = items.map(canonical).indexOf(canonical(value));
  if (at < 0) throw new ExpressionError(`index() finds no ${shown(value)}`);
  return at;
}

function numberOr(value: Planned | undefined): number | undefined {
  return value === undefined ? undefined : asNumber(value);
}

/** Whether there is a file that may be read. @throws {UnknownError} for one outside of the folder */
function exists(path: string, readFile: ReadFile): boolean {
  try {
    readFile(path);
    return true;
  } catch (error) {
    if (error instanceof UnknownError || !(error instanceof ExpressionError)) throw error;
    return false;
  }
}

function formatList(template: string, lists: readonly Planned[], budget: Budget): string[] {
  const length = Math.max(0, ...lists.map((items) => (isList(items) ? items.length : 0)));
  return Array.from({ length }, (_, i) => {
    const row = lists.map((item) => (isList(item) ? (item[i] ?? null) : item));
    const text = format(template, row);
    budget.reserve(text.length);
    return text;
  });
}

function join(separator: string, items: readonly Planned[], budget: Budget): string {
  budget.reserve(separator.length * items.length);
  return items.map(asString).join(separator);
}

function length(value: Planned): number {
  if (typeof value === "string") return [...value].length;
  return isList(value) ? value.length : Object.keys(asObject(value)).length;
}

function replace(text: string, from: string, to: string, budget: Budget): string {
  if (/^\/.+\/$/.test(from)) return replaceMatches(text, from.slice(1, -1), to, budget);
  const parts = split(text, from, budget);
  budget.reserve(text.length + to.length * (parts.length + 1));
  return from === "" ? text.replaceAll(from, () => to) : parts.join(to);
}

/** A search may begin anew, with all of the separator, at every character of a text. */
function split(text: string, separator: string, budget: Budget): string[] {
  budget.steps(Math.ceil((text.length * separator.length) / comparedInAStep));
  return text.split(separator);
}

const comparedInAStep = 4_096;

function trim(text: string, cut: string): string {
  const isCut = new Set(cut.split(""));
  let start = 0;
  let end = text.length;
  while (start < end && isCut.has(text[start] as string)) start += 1;
  while (end > start && isCut.has(text[end - 1] as string)) end -= 1;
  return text.slice(start, end);
}

function without(text: string, prefix: string, suffix: string): string {
  const start = prefix !== "" && text.startsWith(prefix) ? prefix.length : 0;
  const end = suffix !== "" && text.endsWith(suffix) ? text.length - suffix.length : text.length;
  return text.slice(start, end);
}
