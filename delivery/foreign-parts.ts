import { parseExpression } from "../terraform/expression/parser";
import { piecesOf } from "../terraform/expression/pieces";
import { type Expression, ExpressionError } from "../terraform/expression/syntax";
import { repeatedKey } from "../terraform/json/repeated-key";
import { parseJson } from "../terraform/value";

type Json = Readonly<Record<string, unknown>>;

const topLevel = new Set(["//", "data", "output", "provider", "resource", "terraform"]);
const providerKeys = new Set(["alias", "default_tags", "region"]);
const dataSources = new Set([
  "aws_caller_identity",
  "aws_iam_policy_document",
  "aws_partition",
  "aws_route53_zone",
]);
/** What runs programs when a resource is made. */
const running = ["connection", "provisioner"];

/**
 * What a stack's Terraform JSON has that this project's stacks have not, in words: other providers and data sources,
 * modules, provisioners, another backend, and functions, which could read files and variables of the machine.
 *
 * @param own the same stack as it is synthesized here
 */
export function foreignParts(configuration: string, own: string): string[] {
  const parsed = objectOf(configuration);
  if (parsed === undefined) return ["it is no JSON object"];
  const twice = repeatedKey(configuration);
  // Terraform takes both, and what is looked at below is the last alone.
  if (twice !== undefined) return [`${twice} stands twice in one object`];
  const { data, output, provider, resource, terraform } = parsed;
  const blocks = Object.entries(record(resource)).flatMap(([type, named]) =>
    Object.entries(record(named)).map(([name, block]) => ({ type, address: `${type}.${name}`, block })),
  );
  return [
    ...[
      ...misshapen("resource", resource, 2),
      ...misshapen("data", data, 2),
      ...misshapen("output", output, 1),
    ],
    ...misshapen("provider", provider, 0),
    ...Object.keys(parsed).filter((key) => !topLevel.has(key)),
    ...(sameJson(terraform, objectOf(own)?.terraform)
      ? []
      : ["terraform: the backend or the providers are others"]),
    ...Object.keys(record(provider)).flatMap((name) => (name === "aws" ? [] : [`provider ${name}`])),
    ...[record(provider).aws ?? []]
      .flat()
      .flatMap((one) =>
        isObject(one)
          ? Object.keys(one).flatMap((key) => (providerKeys.has(key) ? [] : [`provider aws: ${key}`]))
          : ["provider aws: it is no object"],
      ),
    ...Object.keys(record(data)).flatMap((type) => (dataSources.has(type) ? [] : [`data ${type}`])),
    ...blocks.flatMap(({ type, address }) => (type.startsWith("aws_") ? [] : [address])),
    ...blocks.flatMap(({ address, block }) =>
      running.filter((key) => Object.hasOwn(record(block), key)).map((key) => `${address}: ${key}`),
    ),
    ...textsIn(parsed).flatMap(foreignIn),
  ];
}

/**
 * Places, so many levels down, at which blocks are written in another way than stacks here have it: Terraform takes a list of
 * objects in an object's place, each of which is a block.
 */
function misshapen(place: string, value: unknown, levels: number): string[] {
  if (value === undefined) return [];
  if (!isObject(value)) return [`${place}: it is no object`];
  if (levels === 0) return [];
  return Object.entries(value).flatMap(([name, inner]) => misshapen(`${place} ${name}`, inner, levels - 1));
}

/** Expressions that stand in a text and are none of those that stacks here are made of. */
function foreignIn(text: string): string[] {
  try {
    return piecesOf(text).flatMap((piece) =>
      typeof piece === "string" || (piece.sign === "$" && isPlain(piece.inner)) ? [] : [piece.inner],
    );
  } catch (error) {
    if (error instanceof ExpressionError) return [`${JSON.stringify(text.slice(0, 80))}: ${error.message}`];
    throw error;
  }
}

/**
 * Whether an expression calls no function, and names nothing but resources, data sources and what loops range over: as it
 * is parsed, and, should Terraform read it in another way, as it is written.
 */
function isPlain(expression: string): boolean {
  const isSuspect = /[\w-]\s*\(|\b(path|terraform|var|local|module)\s*\./.test(expression);
  return !isSuspect && isHarmless(parseExpression(expression), ["data", "each", "count"]);
}

/** Whether parts of the stacks here, and nothing else, are in an expression where these names mean something. */
function isHarmless(expression: Expression, names: readonly string[]): boolean {
  const within = (...parts: readonly Expression[]) => parts.every((part) => isHarmless(part, names));
  switch (expression.type) {
    case "literal":
      return true;
    case "root":
      return names.includes(expression.name) || expression.name.startsWith("aws_");
    case "template":
      return within(...expression.parts);
    case "attribute":
    case "splat":
      return within(expression.of);
    case "index":
      return within(expression.of, expression.key);
    case "unary":
      return within(expression.operand);
    case "binary":
      return within(expression.left, expression.right);
    case "conditional":
      return within(expression.test, expression.yes, expression.no);
    case "list":
      return within(...expression.items);
    case "object":
      return within(...expression.entries.flat());
    case "for": {
      const inner = [expression.key, expression.value, expression.when].filter((one) => one !== undefined);
      const known = [...names, ...expression.names];
      return within(expression.of) && inner.every((one) => isHarmless(one, known));
    }
    case "call":
      return false;
  }
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function objectOf(text: string): Json | undefined {
  const value = parseJson(text);
  return isObject(value) ? value : undefined;
}

function record(value: unknown): Json {
  return isObject(value) ? value : {};
}

function isObject(value: unknown): value is Json {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
