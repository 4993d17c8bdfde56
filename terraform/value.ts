import { own } from "../facts/own";
/** A Terraform value that is known. */
export type Value = string | number | boolean | null | readonly Value[] | { readonly [key: string]: Value };

/** Stands for a value that a file does not determine, and says why. */
export class Unknown {
  constructor(readonly why = "it is known only after the apply") {}
}

/** What a file determines of a value: all of it, some of its parts, or nothing. */
export type Planned =
  | string
  | number
  | boolean
  | null
  | Unknown
  | readonly Planned[]
  | { readonly [key: string]: Planned };

/** What an expression comes to: not unknown itself, though parts of it may be. */
export type Evaluated = Exclude<Planned, Unknown>;

/** A block, or another object, as far as it is known. */
export type Values = Readonly<Record<string, Planned>>;

/** Whether something is an object with keys. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value) && !(value instanceof Unknown);
}

/** As `isRecord`, of values. */
export function isMap<T>(value: T): value is Extract<T, { readonly [key: string]: unknown }> {
  return isRecord(value);
}

/** An object of JSON. */
export type Json = { readonly [key: string]: Value };

/** The object that a value is, or an empty one. */
export function asJson(value: Value | undefined): Json {
  return isMap(value) ? value : {};
}

/** The objects in the list that a value is. */
export function listOf(value: Value | undefined): readonly Json[] {
  return isList(value) ? value.filter((one) => isMap(one)) : [];
}

/** The texts in the list that a value is. */
export function textsOf(value: Value | undefined): readonly string[] {
  return isList(value) ? value.filter((one) => typeof one === "string") : [];
}

export { own };

/** The first part of a value that is not known. */
export function unknownIn(value: Planned): Unknown | undefined {
  if (value instanceof Unknown) return value;
  const parts: readonly Planned[] = isList(value) ? value : isMap(value) ? Object.values(value) : [];
  for (const part of parts) {
    const found = unknownIn(part);
    if (found) return found;
  }
  return undefined;
}

/** Whether all of a value is known. */
export function isKnown(value: Planned): value is Value {
  return unknownIn(value) === undefined;
}

/** Whether a value is a list, a set or a tuple. */
export function isList<T>(value: T): value is Extract<T, readonly unknown[]> {
  return Array.isArray(value);
}

/** A value with what the marks beside it, `true` for what is unknown, say of it and of its parts. */
export function withUnknowns(value: Value | undefined, marks: Value | undefined): Planned | undefined {
  if (marks === true) return new Unknown();
  if (isList(value)) {
    const ofItems = isList(marks) ? marks : [];
    return value.map((item, i) => withUnknowns(item, ofItems[i]) ?? null);
  }
  if (!isMap(marks)) return value;
  const known = asJson(value);
  const unknown = Object.entries(marks).flatMap(([name, mark]) => {
    const part = withUnknowns(own(known, name), mark);
    return part === undefined ? [] : [[name, part] as const];
  });
  return value === null && unknown.length === 0 ? null : { ...known, ...Object.fromEntries(unknown) };
}

/** Deeper nesting is no document but an attack on the stack: everything that walks through a value does so by recursion. */
const maxNesting = 150;

/** What a text says in JSON; undefined for one that is not JSON, or is nested too deeply. */
export function parseJson(text: string): Value | undefined {
  try {
    const value: Value = JSON.parse(text);
    return isDeeper(value, maxNesting) ? undefined : value;
  } catch {
    return undefined;
  }
}

/** Whether something is nested so deep: nothing goes deeper than the limit to find out. */
function isDeeper(value: Value, limit: number): boolean {
  if (limit === 0) return true;
  if (typeof value !== "object" || value === null) return false;
  if (isList(value)) return value.some((one) => isDeeper(one, limit - 1));
  for (const name in value) if (isDeeper(value[name] as Value, limit - 1)) return true;
  return false;
}
