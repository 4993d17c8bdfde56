import type { Inventory } from "./inventory";
import { oldPrices, type PriceFile, shippedPrices } from "./prices";
import { type BucketRegions, type Term, termsOf } from "./terms";
import { type Case, type ContentSize, cases, type MonthlyTraffic, type ReleaseHabit, usageOf } from "./usage";

/** One line of the bill in every case. */
export interface MonthLine extends Omit<Term, "cost"> {
  /** Dollars; `quantity` and `free` are those of the expected month. */
  readonly cost: Readonly<Record<Case, number>>;
}

/** What a month of a site costs. */
export interface Month {
  readonly lines: readonly MonthLine[];
  readonly total: Readonly<Record<Case, number>>;
  /** Prices that were read too long ago. */
  readonly old: readonly string[];
}

/** What a month is worked out from. */
export interface MonthInput {
  readonly inventory: Inventory;
  readonly regions: BucketRegions;
  readonly traffic: MonthlyTraffic;
  readonly habit: ReleaseHabit;
  readonly content: ContentSize;
  /** The day, "2026-11-29". */
  readonly today: string;
  /** @default - the prices that ship */
  readonly prices?: PriceFile;
}

/** A month in its three cases. */
export function monthOf(input: MonthInput): Month {
  const { prices = shippedPrices, inventory, regions, traffic, habit, content, today } = input;
  const bills = cases.map((which) => {
    const usage = usageOf(traffic, habit, content, which);
    return [
      which,
      new Map(termsOf({ inventory, usage, regions, prices }).map((term) => [term.title, term])),
    ] as const;
  });
  const expected = bills.find(([which]) => which === "expected")?.[1] ?? new Map<string, Term>();
  const lines = [...expected.values()].map((term): MonthLine => {
    const cost = Object.fromEntries(bills.map(([which, terms]) => [which, terms.get(term.title)?.cost ?? 0]));
    return { ...term, cost: cost as MonthLine["cost"] };
  });
  const total = Object.fromEntries(
    cases.map((which) => [which, lines.reduce((sum, { cost }) => sum + cost[which], 0)]),
  ) as Month["total"];
  return { lines, total, old: oldPrices(prices, today, new Set(lines.flatMap((line) => line.prices))) };
}
