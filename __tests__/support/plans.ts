import { reviewPlan } from "../../audit/review/review";
import type { PlanJson, ResourceChangeJson } from "../../terraform/plan/plan-json";

/** What a test says of one resource of a plan; the rest is filled in. */
export interface PlannedResource extends Partial<ResourceChangeJson["change"]> {
  readonly address?: string;
  readonly type: string;
  readonly mode?: "managed" | "data";
  readonly module_address?: string;
}

/** A plan with these resources. What is null after the apply is destroyed, what was null is created. */
export function planWith(resources: readonly PlannedResource[], rest: Partial<PlanJson> = {}): PlanJson {
  return {
    format_version: "1.2",
    resource_changes: resources.map(resourceChange),
    resource_drift: [],
    ...rest,
  };
}

function resourceChange(resource: PlannedResource): ResourceChangeJson {
  const { address, mode = "managed", module_address, type, ...change } = resource;
  const at = address ?? `${type}.this`;
  return {
    address: at,
    ...(module_address !== undefined && { module_address }),
    mode,
    type,
    name: at.slice(at.lastIndexOf(".") + 1),
    change: { actions: actionsOf(change), before: null, after: null, after_unknown: {}, ...change },
  };
}

function actionsOf({
  after,
  before,
}: Partial<ResourceChangeJson["change"]>): ["create"] | ["delete"] | ["update"] {
  if (before === undefined || before === null) return ["create"];
  return after === undefined || after === null ? ["delete"] : ["update"];
}

/** The findings of a plan with one resource, as "severity rule". */
export function found(resource: PlannedResource): string[] {
  return reviewPlan(planWith([resource])).findings.map(({ rule, severity }) => `${severity} ${rule}`);
}
