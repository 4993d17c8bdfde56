import {
  emptyIfUnset,
  flag,
  integer,
  list,
  oneOf,
  optional,
  struct,
  text,
  type ValueOf,
  withDefault,
  withDefaults,
} from "../../xml/shape";

/** API shape Origin. */
export const origin = struct({
  Id: text,
  DomainName: text,
  OriginPath: withDefault(text, ""),
  CustomHeaders: list("OriginCustomHeader", struct({ HeaderName: text, HeaderValue: text })),
  S3OriginConfig: optional(
    struct({ OriginAccessIdentity: withDefault(text, ""), OriginReadTimeout: withDefault(integer, 30) }),
  ),
  CustomOriginConfig: optional(
    struct({
      HTTPPort: integer,
      HTTPSPort: integer,
      OriginProtocolPolicy: oneOf("http-only", "match-viewer", "https-only"),
      OriginSslProtocols: withDefault(list("SslProtocol", oneOf("SSLv3", "TLSv1", "TLSv1.1", "TLSv1.2")), [
        "TLSv1",
        "SSLv3",
      ]),
      OriginReadTimeout: withDefault(integer, 30),
      OriginKeepaliveTimeout: withDefault(integer, 5),
      IpAddressType: withDefault(oneOf("ipv4", "ipv6", "dualstack"), "ipv4"),
    }),
  ),
  ConnectionAttempts: withDefault(integer, 3),
  ConnectionTimeout: withDefault(integer, 10),
  ResponseCompletionTimeout: optional(integer),
  OriginShield: withDefaults(
    struct({ Enabled: withDefault(flag, false), OriginShieldRegion: optional(text) }),
  ),
  OriginAccessControlId: emptyIfUnset(text),
});

/** API shape OriginGroup. Codes and the number of members are the refusals' business. */
export const originGroup = struct({
  Id: text,
  FailoverCriteria: struct({ StatusCodes: list("StatusCode", integer) }),
  Members: list("OriginGroupMember", struct({ OriginId: text })),
  SelectionCriteria: withDefault(oneOf("default", "media-quality-based"), "default"),
});

export type OriginConfig = ValueOf<typeof origin>;
export type OriginGroupConfig = ValueOf<typeof originGroup>;
