import type * as z from "zod";
import type { Path } from "./problem";
import { valueAt } from "./shape";

/** A config without what the schema refused, so that the rest can be checked in the same run. */
export interface Repaired<T> {
  readonly value: T;
  /** Where something was taken out or filled in; nothing can be said about these places. */
  readonly gaps: readonly Path[];
}

const mostRounds = 50;

/**
 * Takes out, issue by issue, the smallest object key that holds it, until the schema accepts what is left.
 * `fillers` stand for required keys. Undefined if nothing checkable is left.
 */
export function repair<T>(
  schema: z.ZodType<T>,
  input: unknown,
  fillers: Readonly<Record<string, unknown>>,
): Repaired<T> | undefined {
  if (typeof input !== "object" || input === null || Array.isArray(input)) return undefined;
  const value = { ...structuredClone(fillers), ...(plainCopy(input) as object) };
  const gaps: Path[] = [];
  for (let round = 0; round < mostRounds; round += 1) {
    const result = schema.safeParse(value);
    if (result.success) return { value: result.data, gaps };
    for (const issue of result.error.issues) {
      const path = issue.path.map((part) => (typeof part === "number" ? part : String(part)));
      const places = issue.code === "unrecognized_keys" ? issue.keys.map((key) => [...path, key]) : [path];
      for (const place of places) gaps.push(takeOut(value, place, fillers));
    }
  }
  return undefined;
}

/** A copy of data, which may hold functions: `structuredClone` refuses these. */
export function plainCopy(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(plainCopy);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, plainCopy(item)]));
}

/** Deletes the innermost existing key of `path` that is no array element; required top-level keys are refilled. */
function takeOut(root: object, path: Path, fillers: Readonly<Record<string, unknown>>): Path {
  for (let length = path.length; length > 0; length -= 1) {
    const place = path.slice(0, length);
    const key = place[length - 1];
    const parent = valueAt(root, place.slice(0, -1));
    if (typeof key !== "string" || typeof parent !== "object" || parent === null) continue;
    if (Array.isArray(parent) || !Object.hasOwn(parent, key)) continue;
    Reflect.deleteProperty(parent, key);
    if (length === 1 && Object.hasOwn(fillers, key)) Reflect.set(parent, key, structuredClone(fillers[key]));
    return place;
  }
  return path;
}

/** True if a finding at `path` would speak of a gap, or of something around it. */
export function touchesGap(path: Path, gaps: readonly Path[]): boolean {
  return gaps.some((gap) => gap.every((part, index) => index >= path.length || path[index] === part));
}
