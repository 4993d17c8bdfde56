import { ExpressionError } from "../expression/syntax";
import {
  asJson,
  isList,
  isMap,
  type Json,
  listOf,
  type Planned,
  Unknown,
  type Value,
  type Values,
  withUnknowns,
} from "../value";
import { referencesOf } from "./plan-configuration";

/** An instance in `planned_values` or `values`. */
export interface PlannedResource {
  readonly address: string;
  readonly mode: "managed" | "data";
  readonly type: string;
  readonly name: string;
  readonly values: Values;
}

/** What a plan leaves to the apply, by address: `after_unknown` says so, as null and empty are values. */
export type Marks = ReadonlyMap<string, Value | undefined>;

/** The marks of all changes of a plan. */
export function marksOf(changes: Value | undefined): Marks {
  return new Map(
    listOf(changes).flatMap(({ address, change }) =>
      typeof address === "string" ? [[address, asJson(change).after_unknown] as const] : [],
    ),
  );
}

/** Every instance of a module and of those within it. @throws {ExpressionError} for another format */
export function instancesOf(module: Value | undefined, marks: Marks): PlannedResource[] {
  const { resources = [], child_modules: children = [] } = asJson(module);
  if (!isList(resources) || !isList(children))
    throw new ExpressionError("its resources are in another format");
  const own = resources.map((resource) => {
    const { address, mode, type, name, values } = asJson(resource);
    if (typeof address !== "string" || typeof type !== "string" || typeof name !== "string")
      throw new ExpressionError("a resource in it has no address, type or name");
    const known = withUnknowns(asJson(values), marks.get(address));
    return {
      address,
      mode: mode === "data" ? ("data" as const) : ("managed" as const),
      type,
      name,
      values: isMap(known) ? known : {},
    };
  });
  // Terraform lists the instances of a module in another order each time: what is loaded has to stay the same.
  const inOrder = children.toSorted((a, b) => (addressOf(a) < addressOf(b) ? -1 : 1));
  return [...own, ...inOrder.flatMap((child) => instancesOf(child, marks))];
}

function addressOf(module: Value): string {
  const { address } = asJson(module);
  return typeof address === "string" ? address : "";
}

/** Whether elements of a list, which has its length, are known only after the apply. */
export function hasGap(value: Planned | undefined): value is readonly Planned[] {
  return isList(value) && value.some((item) => item instanceof Unknown);
}

/** Whether it was written in JSON, where a template is a constant that refers to something. */
export function isTemplate(written: Value | undefined): boolean {
  return asJson(written).constant_value !== undefined && referencesOf(written).length > 0;
}

/** Whether the configuration sets it, to something else than null. */
export function isWritten(written: Value | undefined): boolean {
  if (isList(written)) return written.length > 0;
  return (asJson(written).constant_value ?? null) !== null || referencesOf(written).length > 0;
}

export function isBlocks(value: Planned | undefined): value is readonly Values[] {
  return isList(value) && value.length > 0 && value.every((one) => isMap(one));
}

/** Taken for the whole bucket, an unconditional denial of a part of it would deny everything. */
export function isLostDenial(values: Values, written: Json): boolean {
  const unconditional = !isList(values.condition) || values.condition.length === 0;
  return (
    values.effect === "Deny" && unconditional && hasGap(values.resources) && !isTemplate(written.resources)
  );
}
