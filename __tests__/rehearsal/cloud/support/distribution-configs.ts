import type { DistributionConfig } from "@aws-sdk/client-cloudfront";
import { behavior, bucketOrigin, smallDistribution } from "./test-cloud";

/** The small distribution with another default behaviour. */
export const withBehavior = (over: object, config = smallDistribution()) =>
  ({ ...config, DefaultCacheBehavior: { ...config.DefaultCacheBehavior, ...over } }) as DistributionConfig;
export const withOrigin = (over: object) =>
  smallDistribution({ Origins: { Quantity: 1, Items: [{ ...bucketOrigin("primary"), ...over }] } });
export const withError = (...items: object[]) =>
  smallDistribution({ CustomErrorResponses: { Quantity: items.length, Items: items as never } });
export const methods = (...items: string[]) => ({
  AllowedMethods: {
    Quantity: items.length,
    Items: items as never,
    CachedMethods: { Quantity: 2, Items: ["GET", "HEAD"] as never },
  },
});
export const certificate = (arn: string) => ({
  ACMCertificateArn: arn,
  SSLSupportMethod: "sni-only" as const,
  MinimumProtocolVersion: "TLSv1.2_2021" as const,
});
export const issued = "arn:aws:acm:us-east-1:123456789012:certificate/issued";
export const aliases = (...Items: string[]) => ({ Aliases: { Quantity: Items.length, Items } });
export const geo = (RestrictionType: string, ...Items: string[]) => ({
  Restrictions: {
    GeoRestriction: { RestrictionType: RestrictionType as never, Quantity: Items.length, Items },
  },
});
export const patterns = (...all: string[]) =>
  smallDistribution({
    CacheBehaviors: {
      Quantity: all.length,
      Items: all.map((PathPattern) => ({ PathPattern, ...behavior("primary") })),
    },
  });
export const origins = (count: number) =>
  smallDistribution({
    Origins: {
      Quantity: count,
      Items: Array.from({ length: count }, (_, at) => bucketOrigin(at === 0 ? "primary" : `o${at}`)),
    },
  });

export function logging(bucket: string): DistributionConfig {
  const Bucket = `${bucket}.s3.amazonaws.com`;
  return smallDistribution({ Logging: { Enabled: true, IncludeCookies: false, Bucket, Prefix: "" } });
}
