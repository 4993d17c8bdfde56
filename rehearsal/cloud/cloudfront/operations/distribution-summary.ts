import { element } from "../../xml/element";
import { distributionArn } from "../ids";
import { timestamp } from "../lists";
import { distributionConfig } from "../shapes/distribution";
import type { StoredDistribution } from "../state";

/** Elements of a configuration that a list shows, in the order of API shape DistributionSummary. */
const shown = [
  "Aliases",
  "Origins",
  "OriginGroups",
  "DefaultCacheBehavior",
  "CacheBehaviors",
  "CustomErrorResponses",
  "Comment",
  "PriceClass",
  "Enabled",
  "ViewerCertificate",
  "Restrictions",
  "WebACLId",
  "HttpVersion",
  "IsIPV6Enabled",
  "Staging",
] as const;

/** Content of a DistributionSummary. */
export function summaryContent(distribution: StoredDistribution, status: string): string {
  const { id, etag, lastModified, domainName, config } = distribution;
  return (
    element("Id", id) +
    element("ARN", distributionArn(id)) +
    element("ETag", etag) +
    element("Status", status) +
    element("LastModifiedTime", timestamp(lastModified)) +
    element("DomainName", domainName) +
    shown.map((name) => distributionConfig.writeField(name, config)).join("")
  );
}
