import { join } from "node:path";
import type { NamedReview } from "../audit/review";
import type { SiteConfig } from "../config";
import { changeMarkdown, type MonthChange, monthChange } from "../cost/change";
import { contentIn } from "../cost/content";
import { projectRoot } from "../project/own-project";
import type { PlanJson } from "../terraform/plan/plan-json";

const key = "month";

/** A review with what its plan does to the month; as it is, of a stack of no site. */
export function withCost(review: NamedReview, plan: PlanJson, site: SiteConfig | undefined): NamedReview {
  if (site === undefined) return review;
  const content = contentIn(join(projectRoot(), site.content.folder));
  const today = new Date().toISOString().slice(0, 10);
  const change = monthChange(site, plan, { content, today });
  const section = { key, json: change, markdown: changeMarkdown(change) };
  return { ...review, further: [...(review.further ?? []), section] };
}

/** Whether the month after the plan passes the budget. */
export function isOverBudget({ further = [] }: NamedReview): boolean {
  return further.some((section) => section.key === key && (section.json as MonthChange).passesBudget);
}
