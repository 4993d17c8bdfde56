import type { CloudFrontHelpers } from "cloudfront";
import type { ViewerRequestSettings } from "./settings";

/** Key of the KeyValueStore that says from where the site is served. */
export const SWITCH_KEY = "serve-from";

/**
 * Evacuated, the replica comes first and the primary is its second; else the primary gets the site's short
 * timeouts in place of the 30 s that an S3 origin has. Only one of the helpers is called: what a combination of
 * them means is not documented.
 */
export function chooseOrigin(
  cf: CloudFrontHelpers,
  serveFrom: string | undefined,
  settings: ViewerRequestSettings,
): void {
  if (serveFrom === "replica") {
    cf.createRequestOriginGroup({
      originIds: [{ originId: "replica" }, { originId: "primary" }],
      failoverCriteria: { statusCodes: settings.failoverCodes },
    });
    return;
  }
  cf.updateRequestOrigin({
    connectionAttempts: settings.connectionAttempts,
    timeouts: { connectionTimeout: settings.connectionTimeout, readTimeout: settings.readTimeout },
  });
}
