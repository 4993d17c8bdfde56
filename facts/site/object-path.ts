import { decodePath, encodePath } from "./path";

/**
 * Canonical path for S3's REST endpoint, which reads `+` as a space, while browsers send it for itself. A website
 * endpoint takes both spellings for a plus.
 */
export function forRestEndpoint(path: string): string {
  return path.replace(/\+/g, "%2B");
}

/** The path under which the edge asks S3 for a key, and holds the answer, however visitors wrote it. */
export function objectPath(key: string): string {
  return forRestEndpoint(encodePath(`/${key}`));
}

/** The key that an endpoint of S3 reads from a path; undefined where it cannot. Dots and slashes are like any character. */
export function keyOfPath(path: string, endpoint: "rest" | "website"): string | undefined {
  const raw = path.charAt(0) === "/" ? path.slice(1) : path;
  return decodePath(endpoint === "rest" ? raw.replaceAll("+", " ") : raw);
}

/** A key in S3's own requests: all but unreserved characters are escaped, as signatures have it (S3 API, Authenticating requests). */
export function requestPath(key: string): string {
  return key
    .split("/")
    .map((segment) => encodeURIComponent(segment).replace(/[!'()*]/g, escaped))
    .join("/");
}

function escaped(character: string): string {
  return `%${character.charCodeAt(0).toString(16).toUpperCase()}`;
}
