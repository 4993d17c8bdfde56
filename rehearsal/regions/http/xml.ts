import type { S3Error } from "../errors";
import type { Listing, ListOptions } from "../store/listing";

const declaration = '<?xml version="1.0" encoding="UTF-8"?>\n';

export function errorXml(error: S3Error, requestId: string, hostId: string): string {
  const details = Object.entries(error.options.details ?? {}).map(([name, value]) => element(name, value));
  return `${declaration}<Error>${element("Code", error.code)}${element("Message", error.message)}${details.join("")}${element("RequestId", requestId)}${element("HostId", hostId)}</Error>`;
}

/** ListBucketResult of ListObjectsV2 (`version` 2) or of its predecessor. */
export function listXml(bucket: string, options: ListOptions, listing: Listing, version: 1 | 2): string {
  const contents = listing.contents.map(
    ({ key, lastModified, content }) =>
      `<Contents>${element("Key", key)}${element("LastModified", new Date(lastModified).toISOString())}${element("ETag", content.etag)}${element("Size", String(content.body.length))}<StorageClass>STANDARD</StorageClass></Contents>`,
  );
  const prefixes = listing.commonPrefixes.map(
    (prefix) => `<CommonPrefixes>${element("Prefix", prefix)}</CommonPrefixes>`,
  );
  const count = contents.length + prefixes.length;
  const paging =
    version === 2
      ? `${element("KeyCount", String(count))}${listing.nextContinuationToken === undefined ? "" : element("NextContinuationToken", listing.nextContinuationToken)}`
      : "<Marker></Marker>";
  const delimiter = options.delimiter ? element("Delimiter", options.delimiter) : "";
  return `${declaration}<ListBucketResult xmlns="http://s3.amazonaws.com/doc/2006-03-01/">${element("Name", bucket)}${element("Prefix", options.prefix ?? "")}${paging}${element("MaxKeys", String(options.maxKeys ?? 1000))}${delimiter}${element("IsTruncated", String(listing.isTruncated))}${contents.join("")}${prefixes.join("")}</ListBucketResult>`;
}

function element(name: string, text: string): string {
  return `<${name}>${escapeText(text)}</${name}>`;
}

const special = /[&<>"'\p{Cc}]/u;

export function escapeText(text: string): string {
  // Nearly every text has none, and to look takes a third of what replacing nothing does.
  if (!special.test(text)) return text;
  return text.replace(/[&<>"']|\p{Cc}/gu, (found) => {
    const named = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&apos;" }[found];
    return named ?? `&#x${found.charCodeAt(0).toString(16)};`;
  });
}
