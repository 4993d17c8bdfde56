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
  const { data, provider, resource, terraform } = parsed;
  const blocks = Object.entries(record(resource)).flatMap(([type, named]) =>
    Object.entries(record(named)).map(([name, block]) => ({ type, address: `${type}.${name}`, block })),
  );
  return [
    ...Object.keys(parsed).filter((key) => !topLevel.has(key)),
    ...(sameJson(terraform, objectOf(own)?.terraform)
      ? []
      : ["terraform: the backend or the providers are others"]),
    ...Object.keys(record(provider)).flatMap((name) => (name === "aws" ? [] : [`provider ${name}`])),
    ...[record(provider).aws ?? []]
      .flat()
      .flatMap((one) => Object.keys(record(one)).filter((key) => !providerKeys.has(key)))
      .map((key) => `provider aws: ${key}`),
    ...Object.keys(record(data)).flatMap((type) => (dataSources.has(type) ? [] : [`data ${type}`])),
    ...blocks.flatMap(({ type, address }) => (type.startsWith("aws_") ? [] : [address])),
    ...blocks.flatMap(({ address, block }) =>
      running.filter((key) => Object.hasOwn(record(block), key)).map((key) => `${address}: ${key}`),
    ),
    ...textsIn(parsed)
      .flatMap(expressionsIn)
      .flatMap((expression) => (isPlain(expression) ? [] : [expression])),
  ];
}

/** Whether an expression calls no function and reads nothing of the machine. */
function isPlain(expression: string): boolean {
  return !/[\w-]\s*\(|\b(path|terraform|var|local|module)\s*\./.test(expression);
}

/** What stands in `${}` and `%{}` of a text, nested braces included; `$${` and `%%{` are text (Terraform, Strings). */
function expressionsIn(text: string): string[] {
  const found: string[] = [];
  for (const { index } of text.matchAll(/(?<!\$)\$\{|(?<!%)%\{/g)) {
    let depth = 1;
    let end = index + 2;
    for (; end < text.length && depth > 0; end++) depth += { "{": 1, "}": -1 }[text[end] as string] ?? 0;
    found.push(text.slice(index + 2, depth === 0 ? end - 1 : end));
  }
  return found;
}

function textsIn(value: unknown): string[] {
  if (typeof value === "string") return [value];
  if (typeof value !== "object" || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]) => [key, ...textsIn(inner)]);
}

function objectOf(text: string): Json | undefined {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : undefined;
  } catch {
    return undefined;
  }
}

function record(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}

function sameJson(a: unknown, b: unknown): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
