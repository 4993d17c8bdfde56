import type { HeaderMap } from "../../../facts/http/header-map";

/** Headers of a 304 that speak of the representation at the origin, not of the copy here. */
const DESCRIBES_BODY = ["content-length", "content-encoding", "content-type", "content-range", "etag"];

/** Headers of a stored copy after a 304, whose headers replace those that do not describe the body. */
export function renewedHeaders(stored: HeaderMap, changes: HeaderMap): HeaderMap {
  return stored.with(changes.without(DESCRIBES_BODY));
}
