import { managedPolicyIds } from "../../../facts/cloudfront/managed-policy-ids";

/** What AWS answers, by the name of what is asked. */
export type LiveAnswers = Readonly<
  Record<string, (input: Readonly<Record<string, string>>, region: string) => object | undefined>
>;

/** As the SDK's errors are. */
export function refusal(name: string, message = "", code?: string): Error {
  return Object.assign(new Error(message), {
    ...{ name, $metadata: { httpStatusCode: name === "TimeoutError" ? undefined : 403 } },
    ...(code !== undefined && { code }),
  });
}

const throws = (name: string) => () => {
  throw refusal(name);
};

const items = <T>(...all: T[]) => ({ Quantity: all.length, Items: all });
const account = "210987654321";
const arn = `arn:aws:cloudfront::${account}:distribution/E1SITE`;

const origin = (Id: string, region: string) => ({
  ...{ Id, DomainName: `acme-${Id}.s3.${region}.amazonaws.com`, OriginPath: "" },
  ...{ CustomHeaders: items(), ConnectionAttempts: 1, ConnectionTimeout: 2 },
  ...{ OriginAccessControlId: "E0OAC", OriginShield: { Enabled: false } },
  S3OriginConfig: { OriginAccessIdentity: "", OriginReadTimeout: 3 },
});

export const distributionConfig = {
  ...{ CallerReference: "one", Comment: "", Enabled: true, HttpVersion: "http2and3", IsIPV6Enabled: true },
  ...{ PriceClass: "PriceClass_All", DefaultRootObject: "index.html", WebACLId: "", Staging: false },
  Aliases: items("www.acme.example"),
  Origins: items(origin("primary", "eu-central-1"), origin("replica", "eu-west-1")),
  OriginGroups: items({
    Id: "both",
    FailoverCriteria: { StatusCodes: items(403, 500, 502, 503, 504) },
    Members: items({ OriginId: "primary" }, { OriginId: "replica" }),
    SelectionCriteria: "default",
  }),
  DefaultCacheBehavior: {
    ...{ TargetOriginId: "both", ViewerProtocolPolicy: "redirect-to-https", Compress: true },
    ...{
      CachePolicyId: "own-cache",
      ResponseHeadersPolicyId: managedPolicyIds.responseHeaders.SecurityHeadersPolicy,
    },
    AllowedMethods: { ...items("GET", "HEAD", "OPTIONS"), CachedMethods: items("GET", "HEAD", "OPTIONS") },
    ...{ TrustedSigners: { Enabled: false, Quantity: 0 }, TrustedKeyGroups: { Enabled: false, Quantity: 0 } },
    FunctionAssociations: items({
      EventType: "viewer-request",
      FunctionARN: `arn:aws:cloudfront::${account}:function/index`,
    }),
    LambdaFunctionAssociations: { Quantity: 0 },
    ...{ FieldLevelEncryptionId: "", SmoothStreaming: false, GrpcConfig: { Enabled: false } },
  },
  CacheBehaviors: { Quantity: 0 },
  CustomErrorResponses: items(
    { ErrorCode: 503, ErrorCachingMinTTL: 0 },
    { ErrorCode: 500, ErrorCachingMinTTL: 0 },
  ),
  Logging: { Enabled: false, IncludeCookies: false, Bucket: "", Prefix: "" },
  ViewerCertificate: {
    ...{ ACMCertificateArn: `arn:aws:acm:us-east-1:${account}:certificate/one`, CertificateSource: "acm" },
    ...{ SSLSupportMethod: "sni-only", MinimumProtocolVersion: "TLSv1.2_2021" },
  },
  Restrictions: { GeoRestriction: { RestrictionType: "none", Quantity: 0 } },
};

const policyOf = (bucket: string) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        ...{ Effect: "Allow", Principal: { Service: "cloudfront.amazonaws.com" } },
        ...{
          Action: ["s3:GetObject", "s3:ListBucket"],
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        },
        Condition: { StringEquals: { "AWS:SourceArn": arn } },
      },
      {
        ...{
          Effect: "Deny",
          Principal: "*",
          Action: "s3:*",
          Resource: [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/*`],
        },
        Condition: { Bool: { "aws:SecureTransport": "false" } },
      },
    ],
  });

const grants = {
  Owner: { ID: "owner" },
  Grants: [{ Grantee: { ID: "owner", Type: "CanonicalUser" }, Permission: "FULL_CONTROL" }],
};

const allow = (Action: string | string[], Resource: string | string[]) =>
  encodeURIComponent(
    JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", Action, Resource }] }),
  );

const record = (Type: string) => ({
  ...{ Name: "www.acme.example.", Type },
  AliasTarget: {
    DNSName: "d1site.cloudfront.net.",
    HostedZoneId: "Z2FDTNDATAQYW2",
    EvaluateTargetHealth: false,
  },
});

const validation = "_1234.www.acme.example.";

/** The distribution, with some of its settings changed. */
export const liveDistribution = (changed: object = {}) => ({
  Distribution: {
    ...{ Id: "E1SITE", ARN: arn, DomainName: "d1site.cloudfront.net", Status: "Deployed" },
    DistributionConfig: { ...distributionConfig, ...changed },
  },
});

/** A site that is sound. */
export const answers: LiveAnswers = {
  distribution: () => liveDistribution(),
  monitoring: throws("NoSuchMonitoringSubscription"),
  cachePolicy: () => ({
    CachePolicy: {
      CachePolicyConfig: {
        ...{ Name: "own", MinTTL: 0, DefaultTTL: 86_400, MaxTTL: 31_536_000 },
        ParametersInCacheKeyAndForwardedToOrigin: {
          ...{ EnableAcceptEncodingGzip: true, EnableAcceptEncodingBrotli: true },
          HeadersConfig: { HeaderBehavior: "none" },
          CookiesConfig: { CookieBehavior: "none" },
          QueryStringsConfig: { QueryStringBehavior: "none" },
        },
      },
    },
  }),
  accessControl: ({ Id }) => ({
    OriginAccessControl: {
      Id,
      OriginAccessControlConfig: {
        ...{
          Name: "own",
          SigningBehavior: "always",
          SigningProtocol: "sigv4",
          OriginAccessControlOriginType: "s3",
        },
      },
    },
  }),
  accessIdentity: () => ({ CloudFrontOriginAccessIdentity: { S3CanonicalUserId: "canonical" } }),
  function: () => ({ FunctionSummary: { FunctionConfig: { Runtime: "cloudfront-js-2.0" } } }),
  functionCode: () => ({
    FunctionCode: Buffer.from(
      "function handler(event) { var request = event.request; if (request.uri.endsWith('/')) request.uri += 'index.html'; return request; }",
    ),
  }),
  versioning: () => ({ Status: "Enabled" }),
  location: () => ({ LocationConstraint: "eu-west-1" }),
  bucketPolicy: ({ Bucket = "" }) => ({ Policy: policyOf(Bucket) }),
  publicAccess: () => ({
    PublicAccessBlockConfiguration: {
      ...{
        BlockPublicAcls: true,
        IgnorePublicAcls: true,
        BlockPublicPolicy: true,
        RestrictPublicBuckets: true,
      },
    },
  }),
  ownership: () => ({ OwnershipControls: { Rules: [{ ObjectOwnership: "BucketOwnerEnforced" }] } }),
  acl: () => grants,
  encryption: () => ({
    ServerSideEncryptionConfiguration: {
      Rules: [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: "AES256" } }],
    },
  }),
  lifecycle: () => ({
    Rules: [
      {
        ID: "old",
        Status: "Enabled",
        Filter: { Prefix: "" },
        NoncurrentVersionExpiration: { NoncurrentDays: 30 },
      },
    ],
  }),
  replication: ({ Bucket }) =>
    Bucket === "acme-primary"
      ? {
          ReplicationConfiguration: {
            Role: `arn:aws:iam::${account}:role/copies`,
            Rules: [
              {
                ...{ ID: "all", Priority: 1, Status: "Enabled", Filter: { Prefix: "" } },
                Destination: { Bucket: "arn:aws:s3:::acme-replica", Metrics: { Status: "Enabled" } },
                DeleteMarkerReplication: { Status: "Enabled" },
              },
            ],
          },
        }
      : throws("ReplicationConfigurationNotFoundError")(),
  website: throws("NoSuchWebsiteConfiguration"),
  cors: throws("NoSuchCORSConfiguration"),
  role: () => ({
    Role: { AssumeRolePolicyDocument: "%7B%22Version%22%3A%222012-10-17%22%2C%22Statement%22%3A%5B%5D%7D" },
  }),
  rolePolicies: () => ({ PolicyNames: ["copies"] }),
  attachedPolicies: () => ({
    AttachedPolicies: [{ PolicyArn: "arn:aws:iam::aws:policy/More", PolicyName: "More" }],
  }),
  rolePolicy: () => ({
    PolicyDocument: allow(
      [
        "s3:ReplicateObject",
        "s3:ReplicateDelete",
        "s3:GetReplicationConfiguration",
        "s3:ListBucket",
        "s3:GetObjectVersionForReplication",
      ],
      ["arn:aws:s3:::acme-primary", "arn:aws:s3:::acme-primary/*", "arn:aws:s3:::acme-replica/*"],
    ),
  }),
  policy: () => ({ Policy: { DefaultVersionId: "v1" } }),
  policyVersion: () => ({
    PolicyVersion: { Document: allow("s3:GetObjectVersionAcl", "arn:aws:s3:::acme-primary/*") },
  }),
  certificate: () => ({
    Certificate: {
      ...{ DomainName: "www.acme.example", SubjectAlternativeNames: ["www.acme.example"], Status: "ISSUED" },
      DomainValidationOptions: [
        {
          DomainName: "www.acme.example",
          ValidationMethod: "DNS",
          ResourceRecord: { Name: validation, Type: "CNAME", Value: "_5678.acm-validations.aws." },
        },
      ],
    },
  }),
  zones: () => ({ HostedZones: [{ Id: "/hostedzone/Z1", Name: "acme.example." }], IsTruncated: false }),
  records: ({ StartRecordName }) => ({
    ResourceRecordSets:
      StartRecordName === validation
        ? [
            {
              Name: validation,
              Type: "CNAME",
              TTL: 300,
              ResourceRecords: [{ Value: "_5678.acm-validations.aws." }],
            },
          ]
        : [record("A"), record("AAAA"), { ...record("A"), Name: "zzz.acme.example." }],
  }),
  healthChecks: () => ({
    HealthChecks: [
      {
        Id: "c1",
        HealthCheckConfig: {
          Type: "HTTPS",
          FullyQualifiedDomainName: "acme-primary.s3.eu-central-1.amazonaws.com",
          Port: 443,
          ResourcePath: "/health",
        },
      },
      { Id: "c2", HealthCheckConfig: { Type: "HTTPS", FullyQualifiedDomainName: "others.example" } },
    ],
    IsTruncated: false,
  }),
  alarms: (_, region) => ({
    MetricAlarms:
      region === "us-east-1"
        ? [
            {
              ...{
                AlarmName: "errors",
                Namespace: "AWS/CloudFront",
                MetricName: "5xxErrorRate",
                ActionsEnabled: true,
              },
              Dimensions: [
                { Name: "DistributionId", Value: "E1SITE" },
                { Name: "Region", Value: "Global" },
              ],
              AlarmActions: [`arn:aws:sns:us-east-1:${account}:alarms`],
            },
            {
              AlarmName: "others",
              Namespace: "AWS/CloudFront",
              Dimensions: [{ Name: "DistributionId", Value: "E2" }],
              AlarmActions: [],
            },
          ]
        : [],
    CompositeAlarms: [],
  }),
};
