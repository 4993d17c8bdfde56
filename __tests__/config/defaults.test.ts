import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ConfigError, readProject, type SiteInput } from "../../config";
import { base } from "./cases";

const read = (change: Partial<SiteInput> = {}) => readProject({ default: { ...base, ...change } }).sites[0];

describe("defaults", () => {
  it("are created, in seconds", () => {
    expect(read()).toMatchObject({
      content: { folder: "site", indexDocument: "index.html" },
      urls: "directory",
      cache: {
        default: { mode: "origin", staleWhileRevalidate: 0, staleIfError: 86_400, maxTtl: 31_536_000 },
        paths: [],
      },
      failover: {
        statusCodes: [403, 500, 502, 503, 504],
        connectionAttempts: 1,
        connectionTimeout: 2,
        readTimeout: 5,
        automatic: false,
      },
      replication: { twoWay: false },
      noncurrentVersions: { retention: 7_776_000 },
      errorPages: { notFound: "/404.html", maintenance: false, notFoundTtl: 10, serverErrorTtl: 1 },
      headers: {
        runtime: "lambda-at-edge",
        hsts: { maxAge: 31_536_000, includeSubDomains: false, preload: false },
      },
      distribution: { priceClass: "PriceClass_100" },
      monitoring: { alarms: true, healthChecks: true, dashboard: true, additionalMetrics: false },
    });
    expect(read()?.domain).toBeUndefined();
  });

  it.each<Partial<SiteInput>>([
    { urls: "spa" },
    { content: { folder: "dist", indexDocument: "home.html" } },
    { replication: { twoWay: true } },
    { failover: { statusCodes: [500, 503, 504], connectionAttempts: 2 } },
    { errorPages: { notFound: false, maintenance: "/down.html" } },
    {
      headers: {
        hsts: false,
        frameOptions: "SAMEORIGIN",
        contentSecurityPolicy: false,
        permissionsPolicy: false,
      },
    },
    {
      distribution: {
        priceClass: "PriceClass_All",
        geoRestriction: { type: "blacklist", locations: ["DE"] },
      },
    },
    { monitoring: { alarms: false, healthChecks: false, dashboard: false, errorRateThreshold: 5 } },
    { tags: { team: "web" }, bucketSuffix: "x1" },
  ])("can be supplied: %j", (change) => {
    expect(read(change)).toMatchObject(change);
  });
});

describe("readProject on anything at all", () => {
  const keys = fc.constantFrom(
    "name",
    "regions",
    "cache",
    "headers",
    "redirects",
    "domain",
    "zone",
    "paths",
    "rules",
  );
  const anything = fc.object({
    key: fc.oneof(keys, fc.string()),
    maxDepth: 4,
    withBigInt: true,
    withDate: true,
  });

  it("answers with a project or a ConfigError", () => {
    fc.assert(
      fc.property(anything, anything, (site, deployment) => {
        try {
          readProject({ default: { ...base, ...site }, deployment });
        } catch (error) {
          expect(error).toBeInstanceOf(ConfigError);
        }
      }),
      { numRuns: 100 },
    );
  });
});
