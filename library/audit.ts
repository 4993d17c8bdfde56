// The package `outlast/audit`: what is found in a plan of Terraform's, as `outlast review` finds it.

export {
  type Finding,
  type NamedReview,
  parsePlan,
  type Review,
  reaches,
  reviewPlan,
  reviewToJson,
  reviewToMarkdown,
  type Severity,
  severities,
} from "../audit/review";
export type { PlanJson } from "../terraform/plan/plan-json";
