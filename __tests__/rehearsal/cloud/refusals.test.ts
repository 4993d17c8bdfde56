import {
  CreateDistributionCommand,
  CreateFunctionCommand,
  CreateOriginAccessControlCommand,
  type DistributionConfig,
  PublishFunctionCommand,
} from "@aws-sdk/client-cloudfront";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  behavior,
  bucketOrigin,
  group,
  groupedDistribution,
  smallDistribution,
  startTestCloud,
} from "./support/test-cloud";

let local: Awaited<ReturnType<typeof startTestCloud>>;
let accessControl: string | undefined;
const functionArn = (name: string) => `arn:aws:cloudfront::123456789012:function/${name}`;
const lambdaArn = (tail: string, region = "us-east-1") =>
  `arn:aws:lambda:${region}:123456789012:function:${tail}`;

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
  for (const Name of ["live", "unpublished"]) {
    const { ETag } = await local.client.send(
      new CreateFunctionCommand({
        Name,
        FunctionConfig: { Comment: "", Runtime: "cloudfront-js-2.0" },
        FunctionCode: Buffer.from("function handler(event) { return event.request; }"),
      }),
    );
    if (Name === "live") await local.client.send(new PublishFunctionCommand({ Name, IfMatch: ETag }));
  }
  for (const fn of [
    { FunctionName: "good" },
    { FunctionName: "arm", Architectures: ["arm64"] },
    { FunctionName: "env", Environment: { Variables: { A: "1" } } },
    { FunctionName: "ruby", Runtime: "ruby3.4" },
  ]) {
    await fetch(`${local.cloud.url}/2015-03-31/functions`, {
      method: "POST",
      headers: {
        authorization: "AWS4-HMAC-SHA256 Credential=a/20260101/us-east-1/lambda/aws4_request, Signature=0",
      },
      body: JSON.stringify({
        Runtime: "nodejs22.x",
        Handler: "index.handler",
        Publish: true,
        Code: { ZipFile: "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==" },
        ...fn,
      }),
    });
  }
});
afterAll(() => local.close());

const create = (DistributionConfig: DistributionConfig) =>
  local.client.send(new CreateDistributionCommand({ DistributionConfig }));

const withBehavior = (over: object, config = smallDistribution()) =>
  ({ ...config, DefaultCacheBehavior: { ...config.DefaultCacheBehavior, ...over } }) as DistributionConfig;
const withOrigin = (over: object) =>
  smallDistribution({ Origins: { Quantity: 1, Items: [{ ...bucketOrigin("primary"), ...over }] } });
const withError = (...items: object[]) =>
  smallDistribution({ CustomErrorResponses: { Quantity: items.length, Items: items as never } });
const methods = (...items: string[]) => ({
  AllowedMethods: {
    Quantity: items.length,
    Items: items as never,
    CachedMethods: { Quantity: 2, Items: ["GET", "HEAD"] as never },
  },
});
const lambda = (arn: string, event = "origin-response", includeBody = false) => ({
  LambdaFunctionAssociations: {
    Quantity: 1,
    Items: [{ LambdaFunctionARN: arn, EventType: event as never, IncludeBody: includeBody }],
  },
});
const cff = (name: string, event = "viewer-request") => ({
  FunctionAssociations: {
    Quantity: 1,
    Items: [{ FunctionARN: functionArn(name), EventType: event as never }],
  },
});
const certificate = (arn: string) => ({
  ACMCertificateArn: arn,
  SSLSupportMethod: "sni-only" as const,
  MinimumProtocolVersion: "TLSv1.2_2021" as const,
});
const issued = "arn:aws:acm:us-east-1:123456789012:certificate/issued";
const aliases = (...Items: string[]) => ({ Aliases: { Quantity: Items.length, Items } });
const geo = (RestrictionType: string, ...Items: string[]) => ({
  Restrictions: {
    GeoRestriction: { RestrictionType: RestrictionType as never, Quantity: Items.length, Items },
  },
});
const patterns = (...all: string[]) =>
  smallDistribution({
    CacheBehaviors: {
      Quantity: all.length,
      Items: all.map((PathPattern) => ({ PathPattern, ...behavior("primary") })),
    },
  });
const origins = (count: number) =>
  smallDistribution({
    Origins: {
      Quantity: count,
      Items: Array.from({ length: count }, (_, at) => bucketOrigin(at === 0 ? "primary" : `o${at}`)),
    },
  });

function logging(bucket: string): DistributionConfig {
  const Bucket = `${bucket}.s3.amazonaws.com`;
  return smallDistribution({ Logging: { Enabled: true, IncludeCookies: false, Bucket, Prefix: "" } });
}

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
    "an unqualified Lambda ARN",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good"))),
  ],
  [
    "a Lambda ARN of $LATEST",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:$LATEST"))),
  ],
  [
    "a Lambda function of another region",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:1", "eu-west-1"))),
  ],
  [
    "a version that does not exist",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:9"))),
  ],
  [
    "a Lambda function for arm64",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("arm:1"))),
  ],
  [
    "a Lambda function with environment variables",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("env:1"))),
  ],
  [
    "a Lambda function of another language",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("ruby:1"))),
  ],
  [
    "a body for a response event",
    "InvalidLambdaFunctionAssociation",
    () => withBehavior(lambda(lambdaArn("good:1"), "origin-response", true)),
  ],
  [
    "both kinds of functions on viewer events",
    "InvalidFunctionAssociation",
    () => withBehavior({ ...cff("live"), ...lambda(lambdaArn("good:1"), "viewer-response") }),
  ],
  [
    "a CloudFront function on an origin event",
    "InvalidFunctionAssociation",
    () => withBehavior(cff("live", "origin-request")),
  ],
  ["a function that is not published", "InvalidFunctionAssociation", () => withBehavior(cff("unpublished"))],
  ["a function that does not exist", "InvalidFunctionAssociation", () => withBehavior(cff("nothing"))],
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
    "a CloudFront function beside a Lambda function on origin events",
    () => withBehavior({ ...cff("live"), ...lambda(lambdaArn("good:1")) }),
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
