import type { SiteConfig } from "../../config";

const anHour = 3600;

/** For how long files that are gone stay, where nobody says it. Seconds. */
export const usualRetention = 604_800;

/**
 * The shortest time for which files that are gone have to stay, in seconds: as long as an edge may show a page that
 * S3 has replaced. Where S3 is in charge that is a stale window; where CloudFront is, the release invalidates the page.
 * An hour is for pages that are open, and for invalidations on their way.
 */
export function shortestRetention({ cache }: Pick<SiteConfig, "cache">): number {
  const windows = [cache.default, ...cache.paths].map((mode) =>
    mode.mode === "origin"
      ? Math.min(mode.maxTtl, Math.max(mode.staleWhileRevalidate, mode.staleIfError))
      : 0,
  );
  return Math.max(anHour, ...windows);
}

/** The usual time, or the shortest for a site that needs more. Seconds. */
export function sufficientRetention(site: Pick<SiteConfig, "cache">): number {
  return Math.max(usualRetention, shortestRetention(site));
}
