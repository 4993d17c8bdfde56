import type { DeploymentInput, SiteInput } from "../../config";
import type { SiteStack } from "../../stacks/site-stack";
import { headerRule, smallSite } from "../support/sites";

const regions = { primary: "eu-central-1", replica: "eu-west-1" };
/** Alarms and the dashboard are in the other goldens, and long. */
const unwatched = { alarms: false, healthChecks: false, dashboard: false };

/** Every key that one site can have at once, each with a value that is not its default. */
const whole: SiteInput = {
  name: "whole",
  bucketSuffix: "golden",
  regions: { primary: "eu-north-1", replica: "ap-southeast-2" },
  domain: {
    name: "www.example.org",
    aliases: ["example.org", "*.example.org"],
    zone: { id: "Z0123456789ABCDEFGHIJ", name: "example.org" },
  },
  content: {
    folder: "public",
    indexDocument: "start.html",
    netlifyFiles: true,
    files: [
      {
        glob: "*.csv",
        contentType: "text/csv",
        charset: "utf-8",
        contentEncoding: "identity",
        cacheControl: "no-cache",
      },
    ],
  },
  urls: { style: "html-extension", trailingSlash: "keep", canonical: false },
  redirects: [
    { from: "/tags/:tag/page/:page", to: "/search?tag=:tag&page=:page" },
    { from: "/blog/*", to: "/news/:splat", status: 308 },
    { from: "/old", to: "/new", status: 302 },
    { from: "/docs/", to: "https://docs.example.org/", match: "prefix", status: 307 },
    { from: "/docs/v1/", to: "/archive/", match: "prefix" },
  ],
  cache: {
    default: {
      ...{ mode: "edge", ttl: "5m", staleWhileRevalidate: "30s", staleIfError: "2d", maxTtl: "30d" },
      ...{ queryStrings: ["page"], headers: ["Accept-Language"], cookies: ["theme"] },
    },
    paths: [
      {
        ...{ path: "/api/*", mode: "origin", staleWhileRevalidate: "10s", staleIfError: "1h", maxTtl: "1d" },
        ...{ queryStrings: ["q"], headers: ["X-Variant"], cookies: ["session"] },
      },
      { path: "/static/*", mode: "immutable", queryStrings: ["v"] },
      { path: "/news/*", mode: "edge", ttl: "1h" },
    ],
  },
  failover: {
    statusCodes: [500, 502, 503, 504],
    ...{ connectionAttempts: 2, connectionTimeout: "3s", readTimeout: "7s" },
    automatic: {
      ...{ period: "2m", failures: 4, healthyFor: "20m", throwsPerHour: 6 },
      ...{ regions: ["us-west-2"], formerRegions: ["sa-east-1"] },
    },
  },
  replication: { twoWay: true },
  noncurrentVersions: { retention: "30d" },
  errorPages: {
    ...{ notFound: "/missing.html", maintenance: "/maintenance.html" },
    ...{ notFoundTtl: "1m", serverErrorTtl: "5s" },
  },
  headers: {
    runtime: "lambda-at-edge",
    hsts: { maxAge: "2y", includeSubDomains: true, preload: true },
    contentTypeOptions: false,
    frameOptions: "SAMEORIGIN",
    referrerPolicy: "no-referrer",
    contentSecurityPolicy: "default-src 'self'",
    inlineHashes: false,
    permissionsPolicy: "camera=()",
    custom: { "X-Site": "whole" },
    remove: ["Server"],
    rules: [
      headerRule,
      { path: "/embed/*", status: 200, set: { "Referrer-Policy": "origin" }, remove: ["X-Powered-By"] },
    ],
  },
  distribution: {
    priceClass: "PriceClass_All",
    geoRestriction: { type: "whitelist", locations: ["DE", "SE"] },
    webAclArn: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/site/11111111-2222-3333-4444-555555555555",
    accessLogs: { retention: "14d", includeCookies: true, prefix: "edge/" },
  },
  monitoring: {
    ...{ email: "alerts@example.org", alarms: true, healthChecks: true, dashboard: true },
    ...{ additionalMetrics: true, errorRateThreshold: 2.5 },
  },
  visitors: { edgeLocations: [0.6, 0.4] },
  objectives: {
    availability: {
      region: 0.99,
      bothRegions: 0.5,
      release: 0.98,
      function: 0.9,
      edge: 0.1,
      controlPlane: 1,
    },
    ...{ p99: "3s", longestWait: "10s", recovery: "2m", staleness: "1h", wrongAnswers: 3 },
  },
  month: {
    ...{ pageViews: 5, requestsPerView: 6, bytesPerView: 7, hitRatio: 0.8, releases: 9, changed: 0.2 },
    visitors: { us: 1, europe: 0, africa: 0, "south-america": 0, japan: 0, oceania: 0, asia: 0, india: 0 },
    invalidatedPaths: 3,
  },
  budget: 50,
  tags: { team: "web", cost: "42" },
};

/** Header rules in a CloudFront Function, and whatever can be switched off. */
const bare: SiteInput = {
  ...{ name: "bare", regions, urls: "none" },
  errorPages: { notFound: false },
  headers: {
    ...{ runtime: "cloudfront-function", hsts: false, contentTypeOptions: false, frameOptions: false },
    ...{ referrerPolicy: false, contentSecurityPolicy: false, permissionsPolicy: false, rules: [headerRule] },
  },
  distribution: { accessLogs: { format: "parquet", athena: true } },
  monitoring: unwatched,
};

/** One document for every path, one host name, no header rules. */
const app: SiteInput = {
  ...{ name: "app", regions, urls: "spa" },
  domain: { name: "app.example.com", zone: { name: "example.com", create: true } },
  cache: { default: { mode: "immutable" } },
  distribution: { geoRestriction: { type: "blacklist", locations: ["FR"] } },
  monitoring: unwatched,
};

/** More redirects than the function's code has room for: they are in its store. */
const moved: SiteInput = {
  ...{ name: "moved", regions, monitoring: unwatched },
  redirects: Array.from({ length: 10 }, (_, at) => ({
    from: `/from-${at}`,
    to: `/${"to-".repeat(300)}${at}`,
  })),
};

/** What is to join a flat-rate plan without policies of one's own. */
const planned: SiteInput = {
  ...{ name: "planned", regions, monitoring: unwatched },
  cache: { paths: [{ path: "/assets/*", mode: "immutable" }] },
  distribution: { pricing: "free", priceClass: "PriceClass_All" },
  headers: { runtime: "cloudfront-function" },
};

/** Servers beside the buckets, in every way in which they are reached. */
export const served: SiteInput = {
  edge: {
    viewerRequest: { file: "__tests__/fixtures/edge/request.ts", order: "after" },
    viewerResponse: { file: "__tests__/fixtures/edge/response.ts", order: "after" },
    originRequest: "__tests__/fixtures/edge/origin.ts",
    originResponse: { file: "__tests__/fixtures/edge/origin.ts", order: "after" },
  },
  customize: (stack: SiteStack) => stack.distribution.distribution.addOverride("http_version", "http2"),
  ...{ name: "served", regions, monitoring: unwatched, errorPages: { notFound: false } },
  origins: {
    api: {
      ...{ url: "https://api.example.com:8443", failover: "https://api2.example.com", pathPrefix: "/v1" },
      ...{ minimumTls: "TLSv1.1", connectionAttempts: 1, connectionTimeout: "2s" },
      ...{ readTimeout: "20s", keepaliveTimeout: "30s" },
      headers: {
        "X-Site": "served",
        "X-Origin-Verify": { secretsManager: "served/origin", key: "verify" },
        "X-Token": { ssm: "/served/token" },
      },
    },
    old: { url: "http://old.example.com", allowHttp: true },
    search: {
      url: "https://abc123.lambda-url.eu-west-1.on.aws",
      lambdaFunctionArn: "arn:aws:lambda:eu-west-1:123456789012:function:search",
    },
    inner: { url: "https://internal-app.example.com", vpcOriginId: "vo_AbCdEf123" },
  },
  paths: [
    {
      ...{ path: "/api/public/*", origin: "api", securityHeaders: false, compress: false },
      cache: { ttl: "1m", maxTtl: "1h", queryStrings: "all", headers: ["Origin"], cookies: ["lang"] },
      forward: { headers: ["X-Trace"], queryStrings: ["debug"], cookies: ["lang"] },
    },
    { path: "/api/*", origin: "api" },
    { path: "/old/*", origin: "old", methods: "all", forward: "none" },
    { path: "/search", origin: "search", cache: { queryStrings: ["q"] } },
    { path: "/inner/*", origin: "inner", methods: "all" },
  ],
};

/** A site whose replica was promoted: what stays is moved, and what was in the region that is lost is forgotten. */
export const promoted: SiteInput = {
  ...{ name: "kept", monitoring: unwatched, failover: { automatic: false } },
  regions: {
    primary: { region: "eu-west-1", bucket: "kept-replica" },
    replica: { region: "eu-north-1", bucket: "kept-eu-north-1" },
    forgotten: [{ region: "eu-central-1", bucket: "kept-primary" }],
  },
};

/** Sites of one project whose state is in S3. */
export const deployedSites: readonly SiteInput[] = [whole, bare, app, moved, planned];

export const deployment: DeploymentInput = {
  ...{ project: "golden", bucketSuffix: "test", region: "us-west-2", bootstrapped: true },
  onCall: ["arn:aws:iam::123456789012:role/operators"],
  github: {
    ...{ repository: "example/golden", branch: "release", environment: "live" },
    oidcProviderArn: "arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com",
  },
};

/** The projects that are synthesized, besides the repository's own. */
export const projects = {
  small: { default: smallSite },
  served: { default: served },
  promoted: { default: promoted },
  deployed: { default: deployedSites, deployment },
};
