import { parseHttpDate } from "../../../facts/http/date";
import type { HeaderMap } from "../../../facts/http/header-map";
import { s3Errors } from "../errors";
import type { ObjectVersion } from "../store/objects";

/**
 * Whether the answer is 304; throws PreconditionFailed. If-Match decides over If-Unmodified-Since, and
 * If-None-Match over If-Modified-Since (S3 API, GetObject).
 */
export function answersNotModified(headers: HeaderMap, version: ObjectVersion): boolean {
  const { etag } = version.content;
  const ifMatch = headers.get("if-match");
  if (ifMatch !== null) {
    if (!matchesAny(ifMatch, etag, false)) throw s3Errors.preconditionFailed("If-Match");
  } else {
    const since = httpDate(headers.get("if-unmodified-since"));
    if (since !== undefined && seconds(version) > since)
      throw s3Errors.preconditionFailed("If-Unmodified-Since");
  }
  const ifNoneMatch = headers.get("if-none-match");
  if (ifNoneMatch !== null) return matchesAny(ifNoneMatch, etag, true);
  const since = httpDate(headers.get("if-modified-since"));
  return since !== undefined && seconds(version) <= since;
}

/** If-Range: the range counts only for the very object that the client has. */
export function rangeStillHolds(headers: HeaderMap, version: ObjectVersion): boolean {
  const ifRange = headers.get("if-range");
  if (ifRange === null) return true;
  return ifRange === version.content.etag || httpDate(ifRange) === seconds(version);
}

function matchesAny(list: string, etag: string, weakly: boolean): boolean {
  if (list === etag || list.trim() === "*") return true;
  return list.split(",").some((item) => {
    const tag = item.trim();
    const strong = weakly && tag.startsWith("W/") ? tag.slice(2) : tag;
    return strong === etag || `"${strong}"` === etag;
  });
}

/** HTTP dates have whole seconds. */
function seconds(version: ObjectVersion): number {
  return Math.floor(version.lastModified / 1000);
}

function httpDate(text: string | null): number | undefined {
  const time = text === null ? undefined : parseHttpDate(text);
  return time === undefined ? undefined : time / 1000;
}
