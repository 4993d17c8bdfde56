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
  uncounted,
  type ValueOf,
  withDefault,
  withDefaults,
} from "../../xml/shape";
import { cacheBehavior, defaultCacheBehavior } from "./behavior";
import { origin, originGroup } from "./origin";

const viewerCertificate = struct({
  CloudFrontDefaultCertificate: withDefault(flag, false),
  IAMCertificateId: optional(text),
  ACMCertificateArn: optional(text),
  SSLSupportMethod: optional(oneOf("sni-only", "vip", "static-ip")),
  MinimumProtocolVersion: withDefault(
    oneOf(
      "SSLv3",
      "TLSv1",
      "TLSv1_2016",
      "TLSv1.1_2016",
      "TLSv1.2_2018",
      "TLSv1.2_2019",
      "TLSv1.2_2021",
      "TLSv1.3_2025",
      "TLSv1.2_2025",
    ),
    "TLSv1",
  ),
  Certificate: optional(text),
  CertificateSource: optional(oneOf("cloudfront", "iam", "acm")),
});

const defaultCertificate: ValueOf<typeof viewerCertificate> = {
  CloudFrontDefaultCertificate: true,
  IAMCertificateId: undefined,
  ACMCertificateArn: undefined,
  SSLSupportMethod: "vip",
  MinimumProtocolVersion: "TLSv1",
  Certificate: undefined,
  CertificateSource: "cloudfront",
};

const customErrorResponse = struct({
  ErrorCode: integer,
  ResponsePagePath: emptyIfUnset(text),
  ResponseCode: emptyIfUnset(text),
  ErrorCachingMinTTL: withDefault(integer, 10),
});

/** API shape DistributionConfig, with the values that CloudFront gives to what is left out. */
export const distributionConfig = struct({
  CallerReference: text,
  Aliases: list("CNAME", text),
  DefaultRootObject: withDefault(text, ""),
  Origins: list("Origin", origin),
  OriginGroups: list("OriginGroup", originGroup),
  DefaultCacheBehavior: defaultCacheBehavior,
  CacheBehaviors: list("CacheBehavior", cacheBehavior),
  CustomErrorResponses: list("CustomErrorResponse", customErrorResponse),
  Comment: withDefault(text, ""),
  Logging: withDefaults(
    struct({
      Enabled: withDefault(flag, false),
      IncludeCookies: withDefault(flag, false),
      Bucket: withDefault(text, ""),
      Prefix: withDefault(text, ""),
    }),
  ),
  PriceClass: withDefault(oneOf("PriceClass_100", "PriceClass_200", "PriceClass_All"), "PriceClass_All"),
  Enabled: flag,
  ViewerCertificate: withDefault(viewerCertificate, defaultCertificate),
  Restrictions: withDefaults(
    struct({
      GeoRestriction: withDefaults(
        struct({
          RestrictionType: withDefault(oneOf("blacklist", "whitelist", "none"), "none"),
          Items: items("Location", text),
        }),
      ),
    }),
  ),
  WebACLId: withDefault(text, ""),
  HttpVersion: withDefault(oneOf("http1.1", "http2", "http3", "http2and3"), "http2"),
  IsIPV6Enabled: withDefault(flag, false),
  ContinuousDeploymentPolicyId: withDefault(text, ""),
  Staging: withDefault(flag, false),
});

const tag = struct({ Key: text, Value: withDefault(text, "") });

/** API shape Tags. */
export const tags = struct({ Items: uncounted("Tag", tag) });

/** API shape TagKeys. */
export const tagKeys = struct({ Items: uncounted("Key", text) });

/** API shape DistributionConfigWithTags. */
export const distributionConfigWithTags = struct({ DistributionConfig: distributionConfig, Tags: tags });

export type DistributionConfig = ValueOf<typeof distributionConfig>;
export type Tag = ValueOf<typeof tag>;
