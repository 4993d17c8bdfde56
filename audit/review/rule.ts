import type { PlanConfiguration } from "../../terraform/plan/plan-configuration";
import type { Change } from "./change";
import type { StatedFinding } from "./finding";

/** What a rule may ask of the plan around a change. */
export interface PlanContext {
  /** All changes, data sources included. */
  readonly changes: readonly Change[];
  /** What was written; empty where the plan does not have it. */
  readonly configuration: PlanConfiguration;
}

/** One concern: what a change of certain resource types means. Pure. */
export interface ReviewRule {
  /** Resource types that it reads. */
  readonly types: readonly string[];
  find(change: Change, context: PlanContext): readonly StatedFinding[];
}

/** Whether a resource that is there will be gone, for good or until its successor is made. */
export function goes(change: Change): boolean {
  return change.fate === "destroyed" || change.fate === "replaced";
}

/** Whether there is something before and something after. */
export function stays(change: Change): boolean {
  return change.fate === "updated" || change.fate === "replaced";
}

/** "is destroyed", "is replaced" or "is given up by Terraform". */
export function fateWords(change: Change): string {
  if (change.fate === "forgotten") return "is no longer managed by Terraform";
  return `is ${change.fate}`;
}
