import { createRequire } from "node:module";
import { isList, isMap, type Planned, parseJson, type Value } from "../value";
import { certain } from "./part";
import { ExpressionError } from "./syntax";

/** What reads and writes YAML, loaded where a configuration has some: that takes 50 ms. */
const yaml = () => createRequire(import.meta.url)("yaml") as typeof import("yaml");

/** Aliases that a document may come to: some that refer to others grow without an end. */
const mostAliases = 100;

/** A value of its YAML. @throws {ExpressionError} for what is none */
export function yamlDecode(text: string): Value {
  try {
    const value: unknown = yaml().parse(text, { merge: true, maxAliasCount: mostAliases, logLevel: "error" });
    const plain = parseJson(JSON.stringify(value ?? null));
    if (plain !== undefined) return plain;
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw new ExpressionError(`this is not YAML: ${text.slice(0, 60)}`);
}

/** As Terraform writes it: keys and texts in quotation marks. */
export function yamlEncode(value: Planned): string {
  return yaml().stringify(sorted(value), {
    defaultKeyType: "QUOTE_DOUBLE",
    defaultStringType: "QUOTE_DOUBLE",
    lineWidth: 0,
  });
}

function sorted(planned: Planned): Value {
  const value = certain(planned);
  if (isList(value)) return value.map(sorted);
  if (!isMap(value)) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, item]) => [key, sorted(item)]));
}

/** A map a line, by the names of the first one (RFC 4180). @throws {ExpressionError} where a line has more or fewer fields */
export function csvDecode(text: string): Value {
  const [names = [], ...rows] = rowsOf(text);
  return rows.map((row) => {
    if (row.length !== names.length)
      throw new ExpressionError("csvdecode() of lines that differ in their fields");
    return Object.fromEntries(names.map((name, at) => [name, row[at] ?? ""]));
  });
}

function rowsOf(text: string): string[][] {
  const rows: string[][] = [];
  let row: string[] = [];
  const field = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r?\n|$)/y;
  while (field.lastIndex < text.length) {
    const [whole, quoted, bare, end] = field.exec(text) ?? [];
    if (whole === undefined) throw new ExpressionError("csvdecode() of what is no CSV");
    row.push(quoted?.replaceAll('""', '"') ?? bare ?? "");
    if (end !== ",") {
      if (row.length > 1 || row[0] !== "") rows.push(row);
      row = [];
    }
    if (whole === "") break;
  }
  if (row.length > 0) rows.push(row);
  return rows;
}
