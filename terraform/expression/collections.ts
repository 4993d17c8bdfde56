import type { Planned } from "../value";
import type { Budget } from "./budget";
import { ExpressionError } from "./syntax";

/** Longer is no list that a configuration counts. */
const maxRange = 10_000;

/** `range(end)`, `range(start, end)` and `range(start, end, step)`. */
export function range(first: number, end: number | undefined, step: number | undefined): number[] {
  const [from, to] = end === undefined ? [0, first] : [first, end];
  const by = step ?? (to < from ? -1 : 1);
  const count = Math.ceil((to - from) / by);
  if (by === 0 || !(count <= maxRange)) throw new ExpressionError("range() of no number that can be counted");
  return Array.from({ length: Math.max(0, count) }, (_, at) => from + at * by);
}

/** In lists of so many. */
export function chunks(items: readonly Planned[], size: number): (readonly Planned[])[] {
  if (!Number.isInteger(size) || size < 0) throw new ExpressionError(`chunklist() of ${size}`);
  if (size === 0) return [items];
  return Array.from({ length: Math.ceil(items.length / size) }, (_, at) =>
    items.slice(at * size, at * size + size),
  );
}

/** From a place up to another, which both have to be in the list. */
export function slice(items: readonly Planned[], from: number, to: number): readonly Planned[] {
  if (!(from >= 0 && from <= to && to <= items.length))
    throw new ExpressionError(`slice() from ${from} to ${to} of ${items.length}`);
  return items.slice(from, to);
}

/** Every one of the first with every one of the others (Terraform, "setproduct Function"). */
export function product(lists: readonly (readonly Planned[])[], budget: Budget): (readonly Planned[])[] {
  budget.reserve(lists.reduce((count, list) => count * list.length, lists.length));
  return lists.reduce<(readonly Planned[])[]>(
    (rows, list) => rows.flatMap((row) => list.map((item) => [...row, item])),
    [[]],
  );
}

/** The first letter of each word large. */
export function title(text: string): string {
  return text.replace(
    /(^|[^\p{L}\p{N}_'])(\p{L})/gu,
    (_, before: string, letter: string) => before + letter.toUpperCase(),
  );
}

/** A map of lists of texts, the other way round: `{a = ["x"]}` is `{x = ["a"]}`. */
export function transpose(map: readonly (readonly [key: string, items: readonly string[]])[]): Planned {
  const out = new Map<string, string[]>();
  for (const [key, items] of [...map].sort(([a], [b]) => (a < b ? -1 : 1)))
    for (const item of items) {
      const keys = out.get(item);
      if (keys === undefined) out.set(item, [key]);
      else keys.push(key);
    }
  return Object.fromEntries(out);
}
