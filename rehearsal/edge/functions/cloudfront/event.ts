import type { FunctionContext, FunctionRequest, FunctionResponse } from "../../function-ports";
import type { HeaderMap } from "../../http/header-map";
import type { EventType } from "../../model";

/** One header, cookie or query string as events carry it. */
export interface EventValue {
  value: string;
  multiValue?: EventValue[];
  attributes?: string;
}

/** The event in JSON, and its response part, by which an untouched answer is recognised. */
export interface EventJson {
  readonly json: string;
  readonly subject: string;
}

/** The event of a request, with what stands before and after the uri: most functions change nothing else. */
export interface RequestEventJson {
  readonly json: string;
  readonly beforeUri: string;
  readonly afterUri: string;
}

/**
 * The event of a CloudFront Function as JSON. CloudFront guide, "CloudFront Functions event structure": names
 * in lower case, values as sent (query strings stay encoded), cookies apart from headers.
 */
export function requestEvent(context: FunctionContext, request: FunctionRequest): RequestEventJson {
  const { method, uri, ...rest } = requestObject(request);
  const beforeUri = `{"method":${JSON.stringify(method)},"uri":`;
  const afterUri = `,${JSON.stringify(rest).slice(1)}`;
  const subject = `${beforeUri}${JSON.stringify(uri)}${afterUri}`;
  return { json: `${head(context, "viewer-request", request)},"request":${subject}}`, beforeUri, afterUri };
}

/**
 * The uri of a returned request in which nothing but the uri may have changed; undefined where more has.
 */
export function uriOfReturned(text: string, { beforeUri, afterUri }: RequestEventJson): string | undefined {
  if (!text.startsWith(beforeUri) || !text.endsWith(afterUri)) return undefined;
  const json = text.slice(beforeUri.length, -afterUri.length);
  // A quote inside means that more than one value stands there.
  if (!json.startsWith('"') || json.indexOf('"', 1) !== json.length - 1) return undefined;
  return json.includes("\\") ? (JSON.parse(json) as string) : json.slice(1, -1);
}

/** The event of a viewer-response function. */
export function responseEvent(
  context: FunctionContext,
  request: FunctionRequest,
  response: FunctionResponse,
): EventJson {
  const subject = JSON.stringify({
    statusCode: response.status,
    statusDescription: response.statusText,
    headers: headersObject(response.headers, "set-cookie"),
    cookies: responseCookies(response.headers),
  });
  const requestJson = JSON.stringify(requestObject(request));
  return {
    subject,
    json: `${head(context, "viewer-response", request)},"request":${requestJson},"response":${subject}}`,
  };
}

function head(context: FunctionContext, eventType: EventType, request: FunctionRequest): string {
  const { distributionDomainName, distributionId, requestId, clientIp } = context;
  const text = JSON.stringify({
    version: "1.0",
    context: { distributionDomainName, distributionId, eventType, requestId },
    viewer: { ip: clientIp },
    rawQuery: request.query,
  });
  return text.slice(0, -1);
}

function requestObject(request: FunctionRequest) {
  return {
    method: request.method,
    uri: request.uri,
    querystring: request.query === "" ? {} : queryObject(request.query),
    headers: headersObject(request.headers, "cookie"),
    cookies: requestCookies(request.headers),
  };
}

function headersObject(headers: HeaderMap, except: string): Record<string, EventValue> {
  const out = emptyRecord();
  for (const name of headers.names()) {
    if (name === except) continue;
    const values = headers.getAll(name);
    out[name] =
      values.length === 1 ? { value: values[0] as string } : several(values.map((value) => ({ value })));
  }
  return out;
}

/** Names and values as sent; a name that comes again has all its values in `multiValue`. */
export function queryObject(query: string): Record<string, EventValue> {
  const out = emptyRecord();
  for (const part of query.split("&")) {
    if (part === "") continue;
    const at = part.indexOf("=");
    add(out, at < 0 ? part : part.slice(0, at), { value: at < 0 ? "" : part.slice(at + 1) });
  }
  return out;
}

function requestCookies(headers: HeaderMap): Record<string, EventValue> {
  const out = emptyRecord();
  for (const part of headers.getAll("cookie").join(";").split(";")) {
    const at = part.indexOf("=");
    if (at > 0) add(out, part.slice(0, at).trim(), { value: part.slice(at + 1).trim() });
  }
  return out;
}

function responseCookies(headers: HeaderMap): Record<string, EventValue> {
  const out = emptyRecord();
  for (const cookie of headers.getAll("set-cookie")) {
    const [pair = "", ...attributes] = cookie.split(";");
    const at = pair.indexOf("=");
    if (at <= 0) continue;
    const value = {
      value: pair.slice(at + 1).trim(),
      attributes: attributes.map((text) => text.trim()).join("; "),
    };
    add(out, pair.slice(0, at).trim(), value);
  }
  return out;
}

function add(out: Record<string, EventValue>, name: string, value: EventValue): void {
  const known = out[name];
  if (!known) out[name] = value;
  else if (known.multiValue) known.multiValue.push(value);
  else out[name] = several([{ ...known }, value]);
}

function several(values: EventValue[]): EventValue {
  return { ...(values[0] as EventValue), multiValue: values };
}

/** Visitors choose the names: `__proto__` has to be one like any other. */
function emptyRecord(): Record<string, EventValue> {
  return Object.create(null);
}
