import type { PlanJson } from "../terraform/plan/plan-json";
import { asJson, isMap, type Json, listOf, type Value } from "../terraform/value";

/** A resource as far as it is known what it will be. */
export interface KnownResource {
  readonly type: string;
  readonly values: Json;
}

/** The resources of a stack as CDKTF writes it. */
export function resourcesOfStack(configuration: string): KnownResource[] {
  const { resource } = asJson(JSON.parse(configuration) as Value);
  return Object.entries(asJson(resource)).flatMap(([type, named]) =>
    Object.values(asJson(named)).map((values) => ({ type, values: asJson(values) })),
  );
}

/** The resources before and after a plan. */
export function resourcesOfPlan({ resource_changes: changes }: PlanJson): {
  before: KnownResource[];
  after: KnownResource[];
} {
  const managed = changes.filter(({ mode }) => mode === "managed");
  const side = (name: "before" | "after") =>
    managed.flatMap(({ type, change }) => {
      const values = change[name];
      return isMap(values) ? [{ type, values }] : [];
    });
  return { before: side("before"), after: side("after") };
}

/** Blocks of a name: an object where there is one, or a list. */
export function nestedBlocks(values: Json, name: string): readonly Json[] {
  const found = values[name];
  return isMap(found) ? [asJson(found)] : listOf(found);
}
