import shipped from "./prices.json";

/** A price as it was read somewhere. */
export interface Price {
  /** What is counted: "GB", "invocations". */
  readonly unit: string;
  /** How many of them the price is for. */
  readonly per: number;
  readonly price?: number;
  /** In place of one price: what the units up to a number of them in a month cost, the last without an end. */
  readonly tiers?: readonly { readonly upTo: number | null; readonly price: number }[];
  /** The page that it was read on, and the day. */
  readonly source: string;
  readonly read: string;
  /** Why it is not to be relied on. */
  readonly unsure?: string;
}

/** What an account has for nothing each month. */
export interface FreeTier extends Pick<Price, "source" | "read"> {
  readonly quantity: number;
}

/** A flat-rate plan of CloudFront. */
export interface FlatRatePlan extends Pick<Price, "source" | "read"> {
  readonly name: string;
  /** Dollars a month. */
  readonly price: number;
  /** What is within it. */
  readonly requests: number;
  readonly gigabytes: number;
}

/** The dated file of prices, in dollars. A price of one region is `name/region`. */
export interface PriceFile {
  readonly version: 1;
  readonly currency: "USD";
  readonly items: Readonly<Record<string, Price>>;
  readonly free: Readonly<Record<string, FreeTier>>;
  readonly plans: readonly FlatRatePlan[];
}

/** What ships. */
export const shippedPrices = shipped as PriceFile;

/** Days after which a price is said to be old. */
export const oldAfter = 180;

/**
 * The price of something, in a region where that makes a difference. A region that the file lacks costs what the dearest
 * does, and is unsure.
 */
export function priceOf(prices: PriceFile, name: string, region?: string): Price {
  const exact = prices.items[region === undefined ? name : `${name}/${region}`];
  if (exact !== undefined) return exact;
  const others = Object.entries(prices.items)
    .filter(([id]) => id.startsWith(`${name}/`))
    .map(([, price]) => price);
  const [dearest] = others.toSorted((a, b) => (b.price ?? 0) / b.per - (a.price ?? 0) / a.per);
  if (dearest === undefined) throw new Error(`no price of ${name}`);
  return { ...dearest, unsure: `there is no price of ${region}: the dearest region's stands for it` };
}

/** What so many units cost. */
export function costOf({ per, price = 0, tiers }: Price, quantity: number): number {
  if (tiers === undefined) return (quantity / per) * price;
  let [cost, from] = [0, 0];
  for (const { upTo, price: each } of tiers) {
    const to = Math.min(quantity, upTo ?? quantity);
    if (to > from) cost += ((to - from) / per) * each;
    from = Math.max(from, to);
  }
  return cost;
}

/** Names of prices that were read more than 180 days before a day, such as "2026-11-29". */
export function oldPrices(
  { items }: Pick<PriceFile, "items">,
  today: string,
  used: Iterable<string>,
): string[] {
  return [...used].filter((id) => isOld(items[id]?.read ?? today, today));
}

/** The same of flat-rate plans. */
export function oldPlans({ plans }: Pick<PriceFile, "plans">, today: string): string[] {
  return plans.filter(({ read }) => isOld(read, today)).map(({ name }) => `flat-rate/${name}`);
}

function isOld(read: string, today: string): boolean {
  return Date.parse(read) < Date.parse(today) - oldAfter * 86_400_000;
}
