import { createHash } from "node:crypto";
import type { HeaderMap } from "../../../facts/http/header-map";
import { errorPage } from "../edge-error";

interface RangedResponse {
  readonly status: number;
  readonly headers: HeaderMap;
  readonly body: Uint8Array;
}

/** Offsets, both inclusive. */
interface ByteRange {
  readonly first: number;
  readonly last: number;
}

/**
 * Answers a GET's Range from a whole 200 response. A malformed header, another unit, a failed If-Range, and
 * several ranges that overlap or descend give the whole object; none satisfiable gives 416. CloudFront guide,
 * "How CloudFront processes partial requests for an object (range GETs)"; RFC 9110, 14.
 */
export function applyRange(
  method: string,
  requestHeaders: HeaderMap,
  response: RangedResponse,
): RangedResponse {
  const header = requestHeaders.get("range");
  if (header === null || method !== "GET" || response.status !== 200) return response;
  if (!ifRangeHolds(requestHeaders.get("if-range"), response.headers)) return response;
  const size = response.body.length;
  const ranges = parseRanges(header, size);
  if (ranges === undefined) return response;
  if (ranges.length === 0) return unsatisfiable(size);
  if (ranges.some((range, i) => i > 0 && range.first <= (ranges[i - 1] as ByteRange).last)) return response;
  if (ranges.length > 1) return multipart(response, ranges);
  const range = ranges[0] as ByteRange;
  const body = response.body.subarray(range.first, range.last + 1);
  const headers = response.headers.clone();
  headers.set("Content-Range", contentRange(range, size));
  headers.set("Content-Length", String(body.length));
  return { status: 206, headers, body };
}

/** The satisfiable ranges in the order asked; undefined if the header is not a list of byte ranges. */
function parseRanges(header: string, size: number): ByteRange[] | undefined {
  const list = /^\s*bytes\s*=(.*)$/i.exec(header)?.[1];
  if (list === undefined) return undefined;
  const ranges: ByteRange[] = [];
  for (const item of list.split(",")) {
    const [, from, to] = /^\s*(\d*)-(\d*)\s*$/.exec(item) ?? [];
    if (from === undefined || to === undefined || (from === "" && to === "")) return undefined;
    if (from !== "" && to !== "" && Number(from) > Number(to)) return undefined;
    const first = from === "" ? Math.max(0, size - Number(to)) : Number(from);
    const last = from === "" || to === "" ? size - 1 : Math.min(Number(to), size - 1);
    if (first <= last) ranges.push({ first, last });
  }
  return ranges;
}

/** Strong comparison only: a weak tag never holds. A date must be the Last-Modified to the letter. */
function ifRangeHolds(ifRange: string | null, headers: HeaderMap): boolean {
  if (ifRange === null) return true;
  return ifRange.startsWith('"') ? ifRange === headers.get("etag") : ifRange === headers.get("last-modified");
}

function unsatisfiable(size: number): RangedResponse {
  const { status, headers, body } = errorPage(416);
  headers.set("Content-Range", `bytes */${size}`);
  return { status, headers, body };
}

function multipart(response: RangedResponse, ranges: readonly ByteRange[]): RangedResponse {
  const size = response.body.length;
  const boundary = freeBoundary(response.body, ranges);
  const type = response.headers.get("content-type");
  const chunks = ranges.flatMap((range, i) => [
    Buffer.from(
      `${i === 0 ? "" : "\r\n"}--${boundary}\r\n${type === null ? "" : `Content-Type: ${type}\r\n`}Content-Range: ${contentRange(range, size)}\r\n\r\n`,
    ),
    response.body.subarray(range.first, range.last + 1),
  ]);
  const body = Buffer.concat([...chunks, Buffer.from(`\r\n--${boundary}--\r\n`)]);
  const headers = response.headers.clone();
  headers.set("Content-Type", `multipart/byteranges; boundary=${boundary}`);
  headers.set("Content-Length", String(body.length));
  return { status: 206, headers, body };
}

/** A boundary that does not occur in the object; derived from the ranges, so that equal requests get equal bytes. */
function freeBoundary(body: Uint8Array, ranges: readonly ByteRange[]): string {
  const haystack = Buffer.from(body.buffer, body.byteOffset, body.byteLength);
  for (let salt = 0; ; salt++) {
    const digest = createHash("sha256")
      .update(JSON.stringify([salt, ranges]))
      .digest("hex")
      .slice(0, 32);
    if (!haystack.includes(digest)) return digest;
  }
}

function contentRange(range: ByteRange, size: number): string {
  return `bytes ${range.first}-${range.last}/${size}`;
}
