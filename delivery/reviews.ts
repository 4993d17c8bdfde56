import { readFileSync, writeFileSync } from "node:fs";
import { basename, dirname } from "node:path";
import {
  type NamedReview,
  notAPlan,
  parsePlan,
  reaches,
  reviewPlan,
  reviewToMarkdown,
  type Severity,
} from "../audit/review";
import { stackName } from "../config/names";
import { configFile } from "../config/project-root";
import { ownSites } from "../project/own-project";
import type { PlanJson } from "../terraform/plan/plan-json";
import { isOverBudget, withCost } from "./costs";
import { addSummary } from "./github/runner";

/** A review under the name of its stack: the folder of a `plan.json`, else the file's own name. */
function reviewed(plan: PlanJson, file: string): NamedReview {
  const name = basename(file) === "plan.json" ? basename(dirname(file)) : basename(file, ".json");
  return { name: name === "" || name === "." ? file : name, review: reviewPlan(plan) };
}

/** A review of one file, with what the plan does to the month where the project here has its site. */
export function readCostedReview(file: string): NamedReview {
  const plan = parsePlan(readText(file), file);
  const review = reviewed(plan, file);
  const site = configFile() && ownSites().find((one) => stackName(one) === review.name);
  return site ? withCost(review, plan, site) : review;
}

/** Keeps the Markdown of reviews for whoever looks at the job, and in a file that is named. */
export function keepReviews(reviews: readonly NamedReview[], file: string | undefined): void {
  const markdown = reviewToMarkdown(reviews);
  if (file !== undefined) writeFileSync(file, markdown);
  addSummary(markdown);
}

/** Whether one of the reviews has a finding at `threshold` or worse, or a month that passes the budget. */
export function hasFinding(reviews: readonly NamedReview[], threshold: Severity | "none"): boolean {
  if (threshold === "none") return false;
  return reviews.some(
    (one) => one.review.findings.some(({ severity }) => reaches(severity, threshold)) || isOverBudget(one),
  );
}

function readText(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch (error) {
    const code = error instanceof Error && "code" in error ? error.code : error;
    throw notAPlan(file, `it cannot be read (${code})`);
  }
}
