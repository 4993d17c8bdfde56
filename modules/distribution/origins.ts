import type {
  CloudfrontDistributionOrigin,
  CloudfrontDistributionOriginGroup,
} from "@cdktf/provider-aws/lib/cloudfront-distribution/index.js";
import type { S3Bucket } from "@cdktf/provider-aws/lib/s3-bucket/index.js";
import { errorPagePatterns } from "../../config/error-page-patterns";
import { bucketGroupId, errorPageGroupId } from "../../config/origin-ids";
import type { SiteConfig } from "../../config/schema";
import { bucketOriginIds } from "../../facts/site/origin-ids";
import { sides } from "../../facts/site/switch";

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
  return sides.map((key) => ({
    originId: bucketOriginIds[key],
    domainName: buckets[key].bucketRegionalDomainName,
    originAccessControlId,
    connectionAttempts,
    connectionTimeout,
  }));
}

/** The groups of both buckets, the first member of each the one that is asked first: for documents, and for error pages. */
export function originGroups(site: SiteConfig): CloudfrontDistributionOriginGroup[] {
  const { primary, replica } = bucketOriginIds;
  const group = (originId: string, members: readonly string[]) => ({
    originId,
    failoverCriteria: { statusCodes: [...site.failover.statusCodes] },
    member: members.map((id) => ({ originId: id })),
  });
  const hasErrorPages = errorPagePatterns(site).length > 0;
  return [
    group(bucketGroupId, [primary, replica]),
    ...(hasErrorPages ? [group(errorPageGroupId, [replica, primary])] : []),
  ];
}
