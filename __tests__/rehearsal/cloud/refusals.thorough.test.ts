import {
  CreateDistributionCommand,
  CreateOriginAccessControlCommand,
  type DistributionConfig,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  aliases,
  certificate,
  geo,
  issued,
  logging,
  methods,
  origins,
  patterns,
  withBehavior,
  withError,
  withOrigin,
} from "./support/distribution-configs";
import { group, groupedDistribution, smallDistribution, startTestCloud } from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let accessControl: string | undefined;

beforeAll(async () => {
  local = await startTestCloud();
  const control = await local.client.send(
    new CreateOriginAccessControlCommand({
      OriginAccessControlConfig: {
        Name: "site",
        SigningProtocol: "sigv4",
        SigningBehavior: "always",
        OriginAccessControlOriginType: "s3",
      },
    }),
  );
  accessControl = control.OriginAccessControl?.Id;
});
afterAll(() => local.close());

const create = (DistributionConfig: DistributionConfig) =>
  local.client.send(new CreateDistributionCommand({ DistributionConfig }));

const refused: [what: string, code: string, config: () => DistributionConfig][] = [
  [
    "a failover code outside the set",
    "InvalidArgument",
    () => groupedDistribution({ OriginGroups: { Quantity: 1, Items: [group([503, 418])] } }),
  ],
  [
    "a failover code twice",
    "InvalidArgument",
    () => groupedDistribution({ OriginGroups: { Quantity: 1, Items: [group([503, 503])] } }),
  ],
  [
    "a group without failover codes",
    "InvalidArgument",
    () => groupedDistribution({ OriginGroups: { Quantity: 1, Items: [group([])] } }),
  ],
  [
    "a group of one",
    "InvalidArgument",
    () => groupedDistribution({ OriginGroups: { Quantity: 1, Items: [group([503], ["primary"])] } }),
  ],
  [
    "a group with a member that is no origin",
    "NoSuchOrigin",
    () =>
      groupedDistribution({ OriginGroups: { Quantity: 1, Items: [group([503], ["primary", "nothing"])] } }),
  ],
  [
    "POST methods on a group",
    "InvalidArgument",
    () =>
      withBehavior(
        methods("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE"),
        groupedDistribution(),
      ),
  ],
  [
    "methods that are no set of CloudFront's",
    "InvalidArgument",
    () => withBehavior(methods("GET", "HEAD", "POST")),
  ],
  ["a target that is no origin", "NoSuchOrigin", () => withBehavior({ TargetOriginId: "nothing" })],
  [
    "a cache policy that does not exist",
    "NoSuchCachePolicy",
    () => withBehavior({ CachePolicyId: "00000000-0000-0000-0000-000000000000" }),
  ],
  [
    "an origin request policy that does not exist",
    "NoSuchOriginRequestPolicy",
    () => withBehavior({ OriginRequestPolicyId: "nothing" }),
  ],
  [
    "a response headers policy that does not exist",
    "NoSuchResponseHeadersPolicy",
    () => withBehavior({ ResponseHeadersPolicyId: "nothing" }),
  ],
  ["legacy TTLs beside a cache policy", "InvalidArgument", () => withBehavior({ MinTTL: 1 })],
  [
    "neither a policy nor legacy settings",
    "InvalidArgument",
    () => withBehavior({ CachePolicyId: undefined }),
  ],
  [
    "legacy TTLs out of order",
    "InvalidTTLOrder",
    () =>
      withBehavior({
        CachePolicyId: undefined,
        ForwardedValues: { QueryString: false, Cookies: { Forward: "none" } },
        MinTTL: 10,
        DefaultTTL: 5,
        MaxTTL: 20,
      }),
  ],
  ["a path pattern with a space", "InvalidArgument", () => patterns("/a b")],
  ["a path pattern twice", "InvalidArgument", () => patterns("/a", "/a")],
  [
    "an error code that has no page",
    "InvalidErrorCode",
    () => withError({ ErrorCode: 410, ErrorCachingMinTTL: 1 }),
  ],
  ["an error code twice", "InvalidArgument", () => withError({ ErrorCode: 404 }, { ErrorCode: 404 })],
  [
    "a page without a response code",
    "InvalidArgument",
    () => withError({ ErrorCode: 404, ResponsePagePath: "/404.html" }),
  ],
  [
    "a response code without a page",
    "InvalidArgument",
    () => withError({ ErrorCode: 404, ResponseCode: "200" }),
  ],
  [
    "a response code outside the set",
    "InvalidResponseCode",
    () => withError({ ErrorCode: 404, ResponseCode: "201", ResponsePagePath: "/404.html" }),
  ],
  [
    "a page path without a slash",
    "InvalidRelativePath",
    () => withError({ ErrorCode: 404, ResponseCode: "404", ResponsePagePath: "404.html" }),
  ],
  [
    "a certificate outside us-east-1",
    "InvalidViewerCertificate",
    () =>
      smallDistribution({
        ViewerCertificate: certificate("arn:aws:acm:eu-west-1:123456789012:certificate/issued"),
      }),
  ],
  [
    "a certificate that does not exist",
    "InvalidViewerCertificate",
    () =>
      smallDistribution({
        ViewerCertificate: certificate("arn:aws:acm:us-east-1:123456789012:certificate/nothing"),
      }),
  ],
  [
    "an alias without a certificate",
    "InvalidViewerCertificate",
    () => smallDistribution(aliases("www.example.com")),
  ],
  [
    "an alias that the certificate does not cover",
    "InvalidViewerCertificate",
    () => smallDistribution({ ...aliases("a.b.example.com"), ViewerCertificate: certificate(issued) }),
  ],
  [
    "an alias of another distribution",
    "CNAMEAlreadyExists",
    () => smallDistribution({ ...aliases("TAKEN.example.com"), ViewerCertificate: certificate(issued) }),
  ],
  [
    "an access control and an access identity on one origin",
    "InvalidOriginAccessIdentity",
    () =>
      withOrigin({
        OriginAccessControlId: accessControl,
        S3OriginConfig: { OriginAccessIdentity: "origin-access-identity/cloudfront/EXAMPLE" },
      }),
  ],
  [
    "an access control that does not exist",
    "InvalidOriginAccessControl",
    () => withOrigin({ OriginAccessControlId: "ENOTHING" }),
  ],
  [
    "a custom header that CloudFront keeps to itself",
    "InvalidArgument",
    () => withOrigin({ CustomHeaders: { Quantity: 1, Items: [{ HeaderName: "Host", HeaderValue: "a" }] } }),
  ],
  [
    "custom headers of 12,000 characters",
    "InvalidArgument",
    () => {
      const Items = [1, 2, 3, 4, 5, 6, 7].map((n) => ({
        HeaderName: `x-${n}`,
        HeaderValue: "a".repeat(1_700),
      }));
      return withOrigin({ CustomHeaders: { Quantity: 7, Items } });
    },
  ],
  ["an S3 origin that is no bucket", "InvalidArgument", () => withOrigin({ DomainName: "example.com" })],
  ["an origin by its address", "InvalidOrigin", () => withOrigin({ DomainName: "192.0.2.7" })],
  ["an origin of no kind", "InvalidArgument", () => withOrigin({ S3OriginConfig: undefined })],
  ["four connection attempts", "InvalidArgument", () => withOrigin({ ConnectionAttempts: 4 })],
  ["a connection timeout of 11 seconds", "InvalidArgument", () => withOrigin({ ConnectionTimeout: 11 })],
  [
    "a read timeout of 500 seconds",
    "InvalidOriginReadTimeout",
    () => withOrigin({ S3OriginConfig: { OriginAccessIdentity: "", OriginReadTimeout: 500 } }),
  ],
  ["an origin path that ends with a slash", "InvalidArgument", () => withOrigin({ OriginPath: "/site/" })],
  [
    "a geo restriction without countries",
    "InvalidGeoRestrictionParameter",
    () => smallDistribution(geo("whitelist")),
  ],
  ["a country that is none", "InvalidLocationCode", () => smallDistribution(geo("blacklist", "Germany"))],
  ["101 origins", "TooManyOrigins", () => origins(101)],
  [
    "76 behaviours",
    "TooManyCacheBehaviors",
    () => patterns(...Array.from({ length: 75 }, (_, at) => `/p${at}`)),
  ],
  [
    "101 aliases",
    "TooManyDistributionCNAMEs",
    () => smallDistribution(aliases(...Array.from({ length: 101 }, (_, at) => `a${at}.example.com`))),
  ],
  [
    "a quantity that does not match",
    "InconsistentQuantities",
    () => smallDistribution({ Aliases: { Quantity: 2, Items: ["a.example.com"] } }),
  ],
  [
    "a key group that does not exist",
    "TrustedKeyGroupDoesNotExist",
    () => withBehavior({ TrustedKeyGroups: { Enabled: true, Quantity: 1, Items: ["key"] } }),
  ],
  [
    "signers by account, whose keys nobody here has",
    "UnsupportedOperation",
    () => withBehavior({ TrustedSigners: { Enabled: true, Quantity: 1, Items: ["self"] } }),
  ],
  [
    "a root object with a slash",
    "InvalidDefaultRootObject",
    () => smallDistribution({ DefaultRootObject: "/a" }),
  ],
  ["a comment of 129 characters", "InvalidArgument", () => smallDistribution({ Comment: "x".repeat(129) })],
  [
    "a web ACL that does not exist",
    "InvalidWebACLId",
    () => smallDistribution({ WebACLId: "arn:aws:wafv2:us-east-1:123456789012:global/webacl/a/b" }),
  ],
  ["a log bucket that does not exist", "InvalidArgument", () => logging("no-logs")],
  ["a log bucket whose ACLs are off", "InvalidArgument", () => logging("logs-of-owner")],
  ["a log bucket in a region that an account opts in to", "InvalidArgument", () => logging("logs-far-away")],
  [
    "a continuous deployment policy at its creation",
    "InvalidArgument",
    () => smallDistribution({ ContinuousDeploymentPolicyId: "policy" }),
  ],
];

describe("CreateDistribution refuses", () => {
  beforeAll(() =>
    create(smallDistribution({ ...aliases("taken.example.com"), ViewerCertificate: certificate(issued) })),
  );

  test.each(refused)("%s with %s", async (_what, code, config) => {
    await expect(create(config())).rejects.toMatchObject({ name: code });
  });
});

const accepted: [what: string, config: () => DistributionConfig][] = [
  [
    "every failover code at once",
    () =>
      groupedDistribution({
        OriginGroups: { Quantity: 1, Items: [group([400, 403, 404, 416, 429, 500, 502, 503, 504])] },
      }),
  ],
  ["a log bucket that takes ACLs", () => logging("logs")],
  ["a custom error response that only caches", () => withError({ ErrorCode: 503, ErrorCachingMinTTL: 1 })],
  [
    "POST methods on a single origin",
    () => withBehavior(methods("GET", "HEAD", "OPTIONS", "PUT", "POST", "PATCH", "DELETE")),
  ],
  [
    "aliases that the certificate covers",
    () =>
      smallDistribution({
        ...aliases("example.com", "www.example.com", "*.example.com"),
        ViewerCertificate: certificate(issued),
      }),
  ],
  ["an access control", () => withOrigin({ OriginAccessControlId: accessControl })],
  ["75 behaviours", () => patterns(...Array.from({ length: 74 }, (_, at) => `/p${at}`))],
];

describe("CreateDistribution accepts", () => {
  test.each(accepted)("%s", async (_what, config) => {
    await expect(create(config())).resolves.toMatchObject({ Distribution: { Status: "InProgress" } });
  });
});
