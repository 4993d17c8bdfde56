import { type Planned, Unknown } from "../value";
import { ExpressionError, UnknownError } from "./syntax";

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
  return unlessThrown(UnknownError, make);
}

/** An attribute, which costs nothing but itself where it cannot be known, for whatever reason. */
export function madeOrUnknown<T>(make: () => T): T | Unknown {
  return unlessThrown(ExpressionError, make);
}

function unlessThrown<T>(kind: typeof ExpressionError, make: () => T): T | Unknown {
  try {
    return make();
  } catch (error) {
    if (error instanceof kind) return new Unknown(error.message);
    throw error;
  }
}

/** @throws {UnknownError} for an element that only AWS knows, with the reason */
export function certain<T>(value: T | Unknown): T {
  if (value instanceof Unknown) throw new UnknownError(value.why);
  return value;
}
