import type { DistributionConfig } from "../schema/plain";
import { behaviorsOf, type CloudFrontState } from "../state";

/** API shapes ActiveTrustedSigners and ActiveTrustedKeyGroups: whose signatures a distribution takes, with their keys. */
export function activeSigners(config: DistributionConfig, { keyGroups }: CloudFrontState) {
  const trusted = behaviorsOf(config).flatMap(({ TrustedKeyGroups }) =>
    TrustedKeyGroups.Enabled ? TrustedKeyGroups.Items : [],
  );
  const groups = [...new Set(trusted)].map((KeyGroupId) => ({
    KeyGroupId,
    KeyPairIds: keyGroups.find(KeyGroupId)?.config.Items ?? [],
  }));
  return {
    ActiveTrustedSigners: { Enabled: false, Items: [] },
    ActiveTrustedKeyGroups: { Enabled: groups.length > 0, Items: groups },
  };
}
