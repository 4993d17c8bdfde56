import type { OutlastError } from "../../errors/outlast-error";
import { errorsOf, type Rules } from "../../errors/rules";

/** What a review asks of its files. */
export const reviewRules = {
  REVIEW_NOT_A_PLAN: {
    rule: "A review reads the JSON of a Terraform plan, format 1.x.",
    mend: "Write one with: terraform plan -out=tfplan && terraform show -json tfplan > plan.json",
  },
} satisfies Rules;

const reviewError = errorsOf(reviewRules);

/** A file that is not a plan's JSON. */
export function notAPlan(file: string, why: string): OutlastError {
  return reviewError("REVIEW_NOT_A_PLAN", `${file}: ${why}`);
}
