import { STATUS_CODES } from "node:http";
import { readOnlyHeaders } from "../../../../facts/cloudfront/forbidden-headers";
import { HeaderMap } from "../../../../facts/http/header-map";
import { type FunctionRequest, type FunctionResponse, InvalidResultError } from "../../function-ports";
import { decodedBody } from "../decoded-body";
import { descriptionProblem, headerProblem, targetProblem } from "../header-restrictions";
import type { EventValue } from "./event";
import { changedValues, cookieValues, queryValues, setCookieValues } from "./repeated";

type Values = Readonly<Record<string, EventValue>>;

/** Reads what a viewer-request function returned: a request to go on with, or an answer. */
export function readRequestResult(
  value: unknown,
  before: FunctionRequest,
): { type: "request"; request: FunctionRequest } | { type: "response"; response: FunctionResponse } {
  const object = asObject(value, "the function has to return a request or a response");
  if ("statusCode" in object) return { type: "response", response: readResponse(object, undefined) };
  if (typeof object.uri !== "string" || typeof object.method !== "string") {
    throw new InvalidResultError("a request needs method and uri");
  }
  if (object.method !== before.method) throw new InvalidResultError("the method is read-only");
  const headers = readHeaders(object.headers, before.headers);
  writeCookies(headers, object.cookies, before.headers);
  assertUntouched(headers, before.headers, readOnlyHeaders("viewer-request", "cloudfront-function"));
  const query = readQuery(object.querystring, before.query);
  return withUri({ method: before.method, uri: before.uri, query, headers, body: before.body }, object.uri);
}

/** The request with another uri, if it is one that CloudFront takes. */
export function withUri(
  request: FunctionRequest,
  uri: string,
): { type: "request"; request: FunctionRequest } {
  const problem = targetProblem(uri, request.query);
  if (problem) throw new InvalidResultError(problem);
  const { method, query, headers, body } = request;
  return { type: "request", request: { method, uri, query, headers, body } };
}

/** Reads what a viewer-response function returned. */
export function readResponseResult(value: unknown, before: FunctionResponse): FunctionResponse {
  const object = asObject(value, "the function has to return a response");
  const response = readResponse(object, before);
  assertUntouched(
    response.headers,
    before.headers,
    readOnlyHeaders("viewer-response", "cloudfront-function"),
  );
  return response;
}

function readResponse(
  object: Record<string, unknown>,
  before: FunctionResponse | undefined,
): FunctionResponse {
  const { statusCode, statusDescription, body } = object;
  if (!Number.isInteger(statusCode) || (statusCode as number) < 200 || (statusCode as number) > 599) {
    throw new InvalidResultError("statusCode has to be a whole number from 200 to 599");
  }
  if (statusDescription !== undefined && typeof statusDescription !== "string") {
    throw new InvalidResultError("statusDescription has to be a string");
  }
  const problem = descriptionProblem(statusDescription ?? "");
  if (problem) throw new InvalidResultError(problem);
  const headers = readHeaders(object.headers, before?.headers);
  const given = (name: string) => setCookieValues(before?.headers, name);
  for (const [name, values] of entries(object.cookies, "cookies", given)) {
    for (const { value, attributes } of values) {
      headers.append("set-cookie", `${name}=${value}${attributes ? `; ${attributes}` : ""}`);
    }
  }
  const bytes = body === undefined ? before?.body : readBody(body);
  return {
    status: statusCode as number,
    statusText: statusDescription ?? before?.statusText ?? STATUS_CODES[statusCode as number] ?? "",
    headers,
    body: bytes,
  };
}

function readBody(body: unknown): Uint8Array {
  if (typeof body === "string") return Buffer.from(body);
  const { data, encoding } = asObject(body, "body has to be a string, or data with its encoding");
  if (typeof data !== "string") throw new InvalidResultError("body.data has to be a string");
  return decodedBody(data, encoding, "body.encoding");
}

function readHeaders(value: unknown, before: HeaderMap | undefined): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, values] of entries(value, "headers", (name) => before?.getAll(name) ?? [])) {
    if (name !== name.toLowerCase())
      throw new InvalidResultError(`the header name ${name} is not in lower case`);
    for (const { value } of values) {
      const problem = headerProblem(name, value);
      if (problem) throw new InvalidResultError(problem);
      headers.append(name, value);
    }
  }
  return headers;
}

function writeCookies(headers: HeaderMap, value: unknown, before: HeaderMap): void {
  const cookies = entries(value, "cookies", (name) => cookieValues(before, name)).flatMap(([name, values]) =>
    values.map(({ value }) => `${name}=${value}`),
  );
  if (cookies.length > 0) headers.set("cookie", cookies.join("; "));
}

function readQuery(value: unknown, before: string): string {
  if (typeof value === "string") return value;
  return entries(value, "querystring", (name) => queryValues(before, name))
    .flatMap(([name, values]) => values.map(({ value }) => (value === "" ? name : `${name}=${value}`)))
    .join("&");
}

function assertUntouched(after: HeaderMap, before: HeaderMap, names: readonly string[]): void {
  for (const name of names) {
    if (after.get(name) !== before.get(name)) throw new InvalidResultError(`the header ${name} is read-only`);
  }
}

/** Names with their values; `before` gives those that the function was shown. */
function entries(
  value: unknown,
  what: string,
  before: (name: string) => readonly string[],
): [string, readonly EventValue[]][] {
  if (value === undefined) return [];
  const values = asObject(value, `${what} has to be an object`) as unknown as Values;
  return Object.entries(values).map(([name, entry]) => {
    if (!isEventValue(entry)) throw new InvalidResultError(`${what}.${name} needs a value that is a string`);
    return [name, entry.multiValue === undefined ? [entry] : changedValues(entry, before(name))];
  });
}

function isEventValue(entry: unknown): entry is EventValue {
  if (typeof entry !== "object" || entry === null) return false;
  const { value, multiValue } = entry as Partial<EventValue>;
  if (multiValue !== undefined) return Array.isArray(multiValue) && multiValue.every(isEventValue);
  return typeof value === "string";
}

function asObject(value: unknown, rule: string): Record<string, unknown> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new InvalidResultError(rule);
  return value as Record<string, unknown>;
}
