import { HeaderMap } from "../../../facts/http/header-map";
import { remembered } from "../../../facts/remembered";
import { isLegacy } from "../legacy-behavior";
import type { CachePolicy, OriginRequestPolicy, Selection } from "../model";
import { compileAcceptEncoding } from "./accept-encoding";
import type { KeyRequest } from "./key-request";
import { compileCookieSelection, compileSelection, selectCookies, selectQuery } from "./selection";

/** A viewer's request with what CloudFront tells the origin about it. */
export interface OriginPartsRequest extends KeyRequest {
  readonly clientIp: string;
  /** The Via element of this edge, "1.1 <id>.cloudfront.net (CloudFront)". */
  readonly via: string;
}

const LOWER = (name: string) => name.toLowerCase();
/**
 * Never sent to an origin: CloudFront removes or replaces them, or they are of one connection only (CloudFront guide,
 * "HTTP request headers and CloudFront behavior").
 */
const NEVER_FORWARDED =
  /^(?:connection|content-length|cookie|expect|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade|via|x-amz-cf-.*|x-edge-.*|x-forwarded-for|x-forwarded-proto|x-real-ip)$/;
/** Sent only with a request whose answer is not cached: what describes its body, and its conditions. */
const PASSED_THROUGH =
  /^(?:authorization|cache-control|content-.*|date|from|if-.*|origin|pragma|range|warning)$/;

/**
 * What reaches the origin: everything in the cache key, what the origin request policy adds, and the headers that
 * CloudFront writes itself. Host is absent unless forwarded; the caller then sets the origin's domain name. S3
 * never sees a Host that only the cache policy names, since caching on it is not supported there. Authorization goes with
 * OPTIONS only where its answers are not cached.
 * CloudFront guide, "Understand origin request policies", "HTTP request headers and CloudFront behavior".
 */
export function originRequestParts(
  cachePolicy: CachePolicy,
  originRequestPolicy: OriginRequestPolicy | undefined,
  isS3: boolean,
  cachesOptions: boolean,
): (request: OriginPartsRequest) => { query: string; headers: HeaderMap } {
  const none: Selection = { behavior: "none", items: [] };
  const policy = originRequestPolicy ?? { queryStrings: none, headers: none, cookies: none };
  const isQuerySelected = either(
    compileSelection(cachePolicy.queryStrings),
    compileSelection(policy.queryStrings),
  );
  const isCookieSelected = either(
    compileCookieSelection(cachePolicy.cookies),
    compileCookieSelection(policy.cookies),
  );
  const isKeyHeader = compileSelection(cachePolicy.headers, LOWER);
  const isPolicyHeader = compileOriginHeaders(policy.headers);
  const normalize = compileAcceptEncoding(cachePolicy);
  const isSelected = remembered(
    (name) =>
      !NEVER_FORWARDED.test(name) &&
      (isPolicyHeader(name) || (isKeyHeader(name) && !(isS3 && name === "host"))),
  );
  const isForwarded = (name: string, method: string) => {
    if (isSelected(name)) return true;
    if (method === "GET" || method === "HEAD" || NEVER_FORWARDED.test(name)) return false;
    return method === "OPTIONS" ? name === "authorization" && !cachesOptions : PASSED_THROUGH.test(name);
  };
  return (request) => {
    const headers = new HeaderMap();
    const { flat } = request.headers;
    for (let i = 0; i < flat.length; i += 2) {
      const name = flat[i] as string;
      if (isForwarded(name, request.method)) headers.append(name, flat[i + 1] as string);
    }
    if (normalize !== undefined) {
      const accepted = normalize(request.headers.get("accept-encoding"));
      const isSaid = !isLegacy(cachePolicy) && request.headers.has("accept-encoding");
      if (accepted !== "" || isSaid) headers.set("accept-encoding", accepted || "identity");
      else headers.delete("accept-encoding");
    }
    const cookies = selectCookies(request.headers.getAll("cookie"), isCookieSelected);
    if (cookies !== "") headers.set("cookie", cookies);
    if (!headers.has("user-agent")) headers.set("user-agent", "Amazon CloudFront");
    headers.set("x-forwarded-for", appended(request.headers.get("x-forwarded-for"), request.clientIp));
    headers.set("via", appended(request.headers.get("via"), request.via));
    return { query: selectQuery(request.query, isQuerySelected), headers };
  };
}

/** CloudFront-* headers are CloudFront's, not the viewer's: only those listed by name are sent. */
function compileOriginHeaders(selection: Selection): (name: string) => boolean {
  const isSelected = compileSelection(selection, LOWER);
  const listed = new Set(selection.items.map(LOWER));
  if (selection.behavior === "all") return (name) => !name.startsWith("cloudfront-") || listed.has(name);
  if (selection.behavior === "allExcept") {
    return (name) => !name.startsWith("cloudfront-") && isSelected(name);
  }
  return isSelected;
}

function either(a: (name: string) => boolean, b: (name: string) => boolean): (name: string) => boolean {
  return (name) => a(name) || b(name);
}

function appended(value: string | null, addition: string): string {
  return value === null ? addition : `${value}, ${addition}`;
}
