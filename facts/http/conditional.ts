import { parseHttpDate } from "./date";
import { HeaderMap } from "./header-map";

const ENTITY_TAG = /(?:W\/)?("[^"]*")/g;

/**
 * Whether a viewer that sent these headers already holds the response, so that 304 is the answer. RFC 9110, 13.1;
 * CloudFront guide, "Request and response behavior", conditional requests.
 */
export function isNotModified(requestHeaders: HeaderMap, responseHeaders: HeaderMap): boolean {
  const ifNoneMatch = requestHeaders.get("if-none-match");
  if (ifNoneMatch !== null) return matchesTag(ifNoneMatch, responseHeaders.get("etag"));
  const since = parseHttpDate(requestHeaders.get("if-modified-since") ?? "");
  const modified = parseHttpDate(responseHeaders.get("last-modified") ?? "");
  return since !== undefined && modified !== undefined && modified <= since;
}

/** The headers that revalidate a stored response, from the validators that the origin gave it. */
export function conditionalHeaders(stored: HeaderMap): HeaderMap {
  const headers = new HeaderMap();
  const etag = stored.get("etag");
  const modified = stored.get("last-modified");
  if (etag !== null) headers.set("If-None-Match", etag);
  if (modified !== null) headers.set("If-Modified-Since", modified);
  return headers;
}

/** Weak comparison: the W/ prefix does not count. */
function matchesTag(list: string, etag: string | null): boolean {
  if (list.trim() === "*") return true;
  if (etag === null) return false;
  const opaque = withoutWeak(etag);
  const sent = withoutWeak(list);
  // One tag is what browsers and caches send.
  if (sent.startsWith('"') && sent.indexOf('"', 1) === sent.length - 1) return sent === opaque;
  if (list === opaque) return true;
  for (const [, candidate] of list.matchAll(ENTITY_TAG)) if (candidate === opaque) return true;
  return false;
}

function withoutWeak(tag: string): string {
  return tag.startsWith("W/") ? tag.slice(2) : tag;
}
