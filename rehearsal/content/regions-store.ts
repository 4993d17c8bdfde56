import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { inlineHashesMetadata } from "../../facts/site/inline-hashes";
import {
  keysPerDelete,
  type ObjectBody,
  type ObjectHeaders,
  type ObjectStore,
  StoreError,
  type StoreErrorKind,
} from "../../release/ports";
import { type BucketClient, type ObjectMetadata, S3Error } from "../regions";

/** What a release does with a bucket of the local regions. */
export type OwnedBucket = Pick<BucketClient, "name" | "list" | "get" | "put" | "copy" | "delete">;

/** A bucket of the local regions as a release sees S3. */
export function regionsStore(bucket: OwnedBucket, region: string): ObjectStore {
  const asked = <T>(operation: string, request: () => Promise<T>) =>
    answered(`${operation} in ${bucket.name}`, request);
  return {
    name: bucket.name,
    bucket: bucket.name,
    region,
    list: ({ prefix, token } = {}) =>
      asked("list", async () => {
        const { contents, nextContinuationToken } = await bucket.list({ prefix, continuationToken: token });
        const objects = contents.map(({ key, lastModified, content }) => ({
          key,
          etag: unquoted(content.etag),
          size: content.body.length,
          lastModified,
        }));
        return { objects, ...(nextContinuationToken !== undefined && { next: nextContinuationToken }) };
      }),
    head: (key) => asked(`head ${key}`, async () => headOf(await bucket.get(key))),
    get: (key, versionId) =>
      asked(`get ${key}`, async () => {
        const version = await bucket.get(key, versionId);
        return { ...headOf(version), body: version.content.body };
      }),
    put: (key, body, { headers, digests, ifMatch, ifNoneMatch }) =>
      asked(`put ${key}`, async () => {
        const bytes = await bytesOf(body);
        if (digests && digests.sha256 !== createHash("sha256").update(bytes).digest("hex"))
          throw new StoreError("checksum", `${key}: the bytes are not those that were announced`);
        const condition = { ...(ifNoneMatch && { ifNoneMatch }), ...(ifMatch && { ifMatch }) };
        return writtenOf(await bucket.put(key, bytes, { ...metadataOf(headers), ...condition }));
      }),
    copyVersion: (key, source, headers) =>
      asked(`copy ${key}`, async () => writtenOf(await bucket.copy(source, key, metadataOf(headers)))),
    delete: (keys) =>
      asked("delete", async () => {
        if (keys.length > keysPerDelete) throw new StoreError("refused", "more than 1,000 keys in a request");
        for (const key of keys) await bucket.delete(key);
      }),
  };
}

type StoredVersion = Awaited<ReturnType<OwnedBucket["get"]>>;

function metadataOf({ inlineHashes, ...headers }: ObjectHeaders): ObjectMetadata {
  if (inlineHashes === undefined) return headers;
  return { ...headers, userMetadata: { [inlineHashesMetadata]: inlineHashes } };
}

function headOf({ content, replicationStatus, versionId }: StoredVersion) {
  const { contentType, contentEncoding, cacheControl, userMetadata } = content.metadata;
  const inlineHashes = userMetadata?.[inlineHashesMetadata];
  return {
    etag: unquoted(content.etag),
    size: content.body.length,
    versionId,
    ...(replicationStatus && { replicationStatus }),
    ...(contentType && { contentType }),
    ...(contentEncoding && { contentEncoding }),
    ...(cacheControl && { cacheControl }),
    ...(inlineHashes && { inlineHashes }),
  };
}

function writtenOf({ content, versionId }: StoredVersion) {
  return { etag: unquoted(content.etag), versionId };
}

async function bytesOf(body: ObjectBody): Promise<Uint8Array> {
  return body.kind === "bytes" ? body.bytes : readFile(body.path);
}

function unquoted(etag: string): string {
  return etag.replaceAll('"', "");
}

/** The ways in which S3 fails, as a release tells them apart. */
async function answered<T>(operation: string, request: () => Promise<T>): Promise<T> {
  try {
    return await request();
  } catch (error) {
    if (!(error instanceof S3Error)) throw error;
    throw new StoreError(kindOf(error), `${operation}: ${error.code}: ${error.message}`, { cause: error });
  }
}

function kindOf({ code, status }: S3Error): StoreErrorKind {
  if (code === "NoSuchBucket") return "bucket-not-found";
  if (code === "SlowDown") return "throttled";
  if (status === 0) return "connection-lost";
  if (status === 404) return "not-found";
  if (status === 412) return "precondition-failed";
  if (status === 403) return "denied";
  return status >= 500 ? "unavailable" : "refused";
}
