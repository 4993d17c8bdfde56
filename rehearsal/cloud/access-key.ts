import { timingSafeEqual } from "node:crypto";
import { CloudFrontError, errorResponse } from "./cloudfront/errors";
import type { CloudResponse } from "./http";
import { accessKeyOf, type Route } from "./router";
import { s3ErrorResponse } from "./s3/errors";
import { accessDenied } from "./unknown";

const message =
  "These are not the keys of this local cloud: take the variables that it printed when it started.";

/**
 * The refusal of a request that does not carry the key of this run; undefined for one that does. Loopback is open to
 * every user of a machine and to every program that runs there: the key is made for one run, and only those who can
 * read what it printed know it. Signatures are not computed again.
 *
 * @param target path and query, in origin form
 */
export function refuseKey(
  accessKey: string | undefined,
  route: Route,
  target: string,
  authorization: string | undefined,
  requestId: string,
): CloudResponse | undefined {
  if (accessKey === undefined || isSame(accessKeyOf(authorization, target) ?? "", accessKey))
    return undefined;
  if (route.service === "s3") return s3ErrorResponse(403, "InvalidAccessKeyId", message);
  if (route.service === "cloudfront")
    return errorResponse(new CloudFrontError("AccessDenied", message, 403), requestId);
  return accessDenied(route.service, message, requestId);
}

function isSame(given: string, expected: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(expected)];
  return a.length === b.length && timingSafeEqual(a, b);
}
