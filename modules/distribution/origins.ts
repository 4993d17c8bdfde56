import type {
  CloudfrontDistributionOrigin,
  CloudfrontDistributionOriginGroup,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import type { SiteConfig } from "../../config/schema";

/** The viewer-request function names these two when it puts the replica first. */
export const originIds = { primary: "primary", replica: "replica" } as const;

/** Target of every behaviour that visitors' content goes through. */
export const originGroupId = "primary-then-replica";

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
    originId: originIds[key],
    domainName: buckets[key].bucketRegionalDomainName,
    originAccessControlId,
    connectionAttempts,
    connectionTimeout,
  }));
}

/** The first member is the primary. */
export function originGroupOf({ failover }: SiteConfig): CloudfrontDistributionOriginGroup {
  return {
    originId: originGroupId,
    failoverCriteria: { statusCodes: [...failover.statusCodes] },
    member: [{ originId: originIds.primary }, { originId: originIds.replica }],
  };
}
