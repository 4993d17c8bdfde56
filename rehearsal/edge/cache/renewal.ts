import type { HeaderMap } from "../../../facts/http/header-map";

/** Headers of a 304 that speak of the representation at the origin, not of the copy here. */
const DESCRIBES_BODY = new Set([
  "content-length",
  "content-encoding",
  "content-type",
  "content-range",
  "etag",
]);

/** Headers of a stored copy after a 304, whose headers replace those that do not describe the body. */
export function renewedHeaders(stored: HeaderMap, changes: HeaderMap): HeaderMap {
  const names = changes.names().filter((name) => !DESCRIBES_BODY.has(name));
  const headers = stored.without(names);
  for (const name of names) for (const value of changes.getAll(name)) headers.append(name, value);
  return headers;
}
