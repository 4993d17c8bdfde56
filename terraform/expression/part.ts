import { type Planned, Unknown, type Value } from "../value";
import { UnknownError } from "./syntax";

const parts = new WeakSet<object>();

/** Notes of an object that it has more than is in it, which only AWS knows. */
export function partOf<T extends Value>(value: T): T {
  if (typeof value === "object" && value !== null) parts.add(value);
  return value;
}

export function isPart(value: object): boolean {
  return parts.has(value);
}

/** An element of a list or a map, which may be one that only AWS knows. Whoever takes it out asks `certain` first. */
export function orUnknown(make: () => Value): Value {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnknownError) return new Unknown(error.message) as unknown as Value;
    throw error;
  }
}

/** @throws {UnknownError} for an element that only AWS knows, with the reason */
export function certain<T extends Value | undefined>(value: T): T {
  const given: Planned | undefined = value;
  if (given instanceof Unknown) throw new UnknownError(given.why);
  return value;
}
