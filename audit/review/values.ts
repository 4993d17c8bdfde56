import { isRecord } from "../../terraform/value";

/** A block or an object of a resource's values. */
export type ResourceValues = Readonly<Record<string, unknown>>;

/** What stands at a path of keys, where a list of one block counts as the block itself. */
export function at(values: unknown, ...path: readonly string[]): unknown {
  return path.reduce<unknown>((value, key) => {
    const block = Array.isArray(value) && value.length === 1 ? value[0] : value;
    return isRecord(block) ? block[key] : undefined;
  }, values);
}

/** The blocks at a path; none if there is nothing. */
export function blocks(values: unknown, ...path: readonly string[]): ResourceValues[] {
  const value = at(values, ...path);
  if (Array.isArray(value)) return value.filter(isRecord);
  return isRecord(value) ? [value] : [];
}

/** The strings of a list or a set at a path, sorted; numbers count as strings. */
export function stringsAt(values: unknown, ...path: readonly string[]): string[] {
  const value = at(values, ...path);
  const list = Array.isArray(value) ? value : value === undefined || value === null ? [] : [value];
  return list
    .filter((item) => typeof item === "string" || typeof item === "number")
    .map(String)
    .sort(byValue);
}

/** A number at a path; Terraform writes some of them as strings. */
export function numberAt(values: unknown, ...path: readonly string[]): number | undefined {
  const value = at(values, ...path);
  if (typeof value === "number") return value;
  return typeof value === "string" && /^-?\d+(\.\d+)?$/.test(value) ? Number(value) : undefined;
}

/** A text at a path; empty counts as absent, as it does for AWS's optional ids. */
export function textAt(values: unknown, ...path: readonly string[]): string | undefined {
  const value = at(values, ...path);
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** What is in `before` and no more in `after`. */
export function lost(before: readonly string[], after: readonly string[]): string[] {
  return before.filter((item) => !after.includes(item));
}

/** Pairs of the blocks that have the same key before and after. */
export function pairs(
  before: readonly ResourceValues[],
  after: readonly ResourceValues[],
  keyOf: (block: ResourceValues) => string,
): { readonly key: string; readonly before: ResourceValues; readonly after: ResourceValues }[] {
  const later = new Map(after.map((block) => [keyOf(block), block]));
  return before.flatMap((block) => {
    const key = keyOf(block);
    const match = later.get(key);
    return match ? [{ key, before: block, after: match }] : [];
  });
}

/** The blocks whose key is in `before` and no more in `after`. */
export function gone(
  before: readonly ResourceValues[],
  after: readonly ResourceValues[],
  keyOf: (block: ResourceValues) => string,
): ResourceValues[] {
  const later = new Set(after.map(keyOf));
  return before.filter((block) => !later.has(keyOf(block)));
}

function byValue(a: string, b: string): number {
  return a.localeCompare(b, "en", { numeric: true });
}
