import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { type LoadedSite, loadTerraform, loadTerraformFile } from "../../../rehearsal/terraform";

/** The plan of `__tests__/fixtures/hcl/<name>`; `__tests__/fixtures/hcl/README.md` says how it is made. */
function planOf(name: string): LoadedSite {
  return loadTerraformFile(`__tests__/fixtures/hcl/${name}/plan.json`);
}

function only(site: LoadedSite) {
  const [distribution] = site.distributions;
  if (!distribution) throw new Error("no distribution");
  return distribution;
}

const statementsOf = (policy: unknown) => JSON.parse(String(policy)).Statement;

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

  test("what is not set has CloudFront's default", () => {
    expect(only(site)).toMatchObject({
      ...{ aliases: [], defaultRootObject: "", geoRestriction: { type: "none", locations: [] } },
      defaultCacheBehavior: { cachePolicy: { name: "Managed-CachingOptimized" } },
      cacheBehaviors: [
        {
          pathPattern: "/old/*",
          cachePolicy: {
            ...{ minTtl: 0, defaultTtl: 86_400, maxTtl: 31_536_000 },
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

describe("a plan of two distributions, one of which cannot be rehearsed", () => {
  const plan = readFileSync("__tests__/fixtures/hcl/bystanders/plan.json", "utf8");
  const staged = JSON.parse(plan, (_, value) =>
    value?.address === "aws_cloudfront_distribution.redirect" && value.values
      ? { ...value, values: { ...value.values, anycast_ip_list_id: "a" } }
      : value,
  );
  const site = loadTerraform(JSON.stringify(staged), { folder: ".", name: "plan.json" });

  test("the other is served, and the one that is left out is named with the reason", () => {
    expect(site.distributions.map(({ defaultRootObject }) => defaultRootObject)).toEqual(["index.html"]);
    expect(site.warnings.filter((warning) => warning.includes("left out"))).toEqual([
      expect.stringMatching(
        /^aws_cloudfront_distribution\.redirect is left out: TERRAFORM_NOT_REHEARSED aws_cloudfront_distribution\.redirect: anycast_ip_list_id: /,
      ),
    ]);
  });

  test("buckets whose names have dots are read at their names", () => {
    expect(only(site).origins.map(({ domainName }) => domainName)).toEqual([
      "www.example.com.s3.us-east-1.amazonaws.com",
    ]);
    expect(site.buckets.map(({ name }) => name).sort()).toEqual([
      ...["example.com", "jq.example.com", "logs.example.com", "www.example.com"],
    ]);
  });
});

describe("what a plan does not say", () => {
  const plan = (expressions: object, values: object = {}) => ({
    planned_values: {
      root_module: {
        resources: [
          {
            address: "aws_cloudfront_function.f",
            mode: "managed",
            type: "aws_cloudfront_function",
            name: "f",
            values: { name: "f", runtime: "cloudfront-js-2.0", publish: true },
          },
          {
            address: "aws_cloudfront_distribution.d",
            mode: "managed",
            type: "aws_cloudfront_distribution",
            name: "d",
            values: { enabled: true, origin: [], ...values },
          },
        ],
      },
    },
    resource_changes: [
      { address: "aws_cloudfront_function.f", change: { after_unknown: { arn: true, code: true } } },
      {
        address: "aws_cloudfront_distribution.d",
        change: {
          after_unknown: {
            default_root_object: true,
            default_cache_behavior: [{ function_association: [{ function_arn: true }] }],
          },
        },
      },
    ],
    configuration: {
      root_module: {
        resources: [
          {
            mode: "managed",
            type: "aws_cloudfront_function",
            name: "f",
            expressions: {
              code: {
                references: ["aws_cloudfront_key_value_store.s.id", "aws_cloudfront_key_value_store.s"],
              },
            },
          },
          { mode: "managed", type: "aws_cloudfront_distribution", name: "d", expressions },
        ],
      },
    },
  });

  test("code that is put together from an id is a problem, not that id", () => {
    const default_cache_behavior = [
      {
        target_origin_id: "x",
        viewer_protocol_policy: "allow-all",
        cache_policy_id: "4135ea2d-6df8-44a3-9df3-4b5a84be39ad",
        function_association: [{ event_type: "viewer-request" }],
      },
    ];
    const written = [
      {
        function_association: [
          {
            event_type: { constant_value: "viewer-request" },
            function_arn: { references: ["aws_cloudfront_function.f.arn", "aws_cloudfront_function.f"] },
          },
        ],
      },
    ];
    expect(() =>
      loadTerraform(JSON.stringify(plan({ default_cache_behavior: written }, { default_cache_behavior })), {
        folder: ".",
        name: "plan",
      }),
    ).toThrow("TERRAFORM_UNKNOWN_VALUE aws_cloudfront_function.f: code: it is known only after the apply");
  });

  test("an optional attribute that is known after the apply is a problem, not left out", () => {
    expect(() =>
      loadTerraform(JSON.stringify(plan({ default_root_object: { references: ["local.root"] } })), {
        folder: ".",
        name: "plan",
      }),
    ).toThrow("TERRAFORM_UNKNOWN_VALUE aws_cloudfront_distribution.d: default_root_object");
  });
});
