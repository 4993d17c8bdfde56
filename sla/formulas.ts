import type { ServiceLevel } from "./services";

/** Minutes of a month of 30 days. */
export const minutesAMonth = 30 * 24 * 60;

/** All of them are needed: availabilities are multiplied. */
export function serial(shares: readonly number[]): number {
  return shares.reduce((product, share) => product * share, 1);
}

/** One of them is enough, if they fail independently: what they lack is multiplied. */
export function parallel(shares: readonly number[]): number {
  return 1 - shares.reduce((product, share) => product * (1 - share), 1);
}

/** Minutes of a month in which it is not there. */
export function minutesLost(availability: number): number {
  return (1 - availability) * minutesAMonth;
}

/** The share of a month that is wanted by whoever may lose so many dollars in it, at so many an hour. */
export function shareWithin(budget: number, revenuePerHour: number): number {
  return Math.max(0, 1 - ((budget / revenuePerHour) * 60) / minutesAMonth);
}

/** What drills measured of a way to keep a site. */
export interface CarriedShares {
  /** Share of page views that were right while one region was broken and the caches were empty. */
  readonly oneRegion: number;
  /** The same while all of them were, with the caches as they are: undefined where there is one region. */
  readonly bothRegions?: number;
}

/** What the terms of a way depend on beside the promises. */
export interface WayFacts {
  /** Whether it has a name of its own in Route 53. */
  readonly ownName: boolean;
  /** Share of requests that run a function of Lambda@Edge. */
  readonly lambdaShare: number;
  readonly carried: CarriedShares;
}

/** A part of what a visitor needs. */
export interface SlaTerm {
  readonly id: ServiceLevel["id"];
  readonly title: string;
  readonly availability: number;
  /** Minutes that may be lost in a month. */
  readonly minutes: number;
  readonly formula: string;
}

/** The terms of a way, one after the other: a visitor needs them all. */
export function termsOfWay(
  { ownName, lambdaShare, carried }: WayFacts,
  levels: readonly Pick<ServiceLevel, "id" | "title" | "promised">[],
): SlaTerm[] {
  return levels.flatMap(({ id, promised: a, title }): SlaTerm[] => {
    const term = (availability: number, formula: string) => [
      { id, title, availability, minutes: minutesLost(availability), formula },
    ];
    if (id === "route53") return ownName ? term(a, "a") : [];
    if (id === "cloudfront") return term(a, "a");
    if (id === "lambda")
      return lambdaShare > 0
        ? term(1 - (1 - a) * lambdaShare, "1 - (1 - a) x share of requests that run it")
        : [];
    const { bothRegions: both, oneRegion } = carried;
    const alone = (1 - a) * (1 - oneRegion);
    if (both === undefined) return term(1 - alone, "1 - (1 - a) x (1 - carried by caches)");
    // Both away at once, if they fail apart from each other: 1 - parallel is (1 - a)^2.
    const together = (1 - parallel([a, a])) * (1 - both);
    return term(
      1 - alone - together,
      "1 - (1 - a) x (1 - carried, one region) - (1 - a)^2 x (1 - carried, both)",
    );
  });
}

/** What a visitor has of all terms. */
export function availabilityOf(terms: readonly Pick<SlaTerm, "availability">[]): number {
  return serial(terms.map(({ availability }) => availability));
}
