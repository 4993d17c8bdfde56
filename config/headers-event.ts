import { responseRules } from "./flat-rate";
import { inlineHashesSettings } from "./inline-hashes";
import type { SiteConfig } from "./schema";

/** The event at which the site's own header rules and the hashes of its pages run; undefined where it has neither. */
export function headersEvent(
  site: Pick<SiteConfig, "distribution" | "headers">,
): "origin-response" | "viewer-response" | undefined {
  const { headers } = site;
  if (responseRules(site).length === 0 && inlineHashesSettings({ headers }) === undefined) return undefined;
  return headers.runtime === "lambda-at-edge" ? "origin-response" : "viewer-response";
}
