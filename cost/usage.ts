/** Where CloudFront's prices differ. */
export const areas = [
  "us",
  "europe",
  "africa",
  "south-america",
  "japan",
  "oceania",
  "asia",
  "india",
] as const;
export type Area = (typeof areas)[number];

/** What comes in a month, in a few numbers. */
export interface MonthlyTraffic {
  readonly pageViews: number;
  readonly requestsPerView: number;
  readonly bytesPerView: number;
  /** Share of requests that CloudFront answers without asking S3. */
  readonly hitRatio: number;
  /** Shares of the visitors. */
  readonly areas: Readonly<Partial<Record<Area, number>>>;
}

/** How often content changes, and how much of it. */
export interface ReleaseHabit {
  readonly releases: number;
  /** Share of the files and bytes that a release changes. */
  readonly changed: number;
  /** Paths that a release invalidates. */
  readonly paths: number;
}

/** What is in the content folder. */
export interface ContentSize {
  readonly files: number;
  readonly bytes: number;
}

/** Everything of a month that no configuration knows. */
export interface Usage {
  readonly requests: number;
  readonly originRequests: number;
  /** As AWS counts them: 2^30 bytes. */
  readonly gigabytes: number;
  readonly areas: MonthlyTraffic["areas"];
  readonly content: ContentSize;
  readonly habit: ReleaseHabit;
  /** Milliseconds that a run of a Lambda@Edge function is billed for. */
  readonly lambdaMilliseconds: number;
  /** The same of the sentinel, which asks both regions. */
  readonly sentinelMilliseconds: number;
  /** Bytes of one request in the logs, compressed. */
  readonly logBytes: number;
  /** Whether the account's free tiers are this site's. */
  readonly freeTiers: boolean;
  /** Whether Route 53 takes the distribution for an endpoint on AWS, which it does not say. */
  readonly healthCheckEndpoint: "aws" | "other";
}

export const cases = ["low", "expected", "high"] as const;
/** How a month may turn out. */
export type Case = (typeof cases)[number];

export const gigabyte = 2 ** 30;

/** What a case takes for granted; `docs/cost.md` lists it. */
const assumptions = {
  low: {
    times: 0.5,
    misses: 0.5,
    lambdaMilliseconds: 1,
    sentinelMilliseconds: 300,
    logBytes: 60,
    freeTiers: true,
    healthCheckEndpoint: "aws",
  },
  expected: {
    times: 1,
    misses: 1,
    lambdaMilliseconds: 3,
    sentinelMilliseconds: 700,
    logBytes: 100,
    freeTiers: true,
    healthCheckEndpoint: "other",
  },
  high: {
    times: 3,
    misses: 2,
    lambdaMilliseconds: 15,
    sentinelMilliseconds: 2_000,
    logBytes: 150,
    freeTiers: false,
    healthCheckEndpoint: "other",
  },
} as const;

/** The month of a case. */
export function usageOf(
  traffic: MonthlyTraffic,
  habit: ReleaseHabit,
  content: ContentSize,
  which: Case,
): Usage {
  const { times, misses, ...rest } = assumptions[which];
  const views = traffic.pageViews * times;
  const requests = views * traffic.requestsPerView;
  const missing = Math.min(1, (1 - traffic.hitRatio) * misses);
  return {
    ...rest,
    requests,
    originRequests: requests * missing,
    gigabytes: (views * traffic.bytesPerView) / gigabyte,
    areas: traffic.areas,
    content,
    habit,
  };
}

/** The areas of a price class; visitors of any other are served from, and billed as, the first of these. */
const areasOfClass = {
  PriceClass_100: ["us", "europe"],
  PriceClass_200: ["us", "europe", "africa", "japan", "asia", "india"],
  PriceClass_All: areas,
} as const satisfies Record<string, readonly Area[]>;

/**
 * Shares of the requests by the area that they are billed in.
 * @see https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/PriceClass.html a location outside the class may
 * still serve, at the price of the least expensive area in it
 */
export function billedAreas(
  shares: MonthlyTraffic["areas"],
  priceClass: keyof typeof areasOfClass,
): readonly (readonly [Area, number])[] {
  const within: readonly Area[] = areasOfClass[priceClass] ?? areas;
  const total = Object.values(shares).reduce((sum, share) => sum + share, 0) || 1;
  const billed = new Map<Area, number>();
  for (const area of areas) {
    const share = (shares[area] ?? 0) / total;
    const to = within.includes(area) ? area : "us";
    if (share > 0) billed.set(to, (billed.get(to) ?? 0) + share);
  }
  return [...billed];
}
