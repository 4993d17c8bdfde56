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

/** Where the site's sentinels are: in the replica's region first. None where it has none. */
export function sentinelRegions({ failover, regions }: Pick<SiteConfig, "failover" | "regions">): string[] {
  const { automatic } = failover;
  if (automatic === false) return [];
  return [...new Set([regions.replica, ...(automatic === true ? [] : automatic.regions)])];
}

/** Where it had one, and has none any more. */
export function formerSentinelRegions(site: Pick<SiteConfig, "failover" | "regions">): string[] {
  const { automatic } = site.failover;
  if (typeof automatic === "boolean") return [];
  const own = sentinelRegions(site);
  return [...new Set(automatic.formerRegions)].filter((region) => !own.includes(region));
}
