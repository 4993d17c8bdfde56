import {
  CreateCachePolicyCommand,
  CreateCloudFrontOriginAccessIdentityCommand,
  CreateDistributionCommand,
  CreateInvalidationCommand,
  CreateMonitoringSubscriptionCommand,
  CreateOriginAccessControlCommand,
  CreateOriginRequestPolicyCommand,
  CreateResponseHeadersPolicyCommand,
  DeleteCachePolicyCommand,
  DeleteMonitoringSubscriptionCommand,
  DeleteOriginAccessControlCommand,
  GetInvalidationCommand,
  GetMonitoringSubscriptionCommand,
  GetResponseHeadersPolicyCommand,
  ListCachePoliciesCommand,
  ListInvalidationsCommand,
  ListResponseHeadersPoliciesCommand,
  UpdateCachePolicyCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { managedPolicies } from "../../../rehearsal/edge/managed-policies";
import {
  behavior,
  bucketOrigin,
  managedCachePolicy,
  smallDistribution,
  startTestCloud,
} from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
beforeAll(async () => {
  local = await startTestCloud();
});
afterAll(() => local.close());

const cachePolicy = (Name: string, over = {}) => ({ Name, MinTTL: 0, ...over });
const key = (over = {}) => ({
  ParametersInCacheKeyAndForwardedToOrigin: {
    EnableAcceptEncodingGzip: false,
    HeadersConfig: { HeaderBehavior: "none" as const },
    CookiesConfig: { CookieBehavior: "none" as const },
    QueryStringsConfig: { QueryStringBehavior: "none" as const },
    ...over,
  },
});
const createCachePolicy = (CachePolicyConfig: ReturnType<typeof cachePolicy>) =>
  local.client.send(new CreateCachePolicyCommand({ CachePolicyConfig }));
const createHeadersPolicy = (Name: string, over: object) =>
  local.client.send(
    new CreateResponseHeadersPolicyCommand({ ResponseHeadersPolicyConfig: { Name, ...over } }),
  );
const csp = (length: number) => ({
  SecurityHeadersConfig: {
    ContentSecurityPolicy: { Override: true, ContentSecurityPolicy: "x".repeat(length) },
  },
});
const customHeaders = (count: number, Value = "") => ({
  CustomHeadersConfig: {
    Quantity: count,
    Items: Array.from({ length: count }, (_, at) => ({ Header: `x-${at}`, Value, Override: false })),
  },
});

describe("policies", () => {
  test("get the TTLs that CloudFront gives them", async () => {
    const { CachePolicy } = await createCachePolicy(cachePolicy("defaults", { MinTTL: 100_000 }));
    expect(CachePolicy?.CachePolicyConfig).toMatchObject({
      MinTTL: 100_000,
      DefaultTTL: 100_000,
      MaxTTL: 31_536_000,
    });
  });

  test("that name Authorization or Accept-Encoding where they cannot are refused", async () => {
    const headers = (Name: string) => ({
      HeadersConfig: { HeaderBehavior: "whitelist" as const, Headers: { Quantity: 1, Items: [Name] } },
    });
    const { CookiesConfig, QueryStringsConfig } = key().ParametersInCacheKeyAndForwardedToOrigin;
    for (const name of ["authorization", "Accept-Encoding"]) {
      const OriginRequestPolicyConfig = { Name: "own", CookiesConfig, QueryStringsConfig, ...headers(name) };
      await expect(
        local.client.send(new CreateOriginRequestPolicyCommand({ OriginRequestPolicyConfig })),
      ).rejects.toMatchObject({
        name: "InvalidArgument",
        message: `The parameter Headers contains ${name} that is not allowed.`,
      });
    }
    const twice = key({ EnableAcceptEncodingGzip: true, ...headers("Accept-Encoding") });
    await expect(createCachePolicy(cachePolicy("twice", twice))).rejects.toMatchObject({
      name: "InvalidArgument",
    });
    await createCachePolicy(cachePolicy("once", key(headers("Accept-Encoding"))));
  });

  test("change the distributions that use them, and are kept while they do", async () => {
    const { CachePolicy, ETag } = await createCachePolicy(cachePolicy("used", { DefaultTTL: 10 }));
    const { Distribution } = await local.client.send(
      new CreateDistributionCommand({
        DistributionConfig: smallDistribution({
          DefaultCacheBehavior: { ...behavior("primary"), CachePolicyId: CachePolicy?.Id },
        }),
      }),
    );
    await local.clock.advance(1000);
    const updated = await local.client.send(
      new UpdateCachePolicyCommand({
        Id: CachePolicy?.Id,
        IfMatch: ETag,
        CachePolicyConfig: cachePolicy("used", { DefaultTTL: 20 }),
      }),
    );
    const served = local.cloud.distributions().find(({ id }) => id === Distribution?.Id);
    expect(served?.defaultCacheBehavior.cachePolicy.defaultTtl).toBe(20);
    await expect(
      local.client.send(new DeleteCachePolicyCommand({ Id: CachePolicy?.Id, IfMatch: updated.ETag })),
    ).rejects.toMatchObject({ name: "CachePolicyInUse" });
  });

  test("are listed with AWS's own, which nobody can change", async () => {
    const { CachePolicyList } = await local.client.send(new ListCachePoliciesCommand({ Type: "managed" }));
    expect(CachePolicyList?.Items?.map(({ CachePolicy }) => CachePolicy?.Id)).toEqual(
      managedPolicies.cache.map(({ id }) => id),
    );
    await expect(
      local.client.send(
        new UpdateCachePolicyCommand({
          Id: managedCachePolicy,
          IfMatch: "E",
          CachePolicyConfig: cachePolicy("mine"),
        }),
      ),
    ).rejects.toMatchObject({ name: "IllegalUpdate" });
    const { ResponseHeadersPolicyList } = await local.client.send(
      new ListResponseHeadersPoliciesCommand({ Type: "managed" }),
    );
    expect(ResponseHeadersPolicyList?.Items).toHaveLength(managedPolicies.responseHeaders.length);
  });

  test("of AWS read the same through the API as at the edge", async () => {
    const managed = managedPolicies.responseHeaders.find(
      ({ name }) => name === "Managed-SecurityHeadersPolicy",
    );
    const { ResponseHeadersPolicy } = await local.client.send(
      new GetResponseHeadersPolicyCommand({ Id: managed?.id }),
    );
    expect(ResponseHeadersPolicy?.ResponseHeadersPolicyConfig?.SecurityHeadersConfig).toMatchObject({
      FrameOptions: { FrameOption: "SAMEORIGIN", Override: false },
      ContentTypeOptions: { Override: true },
      StrictTransportSecurity: { AccessControlMaxAgeSec: 31_536_000 },
    });
  });

  test.each<[string, string, () => Promise<unknown>]>([
    ["a name that is taken", "CachePolicyAlreadyExists", () => createCachePolicy(cachePolicy("used"))],
    [
      "AWS's name",
      "CachePolicyAlreadyExists",
      () => createCachePolicy(cachePolicy("Managed-CachingDisabled")),
    ],
    [
      "TTLs out of order",
      "InvalidArgument",
      () => createCachePolicy(cachePolicy("order", { DefaultTTL: 9, MaxTTL: 8 })),
    ],
    [
      "a cache key without caching",
      "InvalidArgument",
      () =>
        createCachePolicy(
          cachePolicy("key", { DefaultTTL: 0, MaxTTL: 0, ...key({ EnableAcceptEncodingGzip: true }) }),
        ),
    ],
    [
      "a whitelist without names",
      "InvalidArgument",
      () => createCachePolicy(cachePolicy("names", key({ HeadersConfig: { HeaderBehavior: "whitelist" } }))),
    ],
    [
      "names without a whitelist",
      "InvalidArgument",
      () =>
        local.client.send(
          new CreateOriginRequestPolicyCommand({
            OriginRequestPolicyConfig: {
              Name: "names",
              HeadersConfig: { HeaderBehavior: "allViewer", Headers: { Quantity: 1, Items: ["Host"] } },
              CookiesConfig: { CookieBehavior: "none" },
              QueryStringsConfig: { QueryStringBehavior: "none" },
            },
          }),
        ),
    ],
    [
      "a CSP of 1784 characters",
      "TooLongCSPInResponseHeadersPolicy",
      () => createHeadersPolicy("csp", csp(1784)),
    ],
    [
      "11 custom headers",
      "TooManyCustomHeadersInResponseHeadersPolicy",
      () => createHeadersPolicy("custom", customHeaders(11)),
    ],
    [
      "a custom header of 1784 characters",
      "InvalidArgument",
      () => createHeadersPolicy("long", customHeaders(1, "a".repeat(1784))),
    ],
    [
      "the removal of Via",
      "InvalidArgument",
      () =>
        createHeadersPolicy("via", {
          RemoveHeadersConfig: { Quantity: 1, Items: [{ Header: "Via" }] },
        }),
    ],
  ])("are refused with %s by %s", async (_what, code, create) => {
    await expect(create()).rejects.toMatchObject({ name: code });
  });
});

describe("origin access", () => {
  const control = (Name: string) =>
    local.client.send(
      new CreateOriginAccessControlCommand({
        OriginAccessControlConfig: {
          Name,
          SigningProtocol: "sigv4",
          SigningBehavior: "no-override",
          OriginAccessControlOriginType: "s3",
        },
      }),
    );
  const withOrigin = (over: object) =>
    local.client.send(
      new CreateDistributionCommand({
        DistributionConfig: smallDistribution({
          Origins: { Quantity: 1, Items: [{ ...bucketOrigin("primary"), ...over }] },
        }),
      }),
    );

  test("is by control or by identity, never both", async () => {
    const { OriginAccessControl } = await control("both");
    const { CloudFrontOriginAccessIdentity: identity } = await local.client.send(
      new CreateCloudFrontOriginAccessIdentityCommand({
        CloudFrontOriginAccessIdentityConfig: { CallerReference: "1", Comment: "" },
      }),
    );
    const S3OriginConfig = { OriginAccessIdentity: `origin-access-identity/cloudfront/${identity?.Id}` };
    await withOrigin({ S3OriginConfig });
    await expect(
      withOrigin({ S3OriginConfig, OriginAccessControlId: OriginAccessControl?.Id }),
    ).rejects.toMatchObject({ name: "IllegalOriginAccessConfiguration" });
  });

  test("reaches the edge with its signing behaviour, and is kept while it is used", async () => {
    const { OriginAccessControl, ETag } = await control("used");
    const { Distribution } = await withOrigin({ OriginAccessControlId: OriginAccessControl?.Id });
    await local.clock.advance(1000);
    const served = local.cloud.distributions().find(({ id }) => id === Distribution?.Id);
    expect(served?.origins[0]?.kind).toEqual({
      type: "s3",
      access: { type: "oac", signingBehavior: "no-override" },
    });
    await expect(
      local.client.send(new DeleteOriginAccessControlCommand({ Id: OriginAccessControl?.Id, IfMatch: ETag })),
    ).rejects.toMatchObject({ name: "OriginAccessControlInUse" });
    await expect(control("used")).rejects.toMatchObject({ name: "OriginAccessControlAlreadyExists" });
  });
});

describe("invalidations", () => {
  const invalidate = (DistributionId: string | undefined, CallerReference: string, ...Items: string[]) =>
    local.client.send(
      new CreateInvalidationCommand({
        DistributionId,
        InvalidationBatch: { CallerReference, Paths: { Quantity: Items.length, Items } },
      }),
    );
  const newDistribution = async () =>
    (await local.client.send(new CreateDistributionCommand({ DistributionConfig: smallDistribution() })))
      .Distribution?.Id;

  test("are told to the edge, in progress first and then completed", async () => {
    const DistributionId = await newDistribution();
    const told: unknown[] = [];
    const stop = local.cloud.onInvalidation((...what) => told.push(what));
    const { Invalidation } = await invalidate(DistributionId, "1", "/a", "/b*");
    stop();
    expect(told).toEqual([[DistributionId, ["/a", "/b*"]]]);
    const status = async () =>
      (await local.client.send(new GetInvalidationCommand({ DistributionId, Id: Invalidation?.Id })))
        .Invalidation?.Status;
    expect(await status()).toBe("InProgress");
    await local.clock.advance(1000);
    expect(await status()).toBe("Completed");
    const { InvalidationList } = await local.client.send(new ListInvalidationsCommand({ DistributionId }));
    expect(InvalidationList?.Items?.map(({ Id }) => Id)).toEqual([Invalidation?.Id]);
  });

  test("with the same reference are the same, or refused for other paths", async () => {
    const DistributionId = await newDistribution();
    const first = await invalidate(DistributionId, "1", "/a");
    expect((await invalidate(DistributionId, "1", "/a")).Invalidation?.Id).toBe(first.Invalidation?.Id);
    await expect(invalidate(DistributionId, "1", "/b")).rejects.toMatchObject({
      name: "InvalidationBatchAlreadyExists",
    });
  });

  test("of paths that are none, or too many, are refused", async () => {
    const DistributionId = await newDistribution();
    await expect(invalidate(DistributionId, "1", "a")).rejects.toMatchObject({ name: "InvalidArgument" });
    const many = Array.from({ length: 16 }, (_, at) => `/${at}/*`);
    await expect(invalidate(DistributionId, "2", ...many)).rejects.toMatchObject({
      name: "TooManyInvalidationsInProgress",
    });
  });
});

test("monitoring subscriptions are made, read and deleted", async () => {
  const { Distribution } = await local.client.send(
    new CreateDistributionCommand({ DistributionConfig: smallDistribution() }),
  );
  const DistributionId = Distribution?.Id;
  const read = () => local.client.send(new GetMonitoringSubscriptionCommand({ DistributionId }));
  await expect(read()).rejects.toMatchObject({ name: "NoSuchMonitoringSubscription" });
  const RealtimeMetricsSubscriptionConfig = { RealtimeMetricsSubscriptionStatus: "Enabled" as const };
  const MonitoringSubscription = { RealtimeMetricsSubscriptionConfig };
  await local.client.send(
    new CreateMonitoringSubscriptionCommand({ DistributionId, MonitoringSubscription }),
  );
  expect((await read()).MonitoringSubscription).toEqual(MonitoringSubscription);
  await local.client.send(new DeleteMonitoringSubscriptionCommand({ DistributionId }));
  await expect(read()).rejects.toMatchObject({ name: "NoSuchMonitoringSubscription" });
});
