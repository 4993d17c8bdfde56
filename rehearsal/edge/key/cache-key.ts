import type { HeaderMap } from "../../../facts/http/header-map";
import { remembered } from "../../../facts/remembered";
import type { CachePolicy } from "../model";
import { compileAcceptEncoding } from "./accept-encoding";
import type { KeyRequest } from "./key-request";
import { compileCookieSelection, compileSelection, selectCookies, selectQuery } from "./selection";

/**
 * The cache key of a behaviour's requests: path and what the policy selects. Each part carries its length, so no
 * value can pass for another's. The method counts for OPTIONS only. CloudFront guide, "Understand the cache key".
 *
 * @param owner what the key begins with, the same for every request
 */
export function compileCacheKey(policy: CachePolicy, owner = ""): (request: KeyRequest) => string {
  const hasQuery = policy.queryStrings.behavior !== "none";
  const hasCookies = policy.cookies.behavior !== "none";
  const isQuerySelected = compileSelection(policy.queryStrings);
  const isCookieSelected = compileCookieSelection(policy.cookies);
  const normalize = compileAcceptEncoding(policy);
  const selectHeaders = compileHeaders(policy);
  /** Of what most requests are: a path without a query, where nothing else counts but the encoding. */
  const isPlain = policy.headers.behavior === "none" && !hasCookies;
  const noQuery = hasQuery ? part("") : "";
  const plainKey = remembered((encoding) =>
    remembered((uri) => `${owner}GET ${part(uri)}${noQuery}${encoding}`),
  );
  return (request) => {
    if (isPlain && request.method !== "OPTIONS" && (!hasQuery || request.query === ""))
      return plainKey(normalize?.(request.headers.get("accept-encoding")) ?? "")(request.uri);
    let key = `${owner}${request.method === "OPTIONS" ? "OPTIONS" : "GET"} ${part(request.uri)}`;
    if (hasQuery) key += part(selectQuery(request.query, isQuerySelected));
    key += selectHeaders(request.headers);
    if (hasCookies) key += part(selectCookies(request.headers.getAll("cookie"), isCookieSelected));
    return normalize === undefined ? key : key + normalize(request.headers.get("accept-encoding"));
  };
}

/** Header names fold case, values do not; an absent header differs from an empty one. */
function compileHeaders(policy: CachePolicy): (headers: HeaderMap) => string {
  const { behavior } = policy.headers;
  if (behavior === "none") return () => "";
  if (behavior === "whitelist") {
    const names = policy.headers.items.map((name) => name.toLowerCase()).sort();
    return (headers) => names.map((name) => optionalPart(headers.get(name))).join("");
  }
  const isSelected = compileSelection(policy.headers, (name) => name.toLowerCase());
  return (headers) => {
    const names = [...headers.names()].filter(isSelected).sort();
    return `${names.length};${names.map((name) => part(name) + optionalPart(headers.get(name))).join("")}`;
  };
}

function part(value: string): string {
  return `${value.length}:${value}`;
}

function optionalPart(value: string | null): string {
  return value === null ? "-" : part(value);
}
