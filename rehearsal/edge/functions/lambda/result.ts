import { STATUS_CODES } from "node:http";
import { readOnlyHeaders } from "../../../../facts/cloudfront/forbidden-headers";
import type { HeaderMap } from "../../../../facts/http/header-map";
import {
  type FunctionRequest,
  type FunctionResponse,
  InvalidResultError,
  type RequestOutcome,
} from "../../function-ports";
import type { LambdaFunction } from "../../model";
import { decodedBody } from "../decoded-body";
import { descriptionProblem, targetProblem } from "../header-restrictions";
import { fields, type ResultFields, readHeaders } from "./fields";
import { readOrigin } from "./origin";

/** Headers and body of a generated response (CloudFront guide, "Quotas on Lambda@Edge"). */
const generatedLimit = { viewer: 40 * 1024, origin: 1024 * 1024 } as const;

/** CloudFront adds it after viewer-request (CloudFront guide, "Restrictions on Lambda@Edge", CloudFront headers). */
const country = "cloudfront-viewer-country";

/** Reads what a request function returned: the request to go on with, or an answer. */
export function readLambdaRequest(
  fn: LambdaFunction,
  value: unknown,
  before: FunctionRequest,
): Exclude<RequestOutcome, { type: "error" }> {
  const object = fields(value, "the function has to return a request or a response");
  if ("status" in object) return { type: "response", response: generatedResponse(fn, object) };
  const { uri, querystring = "", method } = object;
  if (typeof uri !== "string") throw new InvalidResultError("the uri has to be a string");
  if (typeof querystring !== "string") throw new InvalidResultError("querystring has to be a string");
  const problem = targetProblem(uri, querystring);
  if (problem) throw new InvalidResultError(problem);
  if (method !== before.method) throw new InvalidResultError("the method is read-only");
  const headers = readHeaders(object.headers);
  assertUntouched(fn, headers, before.headers);
  if (fn.eventType === "viewer-request" && headers.has(country) && !before.headers.has(country))
    throw new InvalidResultError(`the header ${country} is CloudFront's to add`);
  const body =
    object.body === undefined ? before.body : requestBody(fn, fields(object.body, "body"), before.body);
  const origin =
    before.origin && object.origin !== undefined
      ? readOrigin(object.origin, before.origin, headers)
      : before.origin;
  return {
    type: "request",
    request: { method: before.method, uri, query: querystring, headers, body, origin },
  };
}

/** Reads what a response function returned. */
export function readLambdaResponse(
  fn: LambdaFunction,
  value: unknown,
  before: FunctionResponse,
): FunctionResponse {
  const object = fields(value, "the function has to return a response");
  const status = readStatus(object.status);
  if (fn.eventType === "viewer-response" && status !== before.status) {
    throw new InvalidResultError("a viewer-response function cannot change the status");
  }
  const headers = readHeaders(object.headers);
  assertUntouched(fn, headers, before.headers);
  const replaced = object.body === undefined ? undefined : responseBody(fn, object, headers);
  const body = replaced ?? before.body;
  return { status, statusText: description(object, before.statusText), headers, body };
}

function generatedResponse(fn: LambdaFunction, object: ResultFields): FunctionResponse {
  const status = readStatus(object.status);
  const headers = readHeaders(object.headers);
  const body = responseBody(fn, { ...object, body: object.body ?? "" }, headers);
  if (status === 204 && body.length > 0 && fn.eventType === "viewer-request") {
    throw new InvalidResultError("a 204 cannot have a body");
  }
  return { status, statusText: description(object, STATUS_CODES[status] ?? ""), headers, body };
}

function readStatus(value: unknown): number {
  const status = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new InvalidResultError("status has to be from 200 to 599");
  }
  return status;
}

function description(object: ResultFields, otherwise: string): string {
  const { statusDescription = otherwise } = object;
  if (typeof statusDescription !== "string")
    throw new InvalidResultError("statusDescription has to be a string");
  const problem = descriptionProblem(statusDescription);
  if (problem) throw new InvalidResultError(problem);
  return statusDescription;
}

function responseBody(
  fn: LambdaFunction,
  { body, bodyEncoding = "text" }: ResultFields,
  headers: HeaderMap,
): Uint8Array {
  if (typeof body !== "string") throw new InvalidResultError("body has to be a string");
  const bytes = decodedBody(body, bodyEncoding, "bodyEncoding");
  const side = fn.eventType.startsWith("viewer-") ? "viewer" : "origin";
  if (bytes.length + headers.size > generatedLimit[side]) {
    throw new InvalidResultError(`headers and body are over ${generatedLimit[side]} bytes`);
  }
  return bytes;
}

/** What replaces a request's body; what is too much of it is cut off (CloudFront guide, "Restrictions on the request body"). */
function requestBody(
  fn: LambdaFunction,
  { action, encoding = "base64", data }: ResultFields,
  before: Uint8Array | undefined,
) {
  if (action === undefined || action === "read-only") return before;
  if (action !== "replace" || typeof data !== "string") {
    throw new InvalidResultError('body.action has to be "read-only", or "replace" with data');
  }
  const bytes = decodedBody(data, encoding, "body.encoding");
  return bytes.subarray(0, generatedLimit[fn.eventType.startsWith("viewer-") ? "viewer" : "origin"]);
}

function assertUntouched(fn: LambdaFunction, after: HeaderMap, before: HeaderMap): void {
  for (const name of readOnlyHeaders(fn.eventType, "lambda")) {
    if (after.get(name) !== before.get(name)) throw new InvalidResultError(`the header ${name} is read-only`);
  }
}
