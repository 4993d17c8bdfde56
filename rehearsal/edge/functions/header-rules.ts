import type { EventType } from "../model";

/**
 * Headers that functions may not add, and those that they may see but not touch. CloudFront guide,
 * "Restrictions on all edge functions".
 */
const disallowed = new Set([
  "connection",
  "expect",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "trailer",
  "upgrade",
  "x-accel-buffering",
  "x-accel-charset",
  "x-accel-limit-rate",
  "x-accel-redirect",
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
  "x-forwarded-proto",
  "x-real-ip",
]);

const disallowedPrefix = /^(?:x-amz-cf-|x-edge-)/;

const readOnly: Readonly<Record<EventType, readonly string[]>> = {
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

/** RFC 9110, 5.6.2: what a field name may consist of. */
const token = /^[!#$%&'*+.^_`|~0-9A-Za-z-]+$/;

/** Names that a function of the kind may not touch at the event. */
export function readOnlyHeaders(event: EventType, kind: "cloudfront-function" | "lambda"): readonly string[] {
  const names = readOnly[event];
  return kind === "lambda" && event === "viewer-response" ? [...names, ...lambdaViewerResponse] : names;
}

/** Why a function may not send this header, or undefined if it may. Names in lower case. */
export function headerProblem(name: string, value: unknown): string | undefined {
  if (!token.test(name)) return `"${name.slice(0, 40)}" is not a header name`;
  if (disallowed.has(name) || disallowedPrefix.test(name)) return `the header ${name} is disallowed`;
  if (typeof value !== "string") return `the value of ${name} is not a string`;
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are the characters to refuse
  if (/[\x00-\x08\x0a-\x1f\x7f]/.test(value)) return `the value of ${name} has control characters`;
  return undefined;
}
