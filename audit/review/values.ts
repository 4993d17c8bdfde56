import type { Values } from "../../terraform/value";

/** What is in `before` and no more in `after`. */
export function lost(before: readonly string[], after: readonly string[]): string[] {
  return before.filter((item) => !after.includes(item));
}

/** Pairs of the blocks that have the same key before and after. */
export function pairs(
  before: readonly Values[],
  after: readonly Values[],
  keyOf: (block: Values) => string,
): { readonly key: string; readonly before: Values; readonly after: Values }[] {
  const later = new Map(after.map((block) => [keyOf(block), block]));
  return before.flatMap((block) => {
    const key = keyOf(block);
    const match = later.get(key);
    return match ? [{ key, before: block, after: match }] : [];
  });
}

/** The blocks whose key is in `before` and no more in `after`. */
export function gone(
  before: readonly Values[],
  after: readonly Values[],
  keyOf: (block: Values) => string,
): Values[] {
  const later = new Set(after.map(keyOf));
  return before.filter((block) => !later.has(keyOf(block)));
}
