import type {
  CloudfrontDistributionOrigin,
  CloudfrontDistributionOriginGroup,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { bucketGroupId, bucketOriginIds } from "../../config/origin-ids";
import type { SiteConfig } from "../../config/schema";

/** The buckets of the two origins. */
export interface OriginBuckets {
  readonly primary: S3Bucket;
  readonly replica: S3Bucket;
}

/**
 * Both buckets by their regional domain names: the global one of a fresh bucket redirects visitors to S3 for hours
 * (CloudFront guide, Amazon S3 origin domain name).
 */
export function origins(
  { failover }: SiteConfig,
  buckets: OriginBuckets,
  originAccessControlId: string,
): CloudfrontDistributionOrigin[] {
  const { connectionAttempts, connectionTimeout } = failover;
  return (["primary", "replica"] as const).map((key) => ({
    originId: bucketOriginIds[key],
    domainName: buckets[key].bucketRegionalDomainName,
    originAccessControlId,
    connectionAttempts,
    connectionTimeout,
  }));
}

/** The first member is the primary. */
export function originGroupOf({ failover }: SiteConfig): CloudfrontDistributionOriginGroup {
  return {
    originId: bucketGroupId,
    failoverCriteria: { statusCodes: [...failover.statusCodes] },
    member: [{ originId: bucketOriginIds.primary }, { originId: bucketOriginIds.replica }],
  };
}
