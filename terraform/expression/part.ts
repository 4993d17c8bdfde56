import type { Value } from "../value";

const parts = new WeakSet<object>();

/** Notes of an object that it has more than is in it, which only AWS knows. */
export function partOf<T extends Value>(value: T): T {
  if (typeof value === "object" && value !== null) parts.add(value);
  return value;
}

export function isPart(value: object): boolean {
  return parts.has(value);
}
