import type { SentinelSettings } from "../facts/site/sentinel-settings";
import type { SiteConfig } from "./schema";

/** What `failover.automatic: true` is. */
export const usualSentinel: SentinelSettings = { period: 60, failures: 3, healthyFor: 900, throwsPerHour: 4 };

/** What the site's sentinel goes by; undefined where it has none. */
export function sentinelSettings({ failover }: Pick<SiteConfig, "failover">): SentinelSettings | undefined {
  const { automatic } = failover;
  if (automatic === false) return undefined;
  return automatic === true ? usualSentinel : automatic;
}
