import type { Value } from "../expression/functions";
import { ExpressionError } from "../expression/syntax";
import { expressionOf, referencesOf, type WrittenBlock } from "./plan-configuration";

type Json = Readonly<Record<string, unknown>>;

export type Values = Readonly<Record<string, Value>>;

/** An instance in `planned_values` or `values`. */
export interface PlannedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

/** Every instance of a module and of those within it. @throws {ExpressionError} for another format */
export function instancesOf(module: unknown): PlannedResource[] {
  const { resources = [], child_modules: children = [] } = asJson(module);
  if (!Array.isArray(resources) || !Array.isArray(children))
    throw new ExpressionError("its resources are in another format");
  const own = resources.map((resource) => {
    const { address, mode, type, name, values } = asJson(resource);
    if (typeof address !== "string" || typeof type !== "string" || typeof name !== "string")
      throw new ExpressionError("a resource in it has no address, type or name");
    return {
      address,
      mode: mode === "data" ? ("data" as const) : ("managed" as const),
      type,
      name,
      values: asJson(values) as Values,
    };
  });
  return [...own, ...children.flatMap(instancesOf)];
}

/** Whether the configuration sets it, to something else than null. */
export function isWritten(written: unknown): boolean {
  if (Array.isArray(written)) return written.length > 0;
  const { constant_value: constant, references } = expressionOf(written);
  return (constant !== undefined && constant !== null) || (references?.length ?? 0) > 0;
}

/** Whether it was written in JSON, where a template is a constant that refers to something. */
export function isTemplate(written: unknown): boolean {
  return expressionOf(written).constant_value !== undefined && referencesOf(written).length > 0;
}

/** Whether elements of a list are known only after the apply: plans show them as null. */
export function hasGap(value: Value | undefined): value is readonly Value[] {
  return (
    Array.isArray(value) &&
    value.includes(null) &&
    value.every((item) => typeof item !== "object" || item === null)
  );
}

export function isAbsent(value: Value | undefined): value is null | undefined {
  return value === undefined || value === null;
}

export function isBlocks(value: Value | undefined): value is readonly Values[] {
  return (
    Array.isArray(value) && value.length > 0 && value.every((one) => typeof one === "object" && one !== null)
  );
}

export function blocksOf(written: unknown): readonly WrittenBlock[] {
  return Array.isArray(written) ? written.map(asJson) : [];
}

/** Taken for the whole bucket, an unconditional denial of a part of it would deny everything. */
export function isLostDenial(values: Values, written: WrittenBlock): boolean {
  const unconditional = !Array.isArray(values.condition) || values.condition.length === 0;
  return (
    values.effect === "Deny" && unconditional && hasGap(values.resources) && !isTemplate(written.resources)
  );
}

export function asJson(value: unknown): Json {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as Json) : {};
}
