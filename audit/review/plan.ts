import { ExpressionError } from "../../terraform/expression/syntax";
import { type PlanJson, planIn } from "../../terraform/plan/plan-json";
import { notAPlan } from "./errors";

/**
 * Reads the JSON of a plan, as `planIn` does.
 *
 * @throws {OutlastError} REVIEW_NOT_A_PLAN
 */
export function parsePlan(text: string, file: string): PlanJson {
  return ofPlan(file, () => planIn(text));
}

/** What is read of a plan's JSON. @throws {OutlastError} REVIEW_NOT_A_PLAN for what is none */
export function ofPlan<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (error instanceof ExpressionError) throw notAPlan(file, error.message);
    throw error;
  }
}
