import { CloudFrontError } from "../errors";
import type { DistributionConfig } from "../schema/plain";

/** CloudFront guide, "Quotas": general quotas on distributions. */
const limits = { origins: 100, groups: 10, behaviors: 75, aliases: 100 };

/** Refuses more of a kind than one distribution may have. */
export function checkLimits(config: DistributionConfig): void {
  atMost(limits.origins, config.Origins, "TooManyOrigins", "origins");
  atMost(limits.groups, config.OriginGroups, "TooManyOriginGroupsPerDistribution", "origin groups");
  atMost(
    limits.behaviors - 1,
    config.CacheBehaviors,
    "TooManyCacheBehaviors",
    "cache behaviors beside the default",
  );
  atMost(limits.aliases, config.Aliases, "TooManyDistributionCNAMEs", "alternate domain names");
}

function atMost(limit: number, things: readonly unknown[], code: string, what: string): void {
  if (things.length <= limit) return;
  throw new CloudFrontError(code, `The distribution has ${things.length} ${what}; it can have ${limit}.`);
}
