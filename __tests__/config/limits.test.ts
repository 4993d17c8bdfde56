import { describe, expect, it } from "vitest";
import { readProject, type SiteInput } from "../../config";

const many = <T>(count: number, make: (index: number) => T) =>
  Array.from({ length: count }, (_, index) => make(index));

/** As far as every rule lets a site go. */
const site: SiteInput = {
  name: `a${"b".repeat(31)}`,
  bucketSuffix: "c".repeat(63 - 32 - "-replica-".length),
  regions: { primary: "us-east-2", replica: "mx-central-1" },
  domain: {
    name: "example.com",
    aliases: ["*.example.com", ...many(8, (index) => `n${index}.example.com`)],
    zone: { id: "Z0123456789ABC", name: "example.com" },
  },
  urls: "spa",
  redirects: [
    { from: "/a", to: "/b#top" },
    { from: "/c/", to: "https://example.org/", match: "prefix", status: 307 },
    { from: "/c/d", to: "https://example.com/e?f=g", status: 302 },
  ],
  cache: {
    default: { mode: "edge", ttl: "1d", staleIfError: "1d", staleWhileRevalidate: "1d", maxTtl: "2d" },
    paths: many(70, (index) => ({
      path: `/${index}/${"x".repeat(250)}*`.slice(0, 255),
      mode: "immutable",
      queryStrings: many(10, (name) => `q${name}`),
      headers: ["Origin"],
    })),
  },
  failover: {
    statusCodes: [400, 403, 416, 429, 500, 502, 503, 504],
    connectionAttempts: 3,
    connectionTimeout: "10s",
    readTimeout: "120s",
    automatic: {
      ...{ period: "60m", failures: 10, healthyFor: "1d", throwsPerHour: 20 },
      regions: ["us-west-2", "sa-east-1"],
    },
  },
  errorPages: { notFound: "/404.html", maintenance: "/down.html", notFoundTtl: "5m", serverErrorTtl: "1m" },
  headers: {
    runtime: "cloudfront-function",
    hsts: { maxAge: "1y", includeSubDomains: true, preload: true },
    contentSecurityPolicy: "a".repeat(1783),
    custom: Object.fromEntries(many(9, (index) => [`X-${index}`, ""])),
    remove: ["Server"],
    rules: [
      {
        path: "*.html",
        contentType: "text/*",
        status: "3xx",
        set: { "Content-Security-Policy": "x" },
        remove: ["etag"],
      },
    ],
  },
  distribution: {
    geoRestriction: { type: "whitelist", locations: ["DE", "GB"] },
    webAclArn: "arn:aws:wafv2:us-east-1:111122223333:global/webacl/site/0a1b-2c3d",
    accessLogs: { retention: "1d", prefix: "" },
  },
  monitoring: { email: "first.last+tag@mail.example.com", errorRateThreshold: 100 },
  tags: Object.fromEntries(many(48, (index) => [`team:${index}`, "web + news"])),
};

describe("a site at the limits of every rule", () => {
  it("has no problem", () => {
    const deployment = {
      project: "p1",
      region: "eu-north-1",
      github: {
        repository: "example/web.site",
        branch: "release/1.x",
        environment: "production",
        oidcProviderArn: "arn:aws:iam::111122223333:oidc-provider/token.actions.githubusercontent.com",
      },
    };
    expect(readProject({ default: site, deployment }).warnings).toEqual([]);
  });
});
