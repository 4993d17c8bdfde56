import type { DeploymentInput, SiteInput } from "../../../config";

/** As many redirects as do not fit into the function's code, so that the store holds them. */
const redirects = (to: string) =>
  Array.from({ length: 90 }, (_, at) => ({
    from: `/old/${at}/${"x".repeat(60)}`,
    to: `${to}/${at}/${"y".repeat(60)}`,
  }));
const ruleWith = (value: string) => ({ contentType: "text/html", set: { "X-Rule": value } });

const common = {
  name: "docs",
  regions: { primary: "eu-central-1", replica: "eu-west-1" },
  domain: {
    name: "www.example.org",
    aliases: ["example.org", "*.example.org"],
    zone: { name: "example.org", create: true },
  },
} satisfies SiteInput;

/** A site that has little, on a flat-rate plan with its web ACL, and its headers from a function of CloudFront. */
export const leanSite: SiteInput = {
  ...common,
  distribution: { pricing: "free", priceClass: "PriceClass_All" },
  domain: { ...common.domain, aliases: [] },
  redirects: [{ from: "/old", to: "/" }],
  cache: { default: { mode: "edge", ttl: "5m" } },
  headers: { runtime: "cloudfront-function", rules: [ruleWith("1")] },
  tags: { team: "web" },
};

/** The same site with every part that a stack can make, and its headers from a function of Lambda. */
export const fullSite: SiteInput = {
  ...common,
  redirects: redirects("/new"),
  replication: { twoWay: true },
  failover: { automatic: true },
  headers: { rules: [ruleWith("2")] },
  distribution: {
    accessLogs: { format: "parquet" },
    webAclArn: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/edge/00000000-0000-0000-0000-000000000000",
  },
  monitoring: { email: "alerts@example.org", additionalMetrics: true },
  tags: { team: "web" },
};

/** The full site with other values wherever a change makes nothing anew, and without what can be taken away again. */
export const changedSite: SiteInput = {
  ...common,
  redirects: redirects("/newer"),
  headers: { frameOptions: "SAMEORIGIN", rules: [ruleWith("3")] },
  failover: { automatic: { period: "2m" } },
  distribution: { accessLogs: { format: "json", retention: "30d", includeCookies: true } },
  monitoring: { email: "others@example.org", errorRateThreshold: 2 },
  noncurrentVersions: { retention: "30d" },
  tags: { owner: "docs" },
};

/** Where these sites are deployed from. */
export const deploymentOfRecord: DeploymentInput = {
  project: "acme",
  region: "eu-west-1",
  bootstrapped: true,
  github: { repository: "acme/docs" },
};

/** A site.config.ts of one of them. */
export function configOf(site: SiteInput): string {
  return [
    `export default ${JSON.stringify(site)};`,
    `export const deployment = ${JSON.stringify(deploymentOfRecord)};`,
    "",
  ].join("\n");
}
