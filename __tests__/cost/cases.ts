import type { Inventory } from "../../cost/inventory";
import type { Bill } from "../../cost/terms";
import type { Usage } from "../../cost/usage";

/** A site with nothing that costs but its buckets. */
export const bare: Inventory = {
  ...{ priceClass: "PriceClass_100", viewerFunctions: 0, keyValueStore: false, lambdaAtViewer: 0 },
  ...{
    lambdaAtOrigin: 0,
    lambdaMemory: 0.125,
    sentinelRuns: 0,
    sentinelMemory: 0,
    sentinels: 0,
    behaviours: 1,
    ownCachePolicies: 0,
    ownHeadersPolicies: 0,
    ownForwardPolicies: 0,
    webAcl: false,
    buckets: 1,
  },
  ...{
    replicationRules: 0,
    timeControlledRules: 0,
    noncurrentDays: 0,
    healthChecks: 0,
    healthCheckOptions: 0,
  },
  ...{
    alarms: 0,
    dashboards: 0,
    additionalMetrics: false,
    zones: 0,
    logs: "none",
    athena: false,
    logDays: 0,
  },
};

/** A month in which nobody comes, with no free tier. */
export const idle: Usage = {
  ...{ requests: 0, originRequests: 0, gigabytes: 0, areas: { us: 1 }, content: { files: 0, bytes: 0 } },
  habit: { releases: 0, changed: 0, paths: 0 },
  ...{
    lambdaMilliseconds: 10,
    sentinelMilliseconds: 1_000,
    logBytes: 100,
    freeTiers: false,
    healthCheckEndpoint: "other",
  },
};

const price = (unit: string, per: number, one: number) => ({
  unit,
  per,
  price: one,
  source: "https://example.com/",
  read: "2026-11-01",
});

/** Round prices, so that a sum can be done by hand. */
export const round: Bill["prices"] = {
  ...{ version: 1, currency: "USD" },
  items: {
    "cloudfront-transfer/us": {
      ...price("GB", 1, 0),
      tiers: [
        { upTo: 100, price: 0.1 },
        { upTo: null, price: 0.05 },
      ],
    },
    "cloudfront-transfer/europe": { ...price("GB", 1, 0), tiers: [{ upTo: null, price: 0.2 }] },
    "cloudfront-transfer/japan": { ...price("GB", 1, 0), tiers: [{ upTo: null, price: 0.4 }] },
    "cloudfront-requests/us": price("HTTPS requests", 10_000, 0.01),
    "cloudfront-requests/europe": price("HTTPS requests", 10_000, 0.02),
    "cloudfront-requests/japan": price("HTTPS requests", 10_000, 0.04),
    "cloudfront-functions": price("invocations", 1e6, 0.1),
    "cloudfront-key-value-reads": price("reads", 1e6, 0.03),
    "cloudfront-invalidations": price("paths", 1, 0.005),
    "lambda-edge-requests": price("invocations", 1e6, 0.6),
    "lambda-edge-duration": price("GB-seconds", 1, 0.00005),
    "lambda-requests": price("invocations", 1e6, 0.2),
    "lambda-duration": price("GB-seconds", 1, 0.00002),
    "scheduler-invocations": price("invocations", 1e6, 1),
    "s3-storage/eu-central-1": price("GB-months", 1, 0.025),
    "s3-storage/eu-west-1": price("GB-months", 1, 0.02),
    "s3-writes/eu-central-1": price("requests", 1_000, 0.005),
    "s3-writes/eu-west-1": price("requests", 1_000, 0.004),
    "s3-reads/eu-central-1": price("requests", 1_000, 0.0004),
    "s3-reads/eu-west-1": price("requests", 1_000, 0.0003),
    "s3-replication-transfer/eu-central-1": price("GB", 1, 0.02),
    "s3-replication-time-control": price("GB", 1, 0.015),
    "logs-parquet": { ...price("GB", 1, 0.03), unsure: "not found" },
    "athena-scanned": price("TB", 1, 7),
    "route53-zones": price("hosted zones", 1, 0.5),
    "route53-health-checks/aws": price("health checks", 1, 0.5),
    "route53-health-checks/other": price("health checks", 1, 0.75),
    "route53-health-check-options/aws": price("options", 1, 1),
    "route53-health-check-options/other": price("options", 1, 2),
    "cloudwatch-alarms": price("alarms", 1, 0.1),
    "cloudwatch-dashboards": price("dashboards", 1, 3),
    "cloudwatch-metrics": price("custom metrics", 1, 0.3),
    "waf-web-acls": price("web ACLs", 1, 5),
    "waf-requests": price("requests", 1e6, 0.6),
  },
  free: {
    "cloudfront-transfer": { quantity: 50, source: "https://example.com/", read: "2026-11-01" },
    "cloudwatch-alarms": { quantity: 10, source: "https://example.com/", read: "2026-11-01" },
    "route53-health-checks/aws": { quantity: 50, source: "https://example.com/", read: "2026-11-01" },
  },
  plans: [],
};

export const regions = { primary: "eu-central-1", replica: "eu-west-1" };
