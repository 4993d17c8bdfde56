import { headerMatcher } from "../http/header-matcher";
import { remembered } from "../remembered";

/**
 * Headers that functions at the edge are not shown and may not add: an answer with one is a 502 (CloudFront guide,
 * Restrictions on all edge functions).
 */
export const isDisallowedToFunctions = remembered(
  headerMatcher([
    "connection",
    "expect",
    "keep-alive",
    "proxy-authenticate",
    "proxy-authorization",
    "proxy-connection",
    "trailer",
    "upgrade",
    "x-accel-*",
    "x-amz-cf-*",
    "x-amzn-auth",
    "x-amzn-cf-billing",
    "x-amzn-cf-id",
    "x-amzn-cf-xff",
    "x-amzn-errortype",
    "x-amzn-fle-profile",
    "x-amzn-header-count",
    "x-amzn-header-order",
    "x-amzn-lambda-integration-tag",
    "x-amzn-requestid",
    "x-cache",
    "x-edge-*",
    "x-forwarded-proto",
    "x-real-ip",
  ]),
);

type FunctionEvent = "viewer-request" | "viewer-response" | "origin-request" | "origin-response";

const readOnly: Readonly<Record<FunctionEvent, readonly string[]>> = {
  "viewer-request": ["cdn-loop", "content-length", "host", "transfer-encoding", "via"],
  "origin-request": [
    "accept-encoding",
    "cdn-loop",
    "content-length",
    "if-modified-since",
    "if-none-match",
    "if-range",
    "if-unmodified-since",
    "transfer-encoding",
    "via",
  ],
  "origin-response": ["transfer-encoding", "via"],
  "viewer-response": ["warning", "via"],
};

const lambdaViewerResponse = ["content-encoding", "content-length", "transfer-encoding"];

/** Names, in lower case, that a function of the kind may see at the event but not touch (same place). */
export function readOnlyHeaders(
  event: FunctionEvent,
  kind: "cloudfront-function" | "lambda",
): readonly string[] {
  const names = readOnly[event];
  return kind === "lambda" && event === "viewer-response" ? [...names, ...lambdaViewerResponse] : names;
}

/** Headers that a response headers policy can neither set nor take away (CloudFront guide, Response headers policies). */
export const isForbiddenToPolicy = headerMatcher([
  "connection",
  "content-encoding",
  "content-length",
  "expect",
  "host",
  "keep-alive",
  "proxy-*",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "warning",
  "x-accel-*",
  "x-amz-cf-*",
  "x-amzn-*",
  "x-cache",
  "x-edge-*",
  "x-forwarded-proto",
  "x-real-ip",
]);

/** Headers that no distribution adds to what it asks an origin (CloudFront guide, "Add custom headers to origin requests"). */
export const isForbiddenToOrigins = headerMatcher([
  "accept-encoding",
  "cache-control",
  "connection",
  "content-length",
  "cookie",
  "host",
  "if-*",
  "max-forwards",
  "pragma",
  "proxy-*",
  "range",
  "request-range",
  "te",
  "trailer",
  "transfer-encoding",
  "upgrade",
  "via",
  "warning",
  "x-amz-*",
  "x-amzn-*",
  "x-edge-*",
  "x-real-ip",
]);

/** Headers that an origin request policy cannot name: only a cache policy forwards them (CloudFront API, CreateOriginRequestPolicy). */
export const isForbiddenToOriginRequests = headerMatcher(["accept-encoding", "authorization"]);
