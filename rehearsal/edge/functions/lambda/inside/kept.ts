/**
 * Makes what sees whether anything has changed that code of its realm keeps from call to call. Compiled in that realm from
 * its own source text, so it refers to nothing outside itself.
 */
export function keptObjects(): (roots: readonly unknown[]) => (() => boolean) | undefined {
  const { getOwnPropertyDescriptor, getPrototypeOf, is } = Object;
  const { ownKeys } = Reflect;
  /** Of these JavaScript shows all that they keep; a map, a date or an iterator has more. */
  const open = new Set<unknown>([
    Object.prototype,
    Array.prototype,
    Function.prototype,
    RegExp.prototype,
    null,
  ]);
  interface Kept {
    readonly object: object;
    readonly prototype: unknown;
    readonly keys: readonly PropertyKey[];
    readonly values: readonly unknown[];
  }

  const isObject = (value: unknown): value is object =>
    typeof value === "function" || (typeof value === "object" && value !== null);

  const valuesOf = (object: object, keys: readonly PropertyKey[]) => {
    const values: unknown[] = [];
    for (let i = 0; i < keys.length; i++) {
      const property = getOwnPropertyDescriptor(object, keys[i] as PropertyKey);
      values.push(property?.value, property?.get, property?.set, property?.writable, property?.enumerable);
    }
    return values;
  };
  const same = (a: readonly unknown[], b: readonly unknown[]) => {
    for (let i = 0; i < a.length; i++) if (!is(a[i], b[i])) return false;
    return a.length === b.length;
  };
  const keep = (object: object): Kept => {
    const keys = ownKeys(object);
    return { object, prototype: getPrototypeOf(object), keys, values: valuesOf(object, keys) };
  };
  const isKept = ({ object, prototype, keys, values }: Kept) => {
    const now = ownKeys(object);
    return getPrototypeOf(object) === prototype && same(keys, now) && same(values, valuesOf(object, keys));
  };

  /** What is everybody's: the globals, their prototypes, and the functions in both, of which only a new property can show. */
  const everybodys = () => {
    const whole: Kept[] = [];
    const counted: Kept[] = [];
    const seen = new Set<object>([globalThis]);
    const take = (value: unknown, depth: number) => {
      if (!isObject(value) || seen.has(value)) return;
      seen.add(value);
      const kept = keep(value);
      if (depth === 2 && typeof value === "function") counted.push(kept);
      else whole.push(kept);
      for (const one of depth === 2 ? [] : kept.values) take(one, typeof one === "function" ? 2 : depth + 1);
    };
    for (const value of keep(globalThis).values) take(value, 0);
    return () =>
      whole.every(isKept) &&
      counted.every(
        ({ object, prototype, keys }) =>
          ownKeys(object).length === keys.length && getPrototypeOf(object) === prototype,
      );
  };

  return (roots) => {
    const all: Kept[] = [];
    const seen = new Set<object>();
    const toSee = [...roots];
    while (toSee.length > 0) {
      const value = toSee.pop();
      if (!isObject(value) || seen.has(value)) continue;
      if (!open.has(getPrototypeOf(value))) return undefined;
      seen.add(value);
      const kept = keep(value);
      all.push(kept);
      for (const one of kept.values) toSee.push(one);
    }
    const isEverybodys = everybodys();
    return () => all.every(isKept) && isEverybodys();
  };
}
