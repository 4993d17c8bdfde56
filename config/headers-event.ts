import { inlineHashesSettings } from "./inline-hashes";
import type { SiteConfig } from "./schema";

/** The event at which the site's own header rules and the hashes of its pages run; undefined where it has neither. */
export function headersEvent({
  headers,
}: Pick<SiteConfig, "headers">): "origin-response" | "viewer-response" | undefined {
  if (headers.rules.length === 0 && inlineHashesSettings({ headers }) === undefined) return undefined;
  return headers.runtime === "lambda-at-edge" ? "origin-response" : "viewer-response";
}
