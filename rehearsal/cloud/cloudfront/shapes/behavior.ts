import {
  emptyIfUnset,
  flag,
  integer,
  items,
  list,
  oneOf,
  optional,
  struct,
  text,
  type ValueOf,
  withDefault,
  withDefaults,
} from "../../xml/shape";

const eventType = oneOf("viewer-request", "viewer-response", "origin-request", "origin-response");

/** Methods are checked by the refusals, with CloudFront's own words. */
const methods = items("Method", text);

const cookiePreference = struct({
  Forward: oneOf("none", "whitelist", "all"),
  WhitelistedNames: optional(list("Name", text)),
});

/** The legacy settings of a behaviour without a cache policy. */
const forwardedValues = struct({
  QueryString: flag,
  Cookies: cookiePreference,
  Headers: list("Name", text),
  QueryStringCacheKeys: list("Name", text),
});

const fields = {
  TargetOriginId: text,
  TrustedSigners: withDefaults(
    struct({ Enabled: withDefault(flag, false), Items: items("AwsAccountNumber", text) }),
  ),
  TrustedKeyGroups: withDefaults(
    struct({ Enabled: withDefault(flag, false), Items: items("KeyGroup", text) }),
  ),
  ViewerProtocolPolicy: oneOf("allow-all", "https-only", "redirect-to-https"),
  AllowedMethods: withDefault(
    struct({
      Items: methods,
      CachedMethods: withDefault(struct({ Items: methods }), { Items: ["HEAD", "GET"] }),
    }),
    { Items: ["HEAD", "GET"], CachedMethods: { Items: ["HEAD", "GET"] } },
  ),
  SmoothStreaming: withDefault(flag, false),
  Compress: withDefault(flag, false),
  LambdaFunctionAssociations: list(
    "LambdaFunctionAssociation",
    struct({ LambdaFunctionARN: text, EventType: eventType, IncludeBody: withDefault(flag, false) }),
  ),
  FunctionAssociations: list("FunctionAssociation", struct({ FunctionARN: text, EventType: eventType })),
  FieldLevelEncryptionId: emptyIfUnset(text),
  RealtimeLogConfigArn: optional(text),
  CachePolicyId: optional(text),
  OriginRequestPolicyId: optional(text),
  ResponseHeadersPolicyId: optional(text),
  GrpcConfig: withDefaults(struct({ Enabled: withDefault(flag, false) })),
  ForwardedValues: optional(forwardedValues),
  MinTTL: optional(integer),
  DefaultTTL: optional(integer),
  MaxTTL: optional(integer),
};

/** API shape DefaultCacheBehavior. */
export const defaultCacheBehavior = struct(fields);

/** API shape CacheBehavior. */
export const cacheBehavior = struct({ PathPattern: text, ...fields });

export type BehaviorConfig = ValueOf<typeof defaultCacheBehavior>;
