import { closestPattern } from "../facts/cloudfront/path-pattern";
import { forRestEndpoint } from "../facts/site/object-path";
import { canonicalPath } from "../facts/site/path";
import type { SiteConfig } from "./schema";

/**
 * The path at which CloudFront asks for an error page. It does so without the viewer-request function, so it is one that
 * S3 takes as it is.
 */
export function errorPagePath(page: string): string {
  return forRestEndpoint(canonicalPath(page));
}

/** The paths of a site's error pages, each once. */
export function errorPagePaths({ errorPages }: Pick<SiteConfig, "errorPages">): readonly string[] {
  const { maintenance, notFound } = errorPages;
  return [...new Set([notFound, maintenance].filter((page) => page !== false).map(errorPagePath))];
}

/** The patterns of the behaviours that error pages have to themselves. */
export function errorPagePatterns(site: Pick<SiteConfig, "errorPages">): readonly string[] {
  return errorPagePaths(site).map(closestPattern);
}
