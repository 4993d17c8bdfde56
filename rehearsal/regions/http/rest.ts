import { HeaderMap } from "../../../facts/http/header-map";
import type { Bucket } from "../bucket";
import { S3Error, s3Errors } from "../errors";
import type { ListOptions } from "../store/listing";
import type { ObjectVersion } from "../store/objects";
import type { S3Answer } from "./answer";
import type { Caller } from "./caller";
import { answerPreflight } from "./cors";
import { requestedKey } from "./key";
import { answersNotModified, rangeStillHolds } from "./preconditions";
import { parseRange } from "./range";
import { listXml } from "./xml";

const empty = new Uint8Array(0);
const encoder = new TextEncoder();
const subresources = new Set([
  "acl",
  "attributes",
  "cors",
  "lifecycle",
  "location",
  "logging",
  "notification",
  "policy",
  "replication",
  "tagging",
  "torrent",
  "uploads",
  "versioning",
  "versions",
  "website",
]);

/** One request at the REST endpoint; throws S3Error. */
export function answerRest(bucket: Bucket, caller: Caller): S3Answer {
  const { method, path, query, headers } = caller.request;
  const parameters = query === "" ? none : new Map(new URLSearchParams(query));
  if (caller.principal.type === "anonymous" && headers.has("authorization"))
    throw s3Errors.invalidArgument("Unsupported Authorization Type");
  if (method === "OPTIONS") return answerPreflight(bucket, caller.request);
  const key = requestedKey(path, "rest");
  for (const name of parameters.keys()) if (subresources.has(name)) throw s3Errors.accessDenied();
  if (method === "GET" || method === "HEAD") {
    const asked = responseHeaders(parameters, caller);
    if (key === "") return method === "HEAD" ? headBucket(bucket, caller) : list(bucket, caller, parameters);
    const versionId = parameters.get("versionId");
    const object = readable(bucket, caller, key, versionId);
    const answer = answerObject(object, caller, bucket.store.hasVersionIds);
    for (const [name, value] of asked) answer.headers.set(name, value);
    return answer;
  }
  if (method === "PUT" && key !== "") return put(bucket, caller, key);
  if (method === "DELETE" && key !== "") return remove(bucket, caller, key, parameters.get("versionId"));
  throw s3Errors.methodNotAllowed(method);
}

const none: ReadonlyMap<string, string> = new Map();

/** Headers of a response that a signed request may choose (S3 API, GetObject, "Overriding response header values"). */
export const chosenHeaders: Readonly<Record<string, string>> = {
  "response-cache-control": "cache-control",
  "response-content-disposition": "content-disposition",
  "response-content-encoding": "content-encoding",
  "response-content-language": "content-language",
  "response-content-type": "content-type",
  "response-expires": "expires",
};

function responseHeaders(parameters: ReadonlyMap<string, string>, caller: Caller): [string, string][] {
  const asked: [string, string][] = [];
  for (const [parameter, value] of parameters) {
    const name = Object.hasOwn(chosenHeaders, parameter) ? chosenHeaders[parameter] : undefined;
    if (name === undefined) continue;
    if (caller.principal.type === "anonymous") throw signedOnly(parameter);
    asked.push([name, value]);
  }
  return asked;
}

/** The object if the caller may read it; a missing key is a 404 for those who may list, else a 403. */
export function readable(bucket: Bucket, caller: Caller, key: string, versionId?: string): ObjectVersion {
  const action = versionId === undefined ? "s3:GetObject" : "s3:GetObjectVersion";
  if (!caller.may(bucket, action, key)) throw s3Errors.accessDenied();
  if (versionId === "") throw s3Errors.invalidArgument("Version id cannot be the empty string");
  if (versionId === undefined) {
    const current = bucket.store.current(key);
    if (current?.type === "object") return current;
  }
  if (versionId === undefined && !caller.may(bucket, "s3:ListBucket")) throw s3Errors.accessDenied();
  return bucket.store.get(key, versionId);
}

/** GET or HEAD of an object: conditions first, then the range. */
export function answerObject(version: ObjectVersion, caller: Caller, hasVersionIds: boolean): S3Answer {
  const { method, headers: asked } = caller.request;
  const { body, etag, metadata } = version.content;
  const headers = new HeaderMap();
  headers.set("last-modified", version.lastModifiedHttp);
  headers.set("etag", etag);
  if (metadata.cacheControl !== undefined) headers.set("cache-control", metadata.cacheControl);
  if (metadata.expires !== undefined) headers.set("expires", metadata.expires);
  if (hasVersionIds) headers.set("x-amz-version-id", version.versionId);
  if (version.replicationStatus !== undefined)
    headers.set("x-amz-replication-status", version.replicationStatus);
  if (answersNotModified(asked, version)) return { status: 304, headers, body: empty };
  headers.set("accept-ranges", "bytes");
  headers.set("x-amz-server-side-encryption", "AES256");
  headers.set("content-type", metadata.contentType ?? "binary/octet-stream");
  if (metadata.contentDisposition !== undefined)
    headers.set("content-disposition", metadata.contentDisposition);
  if (metadata.contentEncoding !== undefined) headers.set("content-encoding", metadata.contentEncoding);
  if (metadata.contentLanguage !== undefined) headers.set("content-language", metadata.contentLanguage);
  if (metadata.websiteRedirectLocation !== undefined)
    headers.set("x-amz-website-redirect-location", metadata.websiteRedirectLocation);
  for (const name in metadata.userMetadata)
    headers.set(`x-amz-meta-${name}`, metadata.userMetadata[name] as string);
  const asksRange = asked.has("range") && rangeStillHolds(asked, version);
  const range = asksRange ? parseRange(asked.get("range"), body.length) : undefined;
  const served = range === undefined ? body : body.subarray(range[0], range[1] + 1);
  headers.set("content-length", String(served.length));
  if (range !== undefined) headers.set("content-range", `bytes ${range[0]}-${range[1]}/${body.length}`);
  return { status: range === undefined ? 200 : 206, headers, body: method === "HEAD" ? empty : served };
}

function list(bucket: Bucket, caller: Caller, parameters: ReadonlyMap<string, string>): S3Answer {
  if (!caller.may(bucket, "s3:ListBucket", undefined, parameters)) throw s3Errors.accessDenied();
  const maxKeys = parameters.get("max-keys");
  if (maxKeys !== undefined && !/^\d{1,9}$/.test(maxKeys))
    throw s3Errors.invalidArgument("Provided max-keys not an integer or within integer range");
  const options: ListOptions = {
    prefix: parameters.get("prefix"),
    delimiter: parameters.get("delimiter"),
    startAfter: parameters.get("start-after"),
    continuationToken: parameters.get("continuation-token"),
    maxKeys: maxKeys === undefined ? undefined : Number(maxKeys),
  };
  const version = parameters.get("list-type") === "2" ? 2 : 1;
  const body = encoder.encode(listXml(bucket.store.name, options, bucket.store.list(options), version));
  const headers = new HeaderMap({
    "content-type": "application/xml",
    "x-amz-bucket-region": bucket.store.region,
  });
  return { status: 200, headers, body };
}

function headBucket(bucket: Bucket, caller: Caller): S3Answer {
  if (!caller.may(bucket, "s3:ListBucket")) throw s3Errors.accessDenied();
  return { status: 200, headers: new HeaderMap({ "x-amz-bucket-region": bucket.store.region }), body: empty };
}

function put(bucket: Bucket, caller: Caller, key: string): S3Answer {
  if (!caller.may(bucket, "s3:PutObject", key)) throw s3Errors.accessDenied();
  const { headers: asked, body = empty } = caller.request;
  const version = bucket.store.put(key, body, {
    contentType: asked.get("content-type") ?? undefined,
    contentEncoding: asked.get("content-encoding") ?? undefined,
    cacheControl: asked.get("cache-control") ?? undefined,
    ifNoneMatch: asked.get("if-none-match") === "*" ? "*" : undefined,
    ifMatch: asked.get("if-match") ?? undefined,
  });
  const headers = new HeaderMap({ etag: version.content.etag });
  if (bucket.store.hasVersionIds) headers.set("x-amz-version-id", version.versionId);
  return { status: 200, headers, body: empty };
}

function remove(bucket: Bucket, caller: Caller, key: string, versionId: string | undefined): S3Answer {
  const action = versionId === undefined ? "s3:DeleteObject" : "s3:DeleteObjectVersion";
  if (!caller.may(bucket, action, key)) throw s3Errors.accessDenied();
  const marker = bucket.store.delete(key, versionId);
  const headers = new HeaderMap();
  if (marker !== undefined) {
    headers.set("x-amz-delete-marker", "true");
    headers.set("x-amz-version-id", marker.versionId);
  }
  return { status: 204, headers, body: empty };
}

function signedOnly(name: string): S3Error {
  return new S3Error(
    "InvalidRequest",
    400,
    `Request specific response headers cannot be used for anonymous GET requests: ${name}`,
  );
}
