import type { SiteConfig } from "../config";
import type { PlanName } from "../facts/cloudfront/flat-rate-plans";
import { type Attack, attacksOn } from "./attack";
import { type PlanFit, plansFor } from "./flat-rate";
import { type Inventory, inventoryOf } from "./inventory";
import { type Month, monthOf } from "./month";
import { oldPlans, shippedPrices } from "./prices";
import type { KnownResource } from "./resources";
import { type ContentSize, type MonthlyTraffic, usageOf } from "./usage";

/** Everything that `outlast cost` says of a site. */
export interface Estimate {
  readonly version: 1;
  readonly site: string;
  readonly currency: "USD";
  readonly month: Month;
  /** Dollars, as the config has it. */
  readonly budget?: number;
  /** The plan that the site is to join; the month is the one before somebody has subscribed to it. */
  readonly pricing?: PlanName;
  readonly attacks: readonly Attack[];
  readonly plans: readonly PlanFit[];
  /** What was taken for granted. */
  readonly traffic: MonthlyTraffic;
  readonly content: ContentSize;
}

/** What an estimate needs beside the config. */
export interface Around {
  readonly content: ContentSize;
  /** The day, "2026-11-29". */
  readonly today: string;
  /** In place of the config's numbers. */
  readonly traffic?: MonthlyTraffic;
}

/** What the config says of a month. */
export function trafficOf({ month }: Pick<SiteConfig, "month">): MonthlyTraffic {
  const { bytesPerView, hitRatio, pageViews, requestsPerView, visitors } = month;
  return { pageViews, requestsPerView, bytesPerView, hitRatio, areas: visitors };
}

function habitOf({ month: { changed, invalidatedPaths, releases } }: Pick<SiteConfig, "month">) {
  return { releases, changed, paths: invalidatedPaths };
}

/** The month of a site that has these resources. */
export function siteMonth(
  site: Pick<SiteConfig, "month" | "regions">,
  inventory: Inventory,
  { content, today, traffic = trafficOf(site) }: Around,
): Month {
  return monthOf({ inventory, content, today, traffic, regions: site.regions, habit: habitOf(site) });
}

/** The month, attacks and plans of a site. */
export function estimate(site: SiteConfig, resources: readonly KnownResource[], around: Around): Estimate {
  const { content, traffic = trafficOf(site) } = around;
  const inventory = inventoryOf(resources);
  const month = siteMonth(site, inventory, around);
  const old = [...month.old, ...oldPlans(shippedPrices, around.today)];
  return {
    ...{ version: 1, site: site.name, currency: "USD", content, traffic, month: { ...month, old } },
    ...(site.budget !== undefined && { budget: site.budget }),
    attacks: attacksOn(inventory, site.regions, traffic, content),
    ...(site.distribution.pricing && { pricing: site.distribution.pricing }),
    plans: plansFor(inventory, usageOf(traffic, habitOf(site), content, "expected"), month),
  };
}

/** Whether an expected month is more than what may be spent. */
export function passes(month: Month, budget: number | undefined): boolean {
  return budget !== undefined && month.total.expected > budget;
}
