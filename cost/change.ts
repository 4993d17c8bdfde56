import type { SiteConfig } from "../config";
import type { PlanJson } from "../terraform/plan/plan-json";
import { type Around, passes, siteMonth } from "./estimate";
import { inventoryOf } from "./inventory";
import type { Month } from "./month";
import { shownDollars } from "./render";
import { resourcesOfPlan } from "./resources";

/** What a plan does to the month. */
export interface MonthChange {
  /** Nothing, where nothing was there. */
  readonly before?: Month;
  readonly after: Month;
  readonly budget?: number;
  /** Whether the expected month after it is more than the budget. */
  readonly passesBudget: boolean;
}

/** The month before and after a plan. */
export function monthChange(
  site: Pick<SiteConfig, "month" | "regions" | "budget">,
  plan: PlanJson,
  around: Around,
): MonthChange {
  const { before, after } = resourcesOfPlan(plan);
  const month = siteMonth(site, inventoryOf(after), around);
  return {
    ...(before.length > 0 && { before: siteMonth(site, inventoryOf(before), around) }),
    after: month,
    ...(site.budget !== undefined && { budget: site.budget }),
    passesBudget: passes(month, site.budget),
  };
}

/** A section of the review: the month's lines that change, and the total. */
export function changeMarkdown({ after, before, budget, passesBudget }: MonthChange): string {
  const titles = [...new Set([...(before?.lines ?? []), ...after.lines].map(({ title }) => title))];
  const of = (month: Month | undefined, title: string) =>
    month?.lines.find((line) => line.title === title)?.cost.expected ?? 0;
  const changed = titles.filter((title) => Math.abs(of(before, title) - of(after, title)) >= 0.005);
  const row = (title: string, was: number, is: number) =>
    `| ${title} | ${shownDollars(was)} | ${shownDollars(is)} |`;
  const range = `${shownDollars(after.total.low)} to ${shownDollars(after.total.high)}`;
  const verdict =
    budget === undefined
      ? []
      : [
          passesBudget
            ? `**The expected month passes the budget of ${shownDollars(budget)}.** Raise \`budget\` in a change of its own, or take away what costs.`
            : `Within the budget of ${shownDollars(budget)}.`,
        ];
  return [
    "#### A month in US dollars",
    "",
    "| | before | after |",
    "|---|--:|--:|",
    ...changed.map((title) => row(title, of(before, title), of(after, title))),
    row("**Expected**", before?.total.expected ?? 0, after.total.expected),
    "",
    [`After it, ${range}, by how many come and what the account's free tiers have left.`, ...verdict].join(
      " ",
    ),
  ].join("\n");
}
