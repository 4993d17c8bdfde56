import type { CloudFrontHelpers } from "cloudfront";
import { bucketOriginIds } from "../../facts/site/origin-ids";
import { sideOf } from "../../facts/site/switch";
import type { ViewerRequestSettings } from "./settings";

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
  if (sideOf(serveFrom) === "replica") {
    cf.createRequestOriginGroup({
      originIds: [{ originId: bucketOriginIds.replica }, { originId: bucketOriginIds.primary }],
      failoverCriteria: { statusCodes: settings.failoverCodes },
    });
    return;
  }
  cf.updateRequestOrigin({
    connectionAttempts: settings.connectionAttempts,
    timeouts: { connectionTimeout: settings.connectionTimeout, readTimeout: settings.readTimeout },
  });
}
