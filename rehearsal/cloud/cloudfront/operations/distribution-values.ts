import type { CloudFrontContext } from "../context";
import { distributionArn } from "../ids";
import { isDeployed, type StoredDistribution } from "../state";
import { activeSigners } from "./active-signers";
import { isCompleted } from "./invalidations";

/** What the model's outputs show of a distribution. */
export function distributionValues(distribution: StoredDistribution, context: CloudFrontContext) {
  const { id, etag, lastModified, domainName, config, invalidations } = distribution;
  const now = context.clock.now();
  const running = invalidations.filter((one) => !isCompleted(one, now, context.invalidationMs)).length;
  return {
    ...config,
    DistributionConfig: config,
    Id: id,
    ARN: distributionArn(id),
    ETag: etag,
    Status: isDeployed(distribution, now) ? "Deployed" : "InProgress",
    LastModifiedTime: lastModified,
    InProgressInvalidationBatches: running,
    DomainName: domainName,
    ...activeSigners(config, context.state),
    AliasICPRecordals: config.Aliases.map((CNAME) => ({ CNAME, ICPRecordalStatus: "APPROVED" })),
    Location: `/2020-05-31/distribution/${id}`,
  };
}
