import type { CloudRequest, CloudResponse } from "../http";
import { childText, parseXml } from "../xml/element";
import { listingParameters } from "./listing";
import type { S3Target } from "./target";
import type { KnownVersion, Versions } from "./versions";

/** moto's answer with S3's ids and dates of versions, and its word on replication. */
export function asShown(
  request: CloudRequest,
  response: CloudResponse,
  { bucket, key }: S3Target & { readonly bucket: string },
  versions: Versions,
): CloudResponse {
  if (key === undefined) return listedAsShown(request, response, bucket, versions);
  const id = response.headers["x-amz-version-id"];
  const known = typeof id === "string" ? versions.known(bucket, id) : undefined;
  if (known === undefined) return response;
  const isRead = request.method === "GET" || request.method === "HEAD";
  return {
    ...response,
    headers: {
      ...response.headers,
      "x-amz-version-id": known.shown,
      ...(isRead && known.status && { "x-amz-replication-status": known.status }),
      ...(isRead && known.lastModified && { "last-modified": known.lastModified }),
    },
  };
}

/** moto's name of the account in ACLs; in its list of buckets the same account has another one. */
const account = "75aa57f09aa0c8caeab4f8c24e99d10f8e7faeebf76c078efc7c6caea54ba06a";
const asListed = "bcaf1ffd86f41161ca5fb16fd081034f";

/** The list of buckets with the canonical id that the account has everywhere (S3 user guide, "Canonical user ID"). */
export function ownerAsShown(response: CloudResponse): CloudResponse {
  const body = Buffer.from(response.body).toString("utf8");
  return { ...response, body: body.replace(`<ID>${asListed}</ID>`, `<ID>${account}</ID>`) };
}

function listedAsShown(
  { method, query }: CloudRequest,
  response: CloudResponse,
  bucket: string,
  versions: Versions,
): CloudResponse {
  if (response.status !== 200) return response;
  const body = () => Buffer.from(response.body).toString("utf8");
  if (query.has("delete")) {
    return { ...response, body: replaceIds(body(), (stored) => versions.shown(bucket, stored)) };
  }
  if (method !== "GET" || [...query.keys()].some((name) => !listings.has(name))) return response;
  return {
    ...response,
    body: body().replace(listed, (entry) => entryAsShown(entry, query, bucket, versions)),
  };
}

/** What the listings of a bucket take; any other query asks for something else. */
const listings = new Set([...listingParameters, "versions", "key-marker", "version-id-marker"]);
const listed = /<(Contents|Version|DeleteMarker)>.*?<\/\1>/gs;

function entryAsShown(entry: string, query: URLSearchParams, bucket: string, versions: Versions): string {
  const element = parseXml(entry);
  const stored = childText(element, "VersionId");
  const key = childText(element, "Key") ?? "";
  const decoded = query.get("encoding-type") === "url" ? decodeURIComponent(key.replaceAll("+", " ")) : key;
  const known = stored === undefined ? versions.current(bucket, decoded) : versions.known(bucket, stored);
  return known
    ? withDate(
        replaceIds(entry, () => known.shown),
        known,
      )
    : entry;
}

function withDate(entry: string, { lastModified }: KnownVersion): string {
  if (lastModified === undefined) return entry;
  const date = new Date(lastModified).toISOString();
  return entry.replace(/(<LastModified>)[^<]*/, (_all, tag) => `${tag}${date}`);
}

export function replaceIds(xml: string, replace: (id: string) => string): string {
  return xml.replace(
    /<((?:DeleteMarker)?VersionId)>([^<]+)<\//g,
    (_all, name, id) => `<${name}>${replace(id)}</`,
  );
}
