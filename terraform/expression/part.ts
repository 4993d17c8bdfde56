import { type Planned, Unknown } from "../value";
import { UnknownError } from "./syntax";

const parts = new WeakSet<object>();

/** Notes of an object that it has more than is in it, which only AWS knows. */
export function partOf<T extends Planned>(value: T): T {
  if (typeof value === "object" && value !== null) parts.add(value);
  return value;
}

export function isPart(value: object): boolean {
  return parts.has(value);
}

/** An element of a list or a map, which may be one that only AWS knows. Whoever takes it out asks `certain` first. */
export function orUnknown(make: () => Planned): Planned {
  try {
    return make();
  } catch (error) {
    if (error instanceof UnknownError) return new Unknown(error.message);
    throw error;
  }
}

/** @throws {UnknownError} for an element that only AWS knows, with the reason */
export function certain<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownError(value.why);
  return value;
}
