/** What tells whether code keeps what it kept when it was loaded; undefined where it may keep what nobody sees. */
export type KeptBy = (roots: readonly unknown[]) => (() => boolean) | undefined;

/**
 * Makes what sees whether anything has changed that code of its realm keeps from call to call; made before there is such
 * code, which has to leave what is everybody's as it is. Compiled in that realm from its own source text, so it refers to
 * nothing outside itself, and calls nothing that the code could have put there: a method, an iterator, a list's setter.
 */
export function keptObjects(): KeptBy {
  const { getPrototypeOf, is, isExtensible } = Object;
  // Not that of `Object`, which tells that a call asked for more than its event shows.
  const { apply, getOwnPropertyDescriptor, ownKeys, setPrototypeOf } = Reflect;
  const MadeSet = Set;
  const { add, has } = Set.prototype;
  const { toString: textOf } = Function.prototype;
  const { endsWith } = String.prototype;
  const ofRegExps = RegExp.prototype;
  /** A table of more is looked through for longer than most functions take. */
  const mostProperties = 500;
  /** Of these JavaScript shows all that they keep; a map, a date or an iterator has more. */
  const open = new MadeSet<unknown>([
    Object.prototype,
    Array.prototype,
    Function.prototype,
    RegExp.prototype,
    null,
  ]);
  interface List<T> {
    [at: number]: T;
    length: number;
  }
  interface Kept {
    readonly object: object;
    readonly prototype: unknown;
    readonly isExtensible: boolean;
    readonly keys: readonly PropertyKey[];
    readonly properties: List<PropertyDescriptor>;
    /** What a regular expression is made of, which `compile` changes. */
    readonly parts: List<unknown>;
  }
  type Seen = (value: unknown) => boolean;

  const isObject = (value: unknown): value is object =>
    typeof value === "function" || (typeof value === "object" && value !== null);
  // Without a prototype, on which the code could put a setter.
  const list = <T>(): List<T> => {
    const made: T[] = [];
    setPrototypeOf(made, null);
    return made;
  };
  const put = <T>(to: List<T>, value: T) => {
    to[to.length] = value;
  };
  const among =
    (set: Set<unknown>): Seen =>
    (value) =>
      apply(has, set, [value]);

  const partGetters = list<() => unknown>();
  for (const key of ownKeys(ofRegExps)) {
    const { get } = getOwnPropertyDescriptor(ofRegExps, key) as PropertyDescriptor;
    // That one asks the expression for the others, which may be the code's own.
    if (get !== undefined && key !== "flags") put(partGetters, get);
  }
  /** Functions of the language that have nothing to keep, and that bundles hold. */
  const harmless = new MadeSet<unknown>();
  for (const whole of [Object, Object.prototype])
    for (const key of ownKeys(whole)) {
      const { value } = getOwnPropertyDescriptor(whole, key) as PropertyDescriptor;
      if (key !== "constructor") harmless.add(value);
    }
  const isOpen = among(open);
  const isHarmless = among(harmless);
  /** `RegExp` keeps the last match, and a bound function what it is bound to. */
  const isNative = (value: unknown) =>
    typeof value === "function" && apply(endsWith, apply(textOf, value, []), ["[native code] }"]);

  const partsOf = (object: object, prototype: unknown) => {
    const parts = list<unknown>();
    if (prototype === ofRegExps)
      for (let i = 0; i < partGetters.length; i++)
        put(parts, apply(partGetters[i] as () => unknown, object, []));
    return parts;
  };
  const keep = (object: object): Kept => {
    const keys = ownKeys(object);
    const prototype = getPrototypeOf(object);
    const properties = list<PropertyDescriptor>();
    for (let i = 0; i < keys.length; i++)
      put(properties, getOwnPropertyDescriptor(object, keys[i] as PropertyKey) as PropertyDescriptor);
    const parts = partsOf(object, prototype);
    return { object, prototype, isExtensible: isExtensible(object), keys, properties, parts };
  };
  const isKept = ({ object, prototype, isExtensible: was, keys, properties, parts }: Kept) => {
    const nowKeys = ownKeys(object);
    if (getPrototypeOf(object) !== prototype || isExtensible(object) !== was) return false;
    if (nowKeys.length !== keys.length) return false;
    for (let i = 0; i < keys.length; i++) {
      if (nowKeys[i] !== keys[i]) return false;
      const now = getOwnPropertyDescriptor(object, keys[i] as PropertyKey) as PropertyDescriptor;
      const was = properties[i] as PropertyDescriptor;
      if (!is(was.value, now.value) || was.get !== now.get || was.set !== now.set) return false;
      if (was.writable !== now.writable || was.enumerable !== now.enumerable) return false;
      if (was.configurable !== now.configurable) return false;
    }
    if (parts.length === 0) return true;
    const nowParts = partsOf(object, prototype);
    for (let i = 0; i < parts.length; i++) if (parts[i] !== nowParts[i]) return false;
    return true;
  };
  const objects = Object.prototype;
  const ofObjects = ownKeys(objects);
  /** A description of a property has whatever else every object has. */
  const hasNoMore = () => {
    const now = ownKeys(objects);
    for (let i = 0; i < now.length; i++) if (now[i] !== ofObjects[i]) return false;
    return true;
  };
  const areKept = (all: List<Kept>) => {
    for (let i = 0; i < all.length; i++) if (!isKept(all[i] as Kept)) return false;
    return true;
  };

  /** What is everybody's: the globals, their prototypes, and the functions in both. */
  const everybodys = () => {
    const all = list<Kept>();
    const seen = new MadeSet<object>([globalThis]);
    const take = (value: unknown, depth: number) => {
      if (!isObject(value) || seen.has(value)) return;
      seen.add(value);
      const kept = keep(value);
      put(all, kept);
      if (depth === 2) return;
      take(kept.prototype, depth);
      for (let i = 0; i < kept.properties.length; i++) {
        const { value: one, get, set } = kept.properties[i] as PropertyDescriptor;
        for (const part of [one, get, set]) take(part, typeof part === "function" ? 2 : depth + 1);
      }
    };
    // Prototypes that have no name.
    for (const one of [[], "", new Map(), new MadeSet()]) take(getPrototypeOf(one[Symbol.iterator]()), 0);
    take(getPrototypeOf("".matchAll(/a/g)), 0);
    for (const key of ownKeys(globalThis)) take(getOwnPropertyDescriptor(globalThis, key)?.value, 0);
    return all;
  };
  const shared = everybodys();

  const keptBy: KeptBy = (roots) => {
    const all = list<Kept>();
    const seen = new MadeSet<unknown>();
    const isSeen = among(seen);
    const toSee = list<unknown>();
    put(toSee, roots);
    let properties = 0;
    for (let i = 0; i < toSee.length; i++) {
      const value = toSee[i];
      if (!isObject(value) || isSeen(value) || isHarmless(value)) continue;
      if (!isOpen(getPrototypeOf(value)) || isNative(value)) return undefined;
      apply(add, seen, [value]);
      properties += ownKeys(value).length;
      if (properties > mostProperties) return undefined;
      const kept = keep(value);
      put(all, kept);
      for (let j = 0; j < kept.properties.length; j++) {
        const { value: one, get, set } = kept.properties[j] as PropertyDescriptor;
        put(toSee, one);
        put(toSee, get);
        put(toSee, set);
      }
    }
    let isAsLoaded = true;
    return () => {
      try {
        isAsLoaded &&= hasNoMore() && areKept(shared) && areKept(all);
      } catch {
        isAsLoaded = false;
      }
      return isAsLoaded;
    };
  };
  return (roots) => {
    const isAsLoaded = keptBy(roots);
    return isAsLoaded?.() === true ? isAsLoaded : undefined;
  };
}
