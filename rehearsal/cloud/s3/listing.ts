import type { CloudRequest, CloudResponse } from "../http";
import { childText, element, escapeXml, parseXml } from "../xml/element";
import { s3ErrorResponse } from "./errors";
import type { S3Target } from "./target";

/** What a listing of objects takes; any other query asks for something else. */
export const listingParameters: ReadonlySet<string> = new Set([
  ...["list-type", "prefix", "delimiter", "max-keys", "encoding-type", "fetch-owner", "start-after"],
  ...["continuation-token", "marker", "x-id"],
]);

/**
 * Sends a request on, a listing so that the answer is S3's (S3 API reference, ListObjects and ListObjectsV2): moto counts no
 * common prefixes in the first version, says them on every page, and names a page that follows by a number.
 */
export async function withListing(
  request: CloudRequest,
  { key }: S3Target,
  send: (request: CloudRequest) => Promise<CloudResponse>,
): Promise<CloudResponse> {
  const { method, query } = request;
  if (method !== "GET" || key !== undefined || [...query.keys()].some((name) => !listingParameters.has(name)))
    return send(request);
  const isFirst = query.get("list-type") !== "2";
  const response = await send(isFirst ? asSecond(request) : request);
  if (query.has("continuation-token") && !isFirst && response.status >= 400 && response.status !== 404)
    return s3ErrorResponse(400, "InvalidArgument", "The continuation token provided is incorrect", {
      ArgumentName: "continuation-token",
    });
  if (response.status !== 200) return response;
  const body = Buffer.from(response.body).toString("utf8");
  return { ...response, body: isFirst ? asFirst(body, query) : withStart(body, query) };
}

function asSecond(request: CloudRequest): CloudRequest {
  const query = new URLSearchParams(request.query);
  const marker = query.get("marker");
  query.delete("marker");
  query.set("list-type", "2");
  query.set("fetch-owner", "true");
  if (marker) query.set("start-after", marker);
  return { ...request, query, rawQuery: query.toString() };
}

/** The answer in the words of the first version: a marker for the next page where a delimiter makes it hard to tell. */
function asFirst(body: string, query: URLSearchParams): string {
  const rest = body
    .replace(/<(KeyCount|NextContinuationToken|StartAfter)>[^<]*<\/\1>/g, "")
    .replace(/<Marker\s*\/>|<Marker>[^<]*<\/Marker>/, "");
  const isTruncated = rest.includes("<IsTruncated>true<");
  const last = isTruncated && query.get("delimiter") ? lastOf(body, isEncoded(query)) : undefined;
  const next = last === undefined ? "" : element("NextMarker", escapeXml(last));
  const marker = element("Marker", escapeXml(encoded(query.get("marker") ?? "", query)));
  return rest.replace("</ListBucketResult>", `${marker}${next}</ListBucketResult>`);
}

/** moto gives the start back as it came, where it says that all names are encoded. */
function withStart(body: string, query: URLSearchParams): string {
  const start = escapeXml(encoded(query.get("start-after") ?? "", query));
  return body.replace(/<StartAfter>[^<]*<\/StartAfter>/, () => element("StartAfter", start));
}

/** The name that comes last of the keys and common prefixes of a page, as it stands there. */
function lastOf(body: string, areEncoded: boolean): string | undefined {
  const bytes = (name: string) =>
    Buffer.from(areEncoded ? decodeURIComponent(name.replaceAll("+", " ")) : name);
  const names = parseXml(body).children.flatMap((one) => {
    const name = childText(one, one.name === "CommonPrefixes" ? "Prefix" : "Key");
    return name === undefined || (one.name !== "Contents" && one.name !== "CommonPrefixes") ? [] : [name];
  });
  return names.toSorted((a, b) => Buffer.compare(bytes(a), bytes(b))).at(-1);
}

function encoded(name: string, query: URLSearchParams): string {
  return isEncoded(query) ? encodeURIComponent(name).replaceAll("%2F", "/").replaceAll("%20", "+") : name;
}

function isEncoded(query: URLSearchParams): boolean {
  return query.get("encoding-type") === "url";
}
