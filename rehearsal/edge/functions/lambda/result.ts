import type { FunctionRequest, FunctionResponse, RequestOutcome } from "../../function-ports";
import { HeaderMap } from "../../http/header-map";
import type { LambdaFunction, Origin } from "../../model";
import { headerProblem, readOnlyHeaders } from "../header-rules";
import { originJson } from "./event";
import type { LambdaHeader } from "./inside/event";

/** What a function returned is not what CloudFront takes: 502 to the visitor. */
export class InvalidLambdaResultError extends Error {}

type Fields = Readonly<Record<string, unknown>>;

/** Headers and body of a generated response (CloudFront guide, "Quotas on Lambda@Edge"). */
const generatedLimit = { viewer: 40 * 1024, origin: 1024 * 1024 } as const;
const maxTargetLength = 8_192;

/** Reads what a request function returned: the request to go on with, or an answer. */
export function readLambdaRequest(
  fn: LambdaFunction,
  value: unknown,
  before: FunctionRequest,
): Exclude<RequestOutcome, { type: "error" }> {
  const object = fields(value, "the function has to return a request or a response");
  if ("status" in object) return { type: "response", response: generatedResponse(fn, object) };
  const { uri, querystring = "", method } = object;
  if (typeof uri !== "string" || !uri.startsWith("/"))
    throw new InvalidLambdaResultError("the uri has to begin with a slash");
  if (typeof querystring !== "string") throw new InvalidLambdaResultError("querystring has to be a string");
  if (uri.length + querystring.length >= maxTargetLength)
    throw new InvalidLambdaResultError("uri and query are too long");
  if (method !== before.method) throw new InvalidLambdaResultError("the method is read-only");
  const headers = readHeaders(object.headers);
  assertUntouched(fn, headers, before.headers);
  const body =
    object.body === undefined ? before.body : requestBody(fn, fields(object.body, "body"), before.body);
  const origin =
    before.origin && object.origin !== undefined ? readOrigin(object.origin, before.origin) : before.origin;
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
    throw new InvalidLambdaResultError("a viewer-response function cannot change the status");
  }
  const headers = readHeaders(object.headers);
  assertUntouched(fn, headers, before.headers);
  const replaced = object.body === undefined ? undefined : responseBody(fn, object, headers);
  const body = replaced ?? before.body;
  return { status, statusText: description(object, before.statusText), headers, body };
}

function generatedResponse(fn: LambdaFunction, object: Fields): FunctionResponse {
  const status = readStatus(object.status);
  const headers = readHeaders(object.headers);
  const body = object.body === undefined ? undefined : responseBody(fn, object, headers);
  if (status === 204 && body && body.length > 0 && fn.eventType === "viewer-request") {
    throw new InvalidLambdaResultError("a 204 cannot have a body");
  }
  return { status, statusText: description(object, ""), headers, body: body ?? new Uint8Array() };
}

function readStatus(value: unknown): number {
  const status = typeof value === "string" || typeof value === "number" ? Number(value) : Number.NaN;
  if (!Number.isInteger(status) || status < 200 || status > 599) {
    throw new InvalidLambdaResultError("status has to be from 200 to 599");
  }
  return status;
}

function description(object: Fields, otherwise: string): string {
  return typeof object.statusDescription === "string" ? object.statusDescription : otherwise;
}

function responseBody(
  fn: LambdaFunction,
  { body, bodyEncoding = "text" }: Fields,
  headers: HeaderMap,
): Uint8Array {
  if (typeof body !== "string") throw new InvalidLambdaResultError("body has to be a string");
  const bytes = decode(body, bodyEncoding, "bodyEncoding");
  const side = fn.eventType.startsWith("viewer-") ? "viewer" : "origin";
  if (bytes.length + headers.size > generatedLimit[side]) {
    throw new InvalidLambdaResultError(`headers and body are over ${generatedLimit[side]} bytes`);
  }
  return bytes;
}

function requestBody(
  fn: LambdaFunction,
  { action, encoding = "text", data }: Fields,
  before: Uint8Array | undefined,
) {
  if (action === undefined || action === "read-only") return before;
  if (action !== "replace" || typeof data !== "string") {
    throw new InvalidLambdaResultError('body.action has to be "read-only", or "replace" with data');
  }
  const bytes = decode(data, encoding, "body.encoding");
  const limit = generatedLimit[fn.eventType.startsWith("viewer-") ? "viewer" : "origin"];
  if (bytes.length > limit) throw new InvalidLambdaResultError(`the body is over ${limit} bytes`);
  return bytes;
}

function decode(text: string, encoding: unknown, name: string): Uint8Array {
  if (encoding !== "text" && encoding !== "base64") {
    throw new InvalidLambdaResultError(`${name} has to be "text" or "base64"`);
  }
  return Buffer.from(text, encoding === "text" ? "utf8" : "base64");
}

function readHeaders(value: unknown): HeaderMap {
  const headers = new HeaderMap();
  if (value === undefined) return headers;
  for (const [name, list] of Object.entries(fields(value, "headers has to be an object"))) {
    if (!Array.isArray(list))
      throw new InvalidLambdaResultError(`headers.${name} has to be a list of key and value`);
    if (name !== name.toLowerCase())
      throw new InvalidLambdaResultError(`the header name ${name} is not in lower case`);
    for (const item of list as Partial<LambdaHeader>[]) {
      const { key = name, value } = item ?? {};
      if (typeof key !== "string" || key.toLowerCase() !== name) {
        throw new InvalidLambdaResultError(`headers.${name} has the key ${JSON.stringify(key)}`);
      }
      const problem = headerProblem(name, value);
      if (problem) throw new InvalidLambdaResultError(problem);
      headers.append(name, value as string);
    }
  }
  return headers;
}

function assertUntouched(fn: LambdaFunction, after: HeaderMap, before: HeaderMap): void {
  for (const name of readOnlyHeaders(fn.eventType, "lambda")) {
    if (after.get(name) !== before.get(name))
      throw new InvalidLambdaResultError(`the header ${name} is read-only`);
  }
}

/** The origin that the request goes on to: unchanged, changed, or another one of either type. */
function readOrigin(value: unknown, before: Origin): Origin {
  if (JSON.stringify(value) === originJson(before)) return before;
  const { s3, custom } = fields(value, "origin has to be an object");
  if ((s3 === undefined) === (custom === undefined))
    throw new InvalidLambdaResultError("origin needs either s3 or custom");
  const settings = fields(s3 ?? custom, "origin.s3 or origin.custom has to be an object");
  const { domainName, path = "", customHeaders } = settings;
  if (typeof domainName !== "string" || domainName === "")
    throw new InvalidLambdaResultError("origin needs a domainName");
  if (typeof path !== "string") throw new InvalidLambdaResultError("origin.path has to be a string");
  const origin = { ...before, domainName, originPath: path, customHeaders: [...readHeaders(customHeaders)] };
  if (s3 !== undefined) {
    // A function can name an access identity or nothing; what OAC signs is not its to say.
    const same = before.kind.type === "s3" && domainName === before.domainName;
    return { ...origin, kind: same ? before.kind : { type: "s3", access: { type: "none" } } };
  }
  const {
    port,
    protocol,
    readTimeout = before.readTimeout,
    keepaliveTimeout = 5,
    sslProtocols = [],
  } = settings;
  if (protocol !== "http" && protocol !== "https")
    throw new InvalidLambdaResultError("origin.custom.protocol has to be http or https");
  if (!Number.isInteger(port))
    throw new InvalidLambdaResultError("origin.custom.port has to be a whole number");
  return {
    ...origin,
    readTimeout: Number(readTimeout),
    kind: {
      type: "custom",
      httpPort: port as number,
      httpsPort: port as number,
      protocolPolicy: protocol === "http" ? "http-only" : "https-only",
      sslProtocols: sslProtocols as string[],
      keepaliveTimeout: Number(keepaliveTimeout),
    },
  };
}

function fields(value: unknown, rule: string): Fields {
  if (typeof value !== "object" || value === null || Array.isArray(value))
    throw new InvalidLambdaResultError(rule);
  return value as Fields;
}
