import { readFileSync } from "node:fs";
import { asJson, type Json, type Value } from "../terraform/value";
import type { Price, PriceFile } from "./prices";

/**
 * Prices out of AWS's public price list: the offer files, as files.
 * @see https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html
 */

/** Where a price stands: in the file of which service, under which usage type. */
interface Place {
  readonly offer: string;
  readonly usage: RegExp;
  /** The attribute that has the region, where each has its own price. */
  readonly region?: "regionCode" | "fromRegionCode";
  /** What stays unsure, however new the price is. */
  readonly unsure?: string;
}

/** CloudFront's abbreviations of its areas, in front of usage types. */
const abbreviations = {
  us: "US",
  europe: "EU",
  africa: "ZA",
  "south-america": "SA",
  japan: "JP",
  oceania: "AU",
  asia: "AP",
  india: "IN",
} as const;

const places: Readonly<Record<string, Place>> = {
  ...Object.fromEntries(
    Object.entries(abbreviations).flatMap(([area, short]) => [
      [
        `cloudfront-transfer/${area}`,
        { offer: "AmazonCloudFront", usage: new RegExp(`^${short}-DataTransfer-Out-Bytes$`) },
      ],
      [
        `cloudfront-requests/${area}`,
        { offer: "AmazonCloudFront", usage: new RegExp(`^${short}-Requests-Tier2-HTTPS$`) },
      ],
    ]),
  ),
  "cloudfront-functions": { offer: "AmazonCloudFront", usage: /Executions-CloudFrontFunctions$/ },
  // https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/billing-and-usage-reporting.html
  "cloudfront-key-value-reads": { offer: "AmazonCloudFront", usage: /^KeyValueStore-EdgeReads$/ },
  "cloudfront-invalidations": { offer: "AmazonCloudFront", usage: /^Invalidations$/ },
  "lambda-edge-requests": { offer: "AWSLambda", usage: /Lambda-Edge-Request$/ },
  "lambda-edge-duration": { offer: "AWSLambda", usage: /Lambda-Edge-GB-Second$/ },
  "lambda-requests": { offer: "AWSLambda", usage: /^Request-ARM$/ },
  "lambda-duration": { offer: "AWSLambda", usage: /^Lambda-GB-Second-ARM$/ },
  "athena-scanned": {
    ...{ offer: "AmazonAthena", usage: /^(USE1-)?DataScannedInTB$/ },
    unsure: "that of us-east-1 stands for all regions",
  },
  "cloudwatch-metrics": { offer: "AmazonCloudWatch", usage: /^CW:MetricMonitorUsage$/ },
  "cloudwatch-alarms": { offer: "AmazonCloudWatch", usage: /^CW:AlarmMonitorUsage$/ },
  "cloudwatch-dashboards": { offer: "AmazonCloudWatch", usage: /^DashboardsUsageHour$/ },
  "route53-zones": { offer: "AmazonRoute53", usage: /^HostedZone$/ },
  "route53-health-checks/aws": { offer: "AmazonRoute53", usage: /^Health-Check-AWS$/ },
  "route53-health-checks/other": { offer: "AmazonRoute53", usage: /^Health-Check-Non-AWS$/ },
  "route53-health-check-options/aws": { offer: "AmazonRoute53", usage: /^Health-Check-Option-AWS$/ },
  "route53-health-check-options/other": { offer: "AmazonRoute53", usage: /^Health-Check-Option-Non-AWS$/ },
  "waf-web-acls": { offer: "awswaf", usage: /^WebACLV2$/ },
  "waf-rules": { offer: "awswaf", usage: /^RuleV2$/ },
  "waf-requests": { offer: "awswaf", usage: /^RequestV2-Tier1$/ },
};

/** Of S3, whose usage types begin with an abbreviation of the region in all regions but the first, or with those of two. */
const placesOfS3: Readonly<Record<string, Place>> = {
  "s3-storage": { offer: "AmazonS3", usage: /^([A-Z0-9]+-)?TimedStorage-ByteHrs$/, region: "regionCode" },
  "s3-writes": { offer: "AmazonS3", usage: /^([A-Z0-9]+-)?Requests-Tier1$/, region: "regionCode" },
  "s3-reads": { offer: "AmazonS3", usage: /^([A-Z0-9]+-)?Requests-Tier2$/, region: "regionCode" },
  "s3-replication-time-control": { offer: "AmazonS3", usage: /^([A-Z0-9]+-)*S3RTC-Out-Bytes$/ },
  "s3-replication-transfer": {
    ...{ offer: "AWSDataTransfer", usage: /^[A-Z0-9]+-[A-Z0-9]+-AWS-Out-Bytes$/, region: "fromRegionCode" },
  },
};

/** What came of a refresh. */
export interface Refreshed {
  readonly prices: PriceFile;
  /** Prices that none of the files has: they stay as they were. */
  readonly notFound: readonly string[];
}

/** Offer files, or why each of the others is none. */
export function offersIn(files: readonly string[]): { readonly offers: Json[]; readonly wrong: string[] } {
  const offers: Json[] = [];
  const wrong: string[] = [];
  for (const file of files)
    try {
      const offer = asJson(JSON.parse(readFileSync(file, "utf8")));
      if (typeof offer.offerCode !== "string") throw new Error("it is no offer file: it has no offerCode");
      offers.push(offer);
    } catch (error) {
      wrong.push(`${file}: ${(error as Error).message}`);
    }
  return { offers, wrong };
}

/** The price file with what offer files say, which were read on this day. */
export function refreshedPrices(current: PriceFile, offers: readonly Json[], read: string): Refreshed {
  const notFound: string[] = [];
  const items = Object.entries(current.items).map(([id, price]): [string, Price] => {
    const tiers = tiersOf(id, offers);
    if (tiers === undefined) {
      notFound.push(id);
      return [id, price];
    }
    const { per, unit } = price;
    const { offer, unsure } = placeOf(id) ?? {};
    const source = `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offer}/current/index.json`;
    const now = { source, read, ...(unsure && { unsure }) };
    if (price.tiers !== undefined)
      return [
        id,
        { unit, per, tiers: tiers.map((tier) => ({ ...tier, price: rounded(tier.price * per) })), ...now },
      ];
    const each = tiers.find(({ price: one }) => one > 0) ?? tiers[0];
    return [id, { unit, per, price: rounded((each?.price ?? 0) * per), ...now }];
  });
  return { prices: { ...current, items: Object.fromEntries(items) }, notFound };
}

function placeOf(id: string): Place | undefined {
  const [name = ""] = id.split("/");
  return places[id] ?? placesOfS3[name];
}

interface Tier {
  readonly upTo: number | null;
  readonly price: number;
}

/**
 * Prices of one unit each, by how many are used. Of several products, as of pairs of regions, the prices that most have: a few
 * pairs of neighbours cost less.
 */
function tiersOf(id: string, offers: readonly Json[]): readonly Tier[] | undefined {
  const [, region] = id.split("/");
  const place = placeOf(id);
  const document = offers.find(({ offerCode }) => offerCode === place?.offer);
  if (place === undefined || document === undefined) return undefined;
  const found = Object.entries(asJson(document.products)).filter(([, value]) => {
    const attributes = asJson(asJson(value).attributes);
    const isThere = place.region === undefined || attributes[place.region] === region;
    return isThere && place.usage.test(String(attributes.usagetype));
  });
  return mostCommon(found.map(([sku]) => tiersOfProduct(sku, document)).filter(({ length }) => length > 0));
}

function mostCommon(all: readonly (readonly Tier[])[]): readonly Tier[] | undefined {
  const counts = new Map<string, number>();
  for (const tiers of all.map((one) => JSON.stringify(one))) counts.set(tiers, (counts.get(tiers) ?? 0) + 1);
  const most = Math.max(...counts.values());
  return all.find((tiers) => counts.get(JSON.stringify(tiers)) === most);
}

function tiersOfProduct(sku: string, document: Json): Tier[] {
  const terms = asJson(asJson(document.terms).OnDemand)[sku];
  return children(terms)
    .flatMap((term) => children(asJson(term).priceDimensions))
    .map((dimension) => {
      const { beginRange, endRange, pricePerUnit } = asJson(dimension);
      const end = Number(endRange);
      return {
        ...{ from: Number(beginRange), upTo: Number.isFinite(end) ? end : null },
        price: Number(asJson(pricePerUnit).USD),
      };
    })
    .toSorted((a, b) => a.from - b.from)
    .map(({ price, upTo }) => ({ upTo, price }));
}

function children(value: Value | undefined): Value[] {
  return Object.values(asJson(value));
}

/** Without what multiplying adds. */
function rounded(value: number): number {
  return Number(value.toPrecision(10));
}
