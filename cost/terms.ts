import type { Inventory } from "./inventory";
import { costOf, type Price, type PriceFile, priceOf } from "./prices";
import { billedAreas, gigabyte, type Usage } from "./usage";

/** One line of a month's bill. */
export interface Term {
  /** Stable, for machines. */
  readonly id: string;
  readonly title: string;
  /** How it is worked out, as docs/cost.md has it. */
  readonly formula: string;
  readonly quantity: number;
  readonly unit: string;
  /** Of the quantity, what costs nothing. */
  readonly free: number;
  /** Dollars. */
  readonly cost: number;
  /** Why it may be wrong. */
  readonly unsure?: string;
  /** Which prices it was made of. */
  readonly prices: readonly string[];
}

/** AWS regions of the two buckets. */
export interface BucketRegions {
  readonly primary: string;
  readonly replica: string;
}

/** What all terms are made of. */
export interface Bill {
  readonly inventory: Inventory;
  readonly usage: Usage;
  readonly regions: BucketRegions;
  readonly prices: PriceFile;
}

/** CloudFront publishes eight additional metrics of a distribution. */
const additionalMetrics = 8;
/** S3 publishes four metrics of a replication rule, billed as custom ones. */
const replicationMetrics = 4;
/** What its decisions are read into. */
const sentinelMetrics = 1;
const daysAMonth = 30;
/** A profile a week, by `traffic --athena`. */
const profilesAMonth = 30 / 7;

/** The month's bill by term; terms of what a site has not got are left out. */
export function termsOf(bill: Bill): Term[] {
  return [
    ...cloudfrontTerms(bill),
    ...lambdaTerms(bill),
    ...storageTerms(bill),
    ...watchingTerms(bill),
    ...sentinelTerms(bill),
  ].filter(({ quantity }) => quantity > 0);
}

function cloudfrontTerms(bill: Bill): Term[] {
  const { inventory, usage, prices } = bill;
  const shares = billedAreas(usage.areas, inventory.priceClass);
  const byArea = (id: string, title: string, quantity: number): Term => {
    const free = freeOf(bill, id, quantity);
    const each = shares.map(([area, share]) => [`${id}/${area}`, priceOf(prices, id, area), share] as const);
    const cost = each.reduce((sum, [, price, share]) => sum + costOf(price, (quantity - free) * share), 0);
    return {
      ...{
        id,
        title,
        quantity,
        free,
        cost,
        unit: each[0]?.[1].unit ?? "",
        ...unsureOf(each.map(([, price]) => price)),
      },
      ...{
        formula: "(quantity - free) x share of each area x its price",
        prices: each.map(([name]) => name),
      },
    };
  };
  const invocations = usage.requests * inventory.viewerFunctions;
  const reads = inventory.keyValueStore && inventory.viewerFunctions > 0 ? usage.requests : 0;
  return [
    byArea("cloudfront-transfer", "CloudFront, transfer to visitors", usage.gigabytes),
    byArea("cloudfront-requests", "CloudFront, requests", usage.requests),
    term(
      bill,
      "cloudfront-functions",
      "CloudFront Functions",
      invocations,
      "requests x functions of viewers",
    ),
    term(bill, "cloudfront-key-value-reads", "KeyValueStore, reads", reads, "one read a request"),
    term(
      bill,
      "cloudfront-invalidations",
      "Invalidations",
      usage.habit.releases * usage.habit.paths,
      "releases x paths of each",
    ),
    term(
      bill,
      "waf-web-acls",
      "Web ACL",
      inventory.webAcl ? 1 : 0,
      "one; its rules are not the site's, and come on top",
    ),
    term(bill, "waf-requests", "Web ACL, requests", inventory.webAcl ? usage.requests : 0, "every request"),
  ];
}

function lambdaTerms(bill: Bill): Term[] {
  const { inventory, usage } = bill;
  const runs = usage.requests * inventory.lambdaAtViewer + usage.originRequests * inventory.lambdaAtOrigin;
  const seconds = (runs * usage.lambdaMilliseconds * inventory.lambdaMemory) / 1_000;
  return [
    term(
      bill,
      "lambda-edge-requests",
      "Lambda@Edge, runs",
      runs,
      "requests x functions of viewers + requests to S3 x functions of origins",
    ),
    term(
      bill,
      "lambda-edge-duration",
      "Lambda@Edge, duration",
      seconds,
      "runs x seconds of each x GB of memory",
    ),
  ];
}

function storageTerms(bill: Bill): Term[] {
  const { inventory, usage, regions } = bill;
  const { content, habit } = usage;
  const size = content.bytes / gigabyte;
  const changed = size * habit.changed * habit.releases;
  const writes = content.files * habit.changed * habit.releases;
  // A version that was replaced lies there for its days: in the long run, as many months' changes as that is months.
  const stored = size + changed * (inventory.noncurrentDays / daysAMonth);
  const replicated = inventory.replicationRules > 0 ? 1 : 0;
  const second = (quantity: number) => quantity * replicated;
  const logs =
    inventory.logs === "none"
      ? 0
      : ((usage.requests * usage.logBytes) / gigabyte) * (inventory.logDays / daysAMonth);
  return [
    term(
      bill,
      "s3-storage",
      "S3 storage, primary",
      stored,
      "content + changes of a month x months that versions are kept",
      regions.primary,
    ),
    term(bill, "s3-storage", "S3 storage, replica", second(stored), "as in the primary", regions.replica),
    term(
      bill,
      "s3-storage",
      "S3 storage, access logs",
      logs,
      "requests x bytes of a line x months that logs are kept",
      regions.primary,
    ),
    term(bill, "s3-writes", "S3 writes, primary", writes, "releases x files that change", regions.primary),
    term(
      bill,
      "s3-writes",
      "S3 writes, replica",
      second(writes),
      "as in the primary: a copy is a PUT",
      regions.replica,
    ),
    term(
      bill,
      "s3-reads",
      "S3 reads",
      usage.originRequests,
      "requests that CloudFront does not answer itself",
      regions.primary,
    ),
    term(
      bill,
      "s3-replication-transfer",
      "Replication, transfer",
      second(changed),
      "content that changes",
      regions.primary,
    ),
    term(
      bill,
      "s3-replication-time-control",
      "Replication Time Control",
      inventory.timeControlledRules > 0 ? changed : 0,
      "content that changes",
    ),
    term(
      bill,
      "logs-parquet",
      "Access logs, conversion to Parquet",
      inventory.logs === "parquet" ? (usage.requests * usage.logBytes) / gigabyte : 0,
      "requests x bytes of a line",
    ),
    term(
      bill,
      "athena-scanned",
      "Athena, a profile a week",
      inventory.athena ? (logs * profilesAMonth) / 1024 : 0,
      "logs that are kept x profiles of them in a month",
    ),
  ];
}

function watchingTerms(bill: Bill): Term[] {
  const { inventory, usage } = bill;
  const metrics =
    (inventory.additionalMetrics ? additionalMetrics : 0) +
    inventory.timeControlledRules * replicationMetrics +
    inventory.sentinels * sentinelMetrics;
  const endpoint = usage.healthCheckEndpoint;
  return [
    term(
      bill,
      "route53-zones",
      "Hosted zone",
      inventory.zones,
      "zones that the site makes; queries of its aliases are free",
    ),
    term(bill, "route53-health-checks", "Health checks", inventory.healthChecks, "health checks", endpoint),
    term(
      bill,
      "route53-health-check-options",
      "Health checks, options",
      inventory.healthCheckOptions,
      "HTTPS, fast interval, string and latency: each of them",
      endpoint,
    ),
    term(bill, "cloudwatch-alarms", "Alarms", inventory.alarms, "alarms of one metric"),
    term(bill, "cloudwatch-dashboards", "Dashboard", inventory.dashboards, "dashboards"),
    term(
      bill,
      "cloudwatch-metrics",
      "CloudWatch metrics",
      metrics,
      "4 of each rule with Replication Time Control + 8 additional ones of the distribution + one of each sentinel",
    ),
  ];
}

/** What looks after the switch when nobody does. */
function sentinelTerms(bill: Bill): Term[] {
  const { inventory, regions, usage } = bill;
  const runs = inventory.sentinelRuns;
  const seconds = (runs * usage.sentinelMilliseconds * inventory.sentinelMemory) / 1_000;
  return [
    term(bill, "scheduler-invocations", "Sentinel, calls", runs, "calls of its schedule in 30 days"),
    term(bill, "lambda-requests", "Sentinel, runs", runs, "calls of its schedule in 30 days"),
    term(bill, "lambda-duration", "Sentinel, duration", seconds, "runs x seconds of each x GB of memory"),
    term(bill, "s3-reads", "Sentinel, reads of primary", runs, "one document a run", regions.primary),
    term(bill, "s3-reads", "Sentinel, reads of replica", runs, "one document a run", regions.replica),
  ];
}

/** A term of one price. */
function term(
  bill: Bill,
  id: string,
  title: string,
  quantity: number,
  formula: string,
  region?: string,
): Term {
  const price = priceOf(bill.prices, id, region);
  const free = freeOf(bill, region === "aws" ? `${id}/aws` : id, quantity);
  return {
    ...{ id, title, quantity, free, unit: price.unit, formula: `${formula}; (quantity - free) x price` },
    ...{ cost: costOf(price, quantity - free), prices: [region === undefined ? id : `${id}/${region}`] },
    ...unsureOf([price]),
  };
}

function freeOf({ prices, usage }: Pick<Bill, "prices" | "usage">, id: string, quantity: number): number {
  return usage.freeTiers ? Math.min(quantity, prices.free[id]?.quantity ?? 0) : 0;
}

function unsureOf(prices: readonly Price[]): Pick<Term, "unsure"> {
  const unsure = prices.find((price) => price.unsure !== undefined)?.unsure;
  return unsure === undefined ? {} : { unsure };
}
