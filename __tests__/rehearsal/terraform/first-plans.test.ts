import { describe, expect, test } from "vitest";
import { only, planOf, statementsOf } from "./plan-of";

describe("a first plan in which each.value and locals stand for buckets", () => {
  const site = planOf("each-policy");

  test("each bucket's policy is about that bucket, and lets the distribution read", () => {
    const granted = site.buckets.map(({ name, policy }) => [name, statementsOf(policy)[0].Resource]);
    expect(Object.fromEntries(granted)).toEqual({
      "hooli-archive": "arn:aws:s3:::hooli-archive/*",
      "hooli-media": ["arn:aws:s3:::hooli-media", "arn:aws:s3:::hooli-media/*"],
      "hooli-pages": ["arn:aws:s3:::hooli-pages", "arn:aws:s3:::hooli-pages/*"],
    });
    for (const { policy } of site.buckets)
      expect(statementsOf(policy)[0].Condition).toEqual({
        StringEquals: { "AWS:SourceArn": only(site).arn },
      });
  });
});

describe("a first plan in which much is null or empty", () => {
  const site = planOf("nothing-said");

  test("what is not set has the provider's or CloudFront's default", () => {
    expect(only(site)).toMatchObject({
      ...{ aliases: [], defaultRootObject: "", geoRestriction: { type: "none", locations: [] } },
      defaultCacheBehavior: { cachePolicy: { name: "Managed-CachingOptimized" } },
      cacheBehaviors: [
        {
          pathPattern: "/old/*",
          cachePolicy: {
            ...{ minTtl: 0, defaultTtl: 0, maxTtl: 0 },
            headers: { behavior: "none" },
            cookies: { behavior: "none" },
          },
        },
      ],
    });
    expect(only(site).webAclId).toBeUndefined();
  });
});

describe("a first plan with dynamic blocks in a module", () => {
  const site = planOf("dynamic-blocks");

  test("origins, functions and policies come from what is in reach and has the name", () => {
    expect(only(site).origins.map(({ id, domainName, kind }) => [id, domainName, kind])).toEqual(
      ["assets", "pages"].map((id) => [
        id,
        `soylent-${id}.s3.eu-central-1.amazonaws.com`,
        { type: "s3", access: { type: "oac", signingBehavior: "always" } },
      ]),
    );
    expect(only(site).defaultCacheBehavior.functions).toMatchObject([{ name: "soylent-rewrite" }]);
    expect(only(site).cacheBehaviors).toMatchObject([{ pathPattern: "/assets/*", targetOriginId: "assets" }]);
    for (const { name, policy } of site.buckets)
      expect(statementsOf(policy)[0].Resource).toEqual([`arn:aws:s3:::${name}`, `arn:aws:s3:::${name}/*`]);
  });

  test("and what was assumed is said", () => {
    expect(site.warnings).toContain(
      "module.cdn.aws_cloudfront_distribution.cdn: origin.domain_name: the plan does not say which resource it comes from; aws_s3_bucket.pages is assumed. The state has it",
    );
  });
});

describe("a first plan of labelled modules, and of resources that follow from maps", () => {
  const site = planOf("labelled");
  const originsOf = (id: string) =>
    site.distributions
      .filter(({ origins }) => origins.some((one) => one.id === id))
      .map(({ origins }) => origins.map(({ domainName }) => domainName));

  test("each instance of a module reads its own bucket as its own identity, in the region of the root's provider", () => {
    expect(originsOf("eg-prod-theapp-docs")).toEqual([
      ["eg-prod-theapp-docs-origin.s3.eu-north-1.amazonaws.com"],
    ]);
    expect(originsOf("api")).toEqual([
      ["api.example.org", "eg-prod-theapp-site-origin.s3.eu-north-1.amazonaws.com"],
    ]);
    const readers = ["site", "docs"].map((name) => {
      const bucket = site.buckets.find((one) => one.name === `eg-prod-theapp-${name}-origin`);
      const [objects] = statementsOf(bucket?.policy);
      expect(objects.Resource).toContain(`arn:aws:s3:::${bucket?.name}/*`);
      return JSON.stringify(objects.Principal).match(/Origin Access Identity E\w+/g);
    });
    expect([...new Set(readers.flat())]).toHaveLength(2);
  });

  test("an instance whose origin a local says has the bucket of its own key, or the website", () => {
    expect(originsOf("main").sort()).toEqual([
      ["maps.example.org.s3.eu-north-1.amazonaws.com"],
      ["www.maps.example.org.s3-website-eu-north-1.amazonaws.com"],
    ]);
    const apex = site.buckets.find(({ name }) => name === "maps.example.org");
    expect(statementsOf(apex?.policy)).toMatchObject([
      { Resource: ["arn:aws:s3:::maps.example.org", "arn:aws:s3:::maps.example.org/*"] },
    ]);
  });

  test("of two functions in a dynamic block, the one that another event is named after is not this one's", () => {
    const functions = site.distributions.flatMap(({ defaultCacheBehavior }) =>
      defaultCacheBehavior.functions.map((fn) => [fn.eventType, fn.type === "lambda" ? "" : fn.name]),
    );
    expect(functions).toEqual([
      ["viewer-request", "maps-rewrite"],
      ["viewer-response", "maps-response"],
    ]);
  });

  test("a policy that names what it is made of is none of the documents near it", () => {
    const www = site.buckets.find(({ name }) => name === "www.maps.example.org");
    expect(statementsOf(www?.policy)).toMatchObject([
      { Action: "s3:GetObject", Principal: { Service: "cloudfront.amazonaws.com" } },
    ]);
    expect(site.warnings).toContainEqual(
      expect.stringContaining("module.maps.aws_s3_bucket_policy.www: the policy is known after the apply"),
    );
    expect(site.warnings.filter((one) => one.includes("left out"))).toEqual([]);
  });
});
