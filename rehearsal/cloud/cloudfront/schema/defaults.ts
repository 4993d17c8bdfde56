/** A structure or list that CloudFront fills in from the defaults of its own members. */
export const empty = Symbol("empty");

/** What CloudFront answers for members that were left out, wherever they stand. */
export const defaults = {
  Aliases: empty,
  AllowedMethods: { Items: ["HEAD", "GET"], CachedMethods: ["HEAD", "GET"] },
  CacheBehaviors: empty,
  CachedMethods: ["HEAD", "GET"],
  CloudFrontDefaultCertificate: false,
  Comment: "",
  Compress: false,
  ConnectionAttempts: 3,
  ConnectionTimeout: 10,
  ContinuousDeploymentPolicyId: "",
  CustomErrorResponses: empty,
  CustomHeaders: empty,
  DefaultRootObject: "",
  Description: "",
  EnableAcceptEncodingBrotli: false,
  ErrorCachingMinTTL: 10,
  FunctionAssociations: empty,
  GeoRestriction: empty,
  GrpcConfig: empty,
  HttpVersion: "http2",
  IncludeBody: false,
  IncludeSubdomains: false,
  IsIPV6Enabled: false,
  KeyValueStoreAssociations: empty,
  LambdaFunctionAssociations: empty,
  Logging: empty,
  MinimumProtocolVersion: "TLSv1",
  ModeBlock: false,
  OriginAccessIdentity: "",
  OriginGroups: empty,
  OriginKeepaliveTimeout: 5,
  OriginPath: "",
  OriginReadTimeout: 30,
  OriginShield: empty,
  OriginSslProtocols: ["TLSv1", "SSLv3"],
  Preload: false,
  PriceClass: "PriceClass_All",
  QueryStringCacheKeys: empty,
  Restrictions: empty,
  RestrictionType: "none",
  SelectionCriteria: "default",
  SmoothStreaming: false,
  Staging: false,
  TrustedKeyGroups: empty,
  TrustedSigners: empty,
  ViewerCertificate: empty,
  WebACLId: "",
} as const;

/** What has a default in one structure only. */
const ofStructures: Readonly<Record<string, unknown>> = {
  "CustomOriginConfig.IpAddressType": "ipv4",
  "ForwardedValues.Headers": empty,
  "GrpcConfig.Enabled": false,
  "LoggingConfig.Bucket": "",
  "LoggingConfig.Enabled": false,
  "LoggingConfig.IncludeCookies": false,
  "LoggingConfig.Prefix": "",
  "OriginShield.Enabled": false,
  "ResponseHeadersPolicyCustomHeader.Value": "",
  "StreamingLoggingConfig.Bucket": "",
  "StreamingLoggingConfig.Enabled": false,
  "StreamingLoggingConfig.Prefix": "",
  "Tag.Value": "",
  "TestFunctionRequest.Stage": "DEVELOPMENT",
  "TrustedKeyGroups.Enabled": false,
  "TrustedSigners.Enabled": false,
};

/** Structures whose members, of a default's name, have none. */
const withoutDefaults: ReadonlySet<string> = new Set([
  "CopyDistributionRequest",
  "CreateKeyValueStoreRequest",
  "UpdateDistributionTenantRequest",
  "VpcOriginConfig",
]);

export function defaultOf(structure: string, member: string): unknown {
  const own = ofStructures[`${structure}.${member}`];
  if (own !== undefined || withoutDefaults.has(structure)) return own;
  return (defaults as Readonly<Record<string, unknown>>)[member];
}

/** Elements that CloudFront writes empty where they are not set. */
export const writtenEmpty: ReadonlySet<string> = new Set([
  "FieldLevelEncryptionId",
  "OriginAccessControlId",
  "ResponseCode",
  "ResponsePagePath",
]);
