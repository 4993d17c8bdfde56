import { declarations } from "../terraform/json/instance";
import type { PlanJson } from "../terraform/plan/plan-json";
import { asJson, isMap, type Planned, type Value, type Values, withUnknowns } from "../terraform/value";

/** A resource as far as it is known what it will be. */
export interface KnownResource {
  readonly type: string;
  readonly values: Values;
}

/** The resources of a stack as CDKTF writes it. */
export function resourcesOfStack(configuration: string): KnownResource[] {
  const { resource } = asJson(JSON.parse(configuration) as Value);
  return declarations("managed", resource).map(({ body, type }) => ({ type, values: body }));
}

/** The resources before and after a plan. */
export function resourcesOfPlan({ resource_changes: changes }: PlanJson): {
  before: KnownResource[];
  after: KnownResource[];
} {
  const managed = changes.filter(({ mode }) => mode === "managed");
  const known = (type: string, values: Planned | undefined) => (isMap(values) ? [{ type, values }] : []);
  return {
    before: managed.flatMap(({ change, type }) => known(type, change.before)),
    after: managed.flatMap(({ change, type }) =>
      change.after === null ? [] : known(type, withUnknowns(change.after, change.after_unknown)),
    ),
  };
}
