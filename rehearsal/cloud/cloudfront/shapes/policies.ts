import {
  decimal,
  flag,
  integer,
  list,
  oneOf,
  optional,
  struct,
  text,
  type ValueOf,
  withDefault,
} from "../../xml/shape";

const names = optional(list("Name", text));

const cacheCookies = struct({
  CookieBehavior: oneOf("none", "whitelist", "allExcept", "all"),
  Cookies: names,
});
const cacheQueryStrings = struct({
  QueryStringBehavior: oneOf("none", "whitelist", "allExcept", "all"),
  QueryStrings: names,
});

/** API shape CachePolicyConfig. The defaults of the TTLs hang on MinTTL: `completeCachePolicy`. */
export const cachePolicyConfig = struct({
  Comment: withDefault(text, ""),
  Name: text,
  DefaultTTL: optional(integer),
  MaxTTL: optional(integer),
  MinTTL: integer,
  ParametersInCacheKeyAndForwardedToOrigin: optional(
    struct({
      EnableAcceptEncodingGzip: flag,
      EnableAcceptEncodingBrotli: withDefault(flag, false),
      HeadersConfig: struct({ HeaderBehavior: oneOf("none", "whitelist"), Headers: names }),
      CookiesConfig: cacheCookies,
      QueryStringsConfig: cacheQueryStrings,
    }),
  ),
});

/** API shape OriginRequestPolicyConfig. */
export const originRequestPolicyConfig = struct({
  Comment: withDefault(text, ""),
  Name: text,
  HeadersConfig: struct({
    HeaderBehavior: oneOf("none", "whitelist", "allViewer", "allViewerAndWhitelistCloudFront", "allExcept"),
    Headers: names,
  }),
  CookiesConfig: cacheCookies,
  QueryStringsConfig: cacheQueryStrings,
});

const corsConfig = struct({
  AccessControlAllowOrigins: list("Origin", text),
  AccessControlAllowHeaders: list("Header", text),
  AccessControlAllowMethods: list(
    "Method",
    oneOf("GET", "POST", "OPTIONS", "PUT", "DELETE", "PATCH", "HEAD", "ALL"),
  ),
  AccessControlAllowCredentials: flag,
  AccessControlExposeHeaders: optional(list("Header", text)),
  AccessControlMaxAgeSec: optional(integer),
  OriginOverride: flag,
});

const securityHeadersConfig = struct({
  XSSProtection: optional(
    struct({
      Override: flag,
      Protection: flag,
      ModeBlock: withDefault(flag, false),
      ReportUri: optional(text),
    }),
  ),
  FrameOptions: optional(struct({ Override: flag, FrameOption: oneOf("DENY", "SAMEORIGIN") })),
  ReferrerPolicy: optional(
    struct({
      Override: flag,
      ReferrerPolicy: oneOf(
        "no-referrer",
        "no-referrer-when-downgrade",
        "origin",
        "origin-when-cross-origin",
        "same-origin",
        "strict-origin",
        "strict-origin-when-cross-origin",
        "unsafe-url",
      ),
    }),
  ),
  ContentSecurityPolicy: optional(struct({ Override: flag, ContentSecurityPolicy: text })),
  ContentTypeOptions: optional(struct({ Override: flag })),
  StrictTransportSecurity: optional(
    struct({
      Override: flag,
      IncludeSubdomains: withDefault(flag, false),
      Preload: withDefault(flag, false),
      AccessControlMaxAgeSec: integer,
    }),
  ),
});

/** API shape ResponseHeadersPolicyConfig. */
export const responseHeadersPolicyConfig = struct({
  Comment: withDefault(text, ""),
  Name: text,
  CorsConfig: optional(corsConfig),
  SecurityHeadersConfig: optional(securityHeadersConfig),
  ServerTimingHeadersConfig: optional(struct({ Enabled: flag, SamplingRate: optional(decimal) })),
  CustomHeadersConfig: optional(
    list(
      "ResponseHeadersPolicyCustomHeader",
      struct({ Header: text, Value: withDefault(text, ""), Override: flag }),
    ),
  ),
  RemoveHeadersConfig: optional(list("ResponseHeadersPolicyRemoveHeader", struct({ Header: text }))),
});

/** API shape OriginAccessControlConfig. */
export const originAccessControlConfig = struct({
  Name: text,
  Description: withDefault(text, ""),
  SigningProtocol: oneOf("sigv4"),
  SigningBehavior: oneOf("never", "always", "no-override"),
  OriginAccessControlOriginType: oneOf("s3", "mediastore", "mediapackagev2", "lambda"),
});

/** API shape CloudFrontOriginAccessIdentityConfig. */
export const originAccessIdentityConfig = struct({ CallerReference: text, Comment: withDefault(text, "") });

export type CachePolicyConfig = ValueOf<typeof cachePolicyConfig>;
export type OriginRequestPolicyConfig = ValueOf<typeof originRequestPolicyConfig>;
export type ResponseHeadersPolicyConfig = ValueOf<typeof responseHeadersPolicyConfig>;
export type OriginAccessControlConfig = ValueOf<typeof originAccessControlConfig>;
export type OriginAccessIdentityConfig = ValueOf<typeof originAccessIdentityConfig>;
