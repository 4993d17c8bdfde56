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
  "cloudfront-invalidations": { offer: "AmazonCloudFront", usage: /^Invalidations$/ },
  "lambda-edge-requests": { offer: "AWSLambda", usage: /Lambda-Edge-Request$/ },
  "lambda-edge-duration": { offer: "AWSLambda", usage: /Lambda-Edge-GB-Second$/ },
  "lambda-requests": { offer: "AWSLambda", usage: /^Request-ARM$/ },
  "lambda-duration": { offer: "AWSLambda", usage: /^Lambda-GB-Second-ARM$/ },
  "athena-scanned": { offer: "AmazonAthena", usage: /^(USE1-)?DataScannedInTB$/ },
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

/** Of S3, whose usage types begin with an abbreviation of the region in all regions but the first. */
const placesOfS3: Readonly<Record<string, RegExp>> = {
  "s3-storage": /^([A-Z0-9]+-)?TimedStorage-ByteHrs$/,
  "s3-writes": /^([A-Z0-9]+-)?Requests-Tier1$/,
  "s3-reads": /^([A-Z0-9]+-)?Requests-Tier2$/,
};

/** What came of a refresh. */
export interface Refreshed {
  readonly prices: PriceFile;
  /** Prices that none of the files has: they stay as they were. */
  readonly notFound: readonly string[];
}

/** The price file with what offer files say today. */
export function refreshedPrices(current: PriceFile, offers: readonly Json[], today: string): Refreshed {
  const notFound: string[] = [];
  const items = Object.entries(current.items).map(([id, price]): [string, Price] => {
    const tiers = tiersOf(id, offers);
    if (tiers === undefined || tiers.length === 0) {
      notFound.push(id);
      return [id, price];
    }
    const { per, unit } = price;
    const source = `https://pricing.us-east-1.amazonaws.com/offers/v1.0/aws/${offerOf(id)}/current/index.json`;
    const [first] = tiers;
    if (price.tiers === undefined) {
      const each = tiers.find(({ price: one }) => one > 0) ?? first;
      return [id, { unit, per, price: rounded((each?.price ?? 0) * per), source, read: today }];
    }
    return [
      id,
      {
        unit,
        per,
        tiers: tiers.map((tier) => ({ ...tier, price: rounded(tier.price * per) })),
        source,
        read: today,
      },
    ];
  });
  return { prices: { ...current, items: Object.fromEntries(items) }, notFound };
}

function offerOf(id: string): string {
  const [name = ""] = id.split("/");
  return placesOfS3[name] === undefined ? (places[id]?.offer ?? "") : "AmazonS3";
}

/** Prices of one unit each, by how many are used. */
function tiersOf(id: string, offers: readonly Json[]): { upTo: number | null; price: number }[] | undefined {
  const [name = "", region] = id.split("/");
  const s3 = placesOfS3[name];
  const usage = s3 ?? places[id]?.usage;
  const document = offers.find(({ offerCode }) => offerCode === offerOf(id));
  if (usage === undefined || document === undefined) return undefined;
  const product = Object.entries(asJson(document.products)).find(([, value]) => {
    const { attributes } = asJson(value);
    const { regionCode, usagetype } = asJson(attributes);
    return usage.test(String(usagetype)) && (s3 === undefined || regionCode === region);
  });
  const terms = asJson(asJson(document.terms).OnDemand)[product?.[0] ?? ""];
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
