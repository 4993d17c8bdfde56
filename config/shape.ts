import * as z from "zod";
import { didYouMean } from "./did-you-mean";
import { type ConfigFinding, type Path, reporter } from "./problem";
import { aFunction } from "./schema";

type Issue = z.core.$ZodIssue;

/** Rules that the schema itself enforces. */
export const shapeRules = {
  CONFIG_NO_SITE: {
    severity: "error",
    rule: "site.config.ts default-exports one site, or an array of at least one.",
    mend: "Write `export default defineSite({ ... })`.",
  },
  CONFIG_MISSING: {
    severity: "error",
    rule: "This key has no default.",
    mend: "Give a value; docs/config.md says which.",
  },
  CONFIG_UNKNOWN_KEY: {
    severity: "error",
    rule: "Every key of the config does something; one that nobody knows would be ignored.",
    mend: "Remove the key, or correct its name.",
  },
  CONFIG_TYPE: {
    severity: "error",
    rule: "The value is of another type than the key takes.",
    mend: "Give a value of the right type.",
  },
  CONFIG_CHOICE: {
    severity: "error",
    rule: "The key takes one of a few values.",
    mend: "Choose one of them.",
  },
  CONFIG_DURATION: {
    severity: "error",
    rule: "A duration is a whole number and a unit: s, m, h, d, w or y.",
    mend: 'Write it as "30s", "10m", "12h" or "7d".',
  },
  REGIONS_MORE_THAN_TWO: {
    severity: "error",
    rule: "A CloudFront origin group has exactly two origins: a primary and a replica.",
    mend: "Keep the two regions that matter most.",
  },
} as const;

const report = reporter(shapeRules);

/** What zod found, in the project's own words. */
export function shapeFindings(schema: z.ZodType, input: unknown, issues: readonly Issue[]): ConfigFinding[] {
  return issues.flatMap((issue) => issueFindings(schema, input, issue, []));
}

function issueFindings(schema: z.ZodType, input: unknown, issue: Issue, base: Path): ConfigFinding[] {
  const path = [...base, ...issue.path.map((part) => (typeof part === "number" ? part : String(part)))];
  const value = valueAt(input, path);
  if (issue.code === "unrecognized_keys") {
    return issue.keys.map((key) => unknownKeyFinding(schema, path, key));
  }
  if (value === undefined) return [report("CONFIG_MISSING", path, value)];
  if (issue.code === "invalid_union") return unionFindings(schema, input, issue, path);
  if (issue.code === "invalid_value") return [choiceFinding(path, value, issue.values)];
  if (issue.code === "invalid_type") {
    return [report("CONFIG_TYPE", path, value, `It takes ${nounOf(issue.expected)}.`)];
  }
  if (issue.code === "custom" && issue.message === aFunction)
    return [report("CONFIG_TYPE", path, value, `It takes ${aFunction}.`)];
  if (issue.code === "custom") return [report("CONFIG_DURATION", path, value)];
  return [report("CONFIG_TYPE", path, value)];
}

function unknownKeyFinding(schema: z.ZodType, path: Path, key: string): ConfigFinding {
  const hint = didYouMean(key, knownKeys(schema, path));
  if (path.join() === "regions" && !hint) return report("REGIONS_MORE_THAN_TWO", [...path, key], key);
  // The value is not shown: nobody knows what an unknown key holds.
  return report("CONFIG_UNKNOWN_KEY", [...path, key], key, hint);
}

function unionFindings(
  schema: z.ZodType,
  input: unknown,
  issue: Extract<Issue, { code: "invalid_union" }>,
  path: Path,
): ConfigFinding[] {
  const value = valueAt(input, path);
  if (issue.errors.length === 0) return [choiceFinding(path, value, "options" in issue ? issue.options : [])];

  const isOfOtherKind = (inner: Issue) =>
    inner.path.length === 0 && (inner.code === "invalid_type" || inner.code === "invalid_value");
  const candidates = issue.errors.filter((branch) => !branch.some(isOfOtherKind));
  const best = candidates
    .map((branch) => branch.flatMap((inner) => issueFindings(schema, input, inner, path)))
    .sort((a, b) => a.length - b.length)[0];
  if (best) return best;

  const inner = issue.errors.flat();
  const values = inner.flatMap((error) => (error.code === "invalid_value" ? error.values : []));
  const nouns = inner.flatMap((error) => (error.code === "invalid_type" ? [nounOf(error.expected)] : []));
  return [choiceFinding(path, value, values, nouns)];
}

function choiceFinding(
  path: Path,
  value: unknown,
  values: unknown,
  nouns: readonly string[] = [],
): ConfigFinding {
  const known = Array.isArray(values) ? values : [];
  const list = [...known.map((item) => JSON.stringify(item)), ...nouns].join(", ");
  const words = known.filter((item) => typeof item === "string");
  const guess = typeof value === "string" ? didYouMean(value, words) : undefined;
  return report("CONFIG_CHOICE", path, value, [`It takes ${list}.`, guess].filter(Boolean).join(" "));
}

function nounOf(type: string): string {
  if (type === "int") return "a whole number";
  if (type === "object" || type === "record") return "an object";
  return `${type === "array" ? "an" : "a"} ${type}`;
}

/** What stands at a path of the input, undefined if nothing does. */
export function valueAt(input: unknown, path: Path): unknown {
  return path.reduce<unknown>((value, part) => {
    if (typeof value !== "object" || value === null || !Object.hasOwn(value, part)) return undefined;
    return (value as Record<string | number, unknown>)[part];
  }, input);
}

type JsonSchema = z.core.JSONSchema.BaseSchema;

/** The keys that a schema knows at a path, over all alternatives there. */
function knownKeys(schema: z.ZodType, path: Path): string[] {
  const places = path.reduce<JsonSchema[]>(
    (nodes, part) => nodes.flatMap((node) => child(node, part)),
    [inputSchema(schema)],
  );
  return [...new Set(places.flatMap(alternatives).flatMap((node) => Object.keys(node.properties ?? {})))];
}

/** Read once: it takes longer than the config itself. */
const inputSchemas = new WeakMap<z.ZodType, JsonSchema>();

function inputSchema(schema: z.ZodType): JsonSchema {
  const known = inputSchemas.get(schema);
  if (known) return known;
  const read = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;
  inputSchemas.set(schema, read);
  return read;
}

function alternatives(node: JsonSchema): JsonSchema[] {
  const inner = [...(node.anyOf ?? []), ...(node.oneOf ?? [])];
  return inner.length === 0 ? [node] : inner.flatMap((item) => alternatives(item as JsonSchema));
}

function child(node: JsonSchema, part: string | number): JsonSchema[] {
  return alternatives(node).flatMap((alternative) => {
    const next = typeof part === "number" ? alternative.items : alternative.properties?.[part];
    return typeof next === "object" && !Array.isArray(next) ? [next as JsonSchema] : [];
  });
}
