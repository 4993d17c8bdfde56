import { describe, expect, test } from "vitest";
import { only, planOf, statementsOf } from "./plan-of";

describe("a plan with forwarded_values, an access identity and a policy document", () => {
  const site = planOf("legacy-site");

  test("the origin is the bucket in its region, read as the identity", () => {
    expect(only(site).origins).toMatchObject([
      {
        id: "s3-content",
        domainName: "content.example.org.s3.eu-west-2.amazonaws.com",
        originPath: "/live",
        kind: { type: "s3", access: { type: "oai", identity: [...site.accessIdentities.keys()][0] } },
      },
    ]);
  });

  test("the bucket's policy grants what the document says, to the identity", () => {
    const Principal = {
      AWS: expect.stringMatching(/^arn:aws:iam::cloudfront:user\/CloudFront Origin Access Identity E/),
    };
    expect(statementsOf(site.buckets[0]?.policy)).toMatchObject([
      { Sid: "Objects", Effect: "Allow", Action: "s3:GetObject", Principal },
      { Sid: "Listing", Effect: "Allow", Action: "s3:ListBucket", Principal },
    ]);
  });

  test("behaviours, error pages and countries are there", () => {
    const { defaultCacheBehavior, cacheBehaviors, customErrorResponses, geoRestriction, aliases } =
      only(site);
    expect(defaultCacheBehavior.cachePolicy).toMatchObject({
      defaultTtl: 600,
      maxTtl: 7_200,
      queryStrings: { behavior: "whitelist", items: ["page", "lang"] },
      headers: { behavior: "whitelist", items: ["Accept-Language", "Origin"] },
      cookies: { behavior: "whitelist", items: ["session"] },
    });
    expect(cacheBehaviors.map(({ pathPattern }) => pathPattern)).toEqual(["/assets/*"]);
    expect(customErrorResponses.map(({ errorCode }) => errorCode)).toEqual([403, 503]);
    expect(geoRestriction).toEqual({ type: "whitelist", locations: ["GB", "IE"] });
    expect(aliases).toEqual(["example.org", "www.example.org"]);
  });
});

describe("a plan with a website endpoint and a public bucket", () => {
  const site = planOf("website-endpoint");

  test("the origin is a custom one at the bucket's website", () => {
    expect(only(site).origins).toMatchObject([
      {
        domainName: "www.example.net.s3-website-eu-central-1.amazonaws.com",
        customHeaders: [["Referer", "a-shared-secret"]],
        kind: { type: "custom", protocolPolicy: "http-only" },
      },
    ]);
  });

  test("a policy that has lost its text and names no distribution is taken for a public one, which is said", () => {
    expect(site.buckets).toMatchObject([
      {
        website: { indexDocument: "index.html", errorDocument: "errors/404.html" },
        publicAccessBlock: { blockPublicPolicy: false, restrictPublicBuckets: false },
      },
    ]);
    expect(statementsOf(site.buckets[0]?.policy)).toMatchObject([{ Effect: "Allow", Principal: "*" }]);
    expect(site.warnings).toEqual([
      expect.stringContaining("aws_s3_bucket_policy.www: the policy is known after"),
    ]);
  });
});

describe("a plan with an origin group", () => {
  const site = planOf("origin-group");

  test("the group's first member is the primary, though the origins came in another order", () => {
    const { origins, originGroups } = only(site);
    expect(originGroups).toEqual([
      { id: "both", members: ["main", "standby"], statusCodes: [500, 502, 503, 504] },
    ]);
    expect(
      Object.fromEntries(origins.map((one) => [one.id, [one.domainName, one.connectionTimeout]])),
    ).toEqual({
      main: ["acme-docs-main.s3.us-west-2.amazonaws.com", 3],
      standby: ["acme-docs-standby.s3.us-east-2.amazonaws.com", 2],
    });
  });

  test("AWS's policies and its own are found", () => {
    const { defaultCacheBehavior, cacheBehaviors } = only(site);
    expect(defaultCacheBehavior.cachePolicy.name).toBe("acme-docs-pages");
    expect(defaultCacheBehavior.responseHeadersPolicy?.name).toBe("Managed-SecurityHeadersPolicy");
    expect(cacheBehaviors.map((one) => one.cachePolicy.name)).toEqual([
      "Managed-CachingOptimized",
      "Managed-CachingDisabled",
    ]);
    expect(cacheBehaviors[0]?.originRequestPolicy?.name).toBe("Managed-CORS-S3Origin");
    expect(cacheBehaviors[0]?.responseHeadersPolicy).toMatchObject({
      customHeaders: [{ name: "X-Robots-Tag", value: "noindex", override: true }],
      removeHeaders: ["Server"],
      cors: { allowOrigins: ["https://app.example.com"], maxAge: 600, originOverride: true },
    });
  });

  test("the function comes with its code", () => {
    const [fn] = only(site).defaultCacheBehavior.functions;
    expect(fn).toMatchObject({
      type: "cloudfront-function",
      code: expect.stringContaining('+= "index.html"'),
    });
  });

  test("the buckets replicate, and each lets the distribution read", () => {
    expect(
      site.buckets.map(({ name, region, versioning, replication }) => [
        name,
        region,
        versioning,
        replication?.[0]?.destination,
      ]),
    ).toEqual([
      ["acme-docs-main", "us-west-2", "Enabled", "acme-docs-standby"],
      ["acme-docs-standby", "us-east-2", "Enabled", undefined],
    ]);
    for (const { policy } of site.buckets)
      expect(statementsOf(policy)).toMatchObject([
        { Effect: "Allow", Condition: { StringEquals: { "AWS:SourceArn": only(site).arn } } },
      ]);
  });
});

describe("a plan with modules", () => {
  const site = planOf("modules");

  test("each instance of a module has its own bucket, region, policy and function", () => {
    expect(
      site.distributions.map((one) => [
        one.defaultRootObject,
        one.defaultCacheBehavior.cachePolicy.defaultTtl,
        one.origins.map(({ domainName }) => domainName).sort(),
      ]),
    ).toEqual([
      [
        "index.html",
        60,
        ["globex-blog-far.s3.eu-north-1.amazonaws.com", "globex-blog-near.s3.ap-southeast-2.amazonaws.com"],
      ],
      [
        "shop.html",
        3_600,
        ["globex-shop-far.s3.eu-north-1.amazonaws.com", "globex-shop-near.s3.ap-southeast-2.amazonaws.com"],
      ],
    ]);
    expect(
      site.distributions.map((one) => one.defaultCacheBehavior.functions.map(({ name }) => name)),
    ).toEqual([["globex-blog"], ["globex-shop"]]);
  });

  test("a bucket lets the distribution of its own site read, and no other", () => {
    const grants = site.buckets.map(({ name, policy }) => [
      name,
      statementsOf(policy)[0].Condition.StringEquals["AWS:SourceArn"],
    ]);
    const [blog, shop] = site.distributions.map(({ arn }) => arn);
    expect(Object.fromEntries(grants)).toEqual({
      "globex-blog-far": blog,
      "globex-blog-near": blog,
      "globex-shop-far": shop,
      "globex-shop-near": shop,
    });
  });
});

describe("a plan with all inside aws_s3_bucket", () => {
  test("website, versions and rules are read from there", () => {
    const [copy, site] = planOf("inline-buckets").buckets;
    expect(copy).toMatchObject({ name: "initech-copy", region: "ca-central-1", versioning: "Enabled" });
    expect(site).toMatchObject({
      versioning: "Enabled",
      website: { indexDocument: "index.htm", errorDocument: "oops.htm" },
      replication: [
        { id: "pages", status: "Enabled", version: "V1", prefix: "pages/", destination: "initech-copy" },
        { id: "images", status: "Disabled", version: "V2", prefix: "images/", deleteMarkerReplication: true },
      ],
    });
  });
});

describe("a plan with an API on the same host", () => {
  const site = planOf("api");

  test("the API is a custom origin under its path, without a cache", () => {
    const { origins, cacheBehaviors } = only(site);
    expect(origins.find(({ id }) => id === "api")).toMatchObject({
      domainName: "api.example.com",
      originPath: "/v1",
      readTimeout: 20,
      originShield: { region: "sa-east-1" },
      kind: { type: "custom", httpPort: 8080, httpsPort: 8443, keepaliveTimeout: 30 },
    });
    expect(cacheBehaviors).toMatchObject([
      {
        pathPattern: "/api/*",
        targetOriginId: "api",
        cachePolicy: { name: "Managed-CachingDisabled" },
        originRequestPolicy: {
          cookies: { behavior: "allExcept", items: ["tracking"] },
          headers: { behavior: "all", items: ["CloudFront-Viewer-Country"] },
        },
      },
    ]);
  });

  test("a bucket whose name AWS completes has one that fits its origin", () => {
    const [bucket] = site.buckets;
    expect(bucket?.name).toMatch(/^umbrella-app-/);
    expect(only(site).origins.map(({ domainName }) => domainName)).toContain(
      `${bucket?.name}.s3.sa-east-1.amazonaws.com`,
    );
  });
});
