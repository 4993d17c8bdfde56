import type { Inventory } from "./inventory";
import { type PriceFile, shippedPrices } from "./prices";
import { type BucketRegions, termsOf } from "./terms";
import type { ContentSize, MonthlyTraffic } from "./usage";

/** Somebody asks for pages all day to run up the bill. */
export interface Attack {
  readonly name: string;
  /** Dollars an hour as the site is. */
  readonly hour: number;
  /** The settings that cap it, and what the hour costs with each. */
  readonly caps: readonly { readonly setting: string; readonly hour: number }[];
}

/** Requests a second: a tenth of what a distribution answers before its quota. */
export const attackRate = 25_000;
/** Bytes of each answer. */
const answerBytes = 30_000;

/** What an hour of each kind of attack costs, over what the free tiers cover. */
export function attacksOn(
  inventory: Inventory,
  regions: BucketRegions,
  { areas }: Pick<MonthlyTraffic, "areas">,
  content: ContentSize,
  prices: PriceFile = shippedPrices,
): Attack[] {
  const requests = attackRate * 3_600;
  const hour = (site: Inventory, missing: number, answered = 1): number => {
    const usage = {
      ...{ requests: requests * answered, originRequests: requests * missing * answered, areas, content },
      gigabytes: (requests * answered * answerBytes) / 2 ** 30,
      habit: { releases: 0, changed: 0, paths: 0 },
      ...{
        lambdaMilliseconds: 3,
        sentinelMilliseconds: 0,
        logBytes: 100,
        freeTiers: false,
        healthCheckEndpoint: "other" as const,
      },
    };
    const perRequest = /^(cloudfront|lambda|s3-reads|waf-requests|logs)/;
    return termsOf({ inventory: { ...site, sentinelRuns: 0 }, usage, regions, prices })
      .filter(({ id }) => perRequest.test(id))
      .reduce((sum, { cost }) => sum + cost, 0);
  };
  const inspected = (requests / 1e6) * (prices.items["waf-requests"]?.price ?? 0);
  const kinds = [
    { name: "one page again and again", missing: 0 },
    { name: "addresses that are not there, each another", missing: 1 },
  ];
  return kinds.map(({ name, missing }) => {
    const now = hour(inventory, missing);
    const caps = [
      {
        // A request that the web ACL blocks costs its inspection, and nothing of CloudFront's.
        setting: "distribution.webAclArn, with a rule that limits the rate of one address",
        hour: inspected,
      },
      { setting: "a flat-rate plan: nothing is billed over its allowance", hour: 0 },
      ...(missing > 0 && inventory.lambdaAtOrigin > 0
        ? [
            {
              setting: 'headers.runtime: "cloudfront-function"',
              hour: hour(
                { ...inventory, lambdaAtOrigin: 0, viewerFunctions: inventory.viewerFunctions + 1 },
                missing,
              ),
            },
          ]
        : []),
    ];
    return {
      name,
      hour: now,
      caps: caps.filter((cap) => cap.hour < now).toSorted((a, b) => a.hour - b.hour),
    };
  });
}
