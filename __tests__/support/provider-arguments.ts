import { readFileSync } from "node:fs";
import { join } from "node:path";

/** A block of the provider's schema: the type of each argument, or the block of that name. */
export interface SchemaBlock {
  readonly [name: string]: ArgumentType | SchemaBlock;
}
/** As in `terraform providers schema -json`: `"string"`, `["set", "string"]`. */
type ArgumentType = string | readonly unknown[];

/** The arguments of what the rehearsal reads, and of all that is CloudFront's or S3's, of the provider that is tested with. */
export interface ProviderArguments {
  readonly resources: Readonly<Record<string, SchemaBlock>>;
  readonly data: Readonly<Record<string, SchemaBlock>>;
}

/** The committed extract of the provider's schema; an end-to-end test holds it to the schema itself. */
export const providerArguments: ProviderArguments = JSON.parse(
  readFileSync(join(import.meta.dirname, "../fixtures/provider-arguments.json"), "utf8"),
);

export function isBlock(value: ArgumentType | SchemaBlock): value is SchemaBlock {
  return typeof value === "object" && !Array.isArray(value);
}

/** A value for everything in a schema. All texts are the same, so that every reference leads somewhere. */
export function filled(
  block: SchemaBlock,
  text: string,
  without: readonly string[] = [],
): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(block)
      .filter(([name]) => !without.includes(name))
      .map(([name, inner]) => [
        name,
        isBlock(inner) ? [filled(inner, text, without)] : sampleOf(inner, text),
      ]),
  );
}

function sampleOf(type: unknown, text: string): unknown {
  if (type === "string") return text;
  if (type === "number") return 1;
  if (type === "bool") return true;
  const [kind, inner] = type as [string, unknown];
  if (kind === "map") return { key: sampleOf(inner, text) };
  if (kind !== "object") return [sampleOf(inner, text)];
  return Object.fromEntries(
    Object.entries(inner as object).map(([name, one]) => [name, sampleOf(one, text)]),
  );
}
