import type { HeaderMap } from "./http/header-map";
import type { CachePolicy } from "./model";
import { compileCookieSelection, compileSelection, selectCookies, selectQuery } from "./selection";

export { originRequestParts } from "./origin-request-parts";

/** What of a viewer's request can be in a cache key. CloudFront-* headers have been added by the edge. */
export interface KeyRequest {
  readonly method: string;
  readonly uri: string;
  /** Without the question mark. */
  readonly query: string;
  readonly headers: HeaderMap;
}

/**
 * The cache key of a behaviour's requests: path and what the policy selects. Each part carries its length, so no
 * value can pass for another's. The method counts for OPTIONS only. CloudFront guide, "Understand the cache key".
 */
export function compileCacheKey(policy: CachePolicy): (request: KeyRequest) => string {
  const hasQuery = policy.queryStrings.behavior !== "none";
  const hasCookies = policy.cookies.behavior !== "none";
  const isQuerySelected = compileSelection(policy.queryStrings);
  const isCookieSelected = compileCookieSelection(policy.cookies);
  const normalize = compileAcceptEncoding(policy);
  const selectHeaders = compileHeaders(policy);
  return (request) => {
    let key = `${request.method === "OPTIONS" ? "OPTIONS" : "GET"} ${part(request.uri)}`;
    if (hasQuery) key += part(selectQuery(request.query, isQuerySelected));
    key += selectHeaders(request.headers);
    if (hasCookies) key += part(selectCookies(request.headers.getAll("cookie"), isCookieSelected));
    return normalize === undefined ? key : key + normalize(request.headers.get("accept-encoding"));
  };
}

/**
 * The Accept-Encoding that stands in the key and goes to the origin: "br,gzip", "br", "gzip" or "" for none;
 * undefined where the policy leaves the header alone. CloudFront guide, "Cache compressed objects".
 */
export function compileAcceptEncoding(
  policy: CachePolicy,
): ((acceptEncoding: string | null) => string) | undefined {
  const { enableAcceptEncodingBrotli: brotli, enableAcceptEncodingGzip: gzip } = policy;
  if (!brotli && !gzip) return undefined;
  let lastValue: string | null = null;
  let lastResult = "";
  return (value) => {
    if (value === lastValue) return lastResult;
    const accepted = acceptedCodings(value ?? "");
    const names = [brotli && accepted.has("br") && "br", gzip && accepted.has("gzip") && "gzip"];
    lastValue = value;
    lastResult = names.filter(Boolean).join(",");
    return lastResult;
  };
}

function acceptedCodings(value: string): Set<string> {
  const codings = value.toLowerCase().split(",");
  const accepted = codings.filter((coding) => !/;\s*q\s*=\s*0(\.0*)?\s*$/.test(coding));
  return new Set(accepted.map((coding) => (coding.split(";")[0] as string).trim()));
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
