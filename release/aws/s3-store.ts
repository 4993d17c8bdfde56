import type { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  CopyObjectCommand,
  DeleteObjectsCommand,
  GetObjectCommand,
  HeadObjectCommand,
  PutObjectCommand,
  type S3Client,
} from "@aws-sdk/client-s3";
import { inlineHashesHeader, inlineHashesMetadata } from "../../facts/site/inline-hashes";
import { requestPath } from "../../facts/site/object-path";
import { isPassing } from "../engine/retrying-store";
import {
  type CopySource,
  type ListPage,
  type ObjectBody,
  type ObjectHead,
  type ObjectHeaders,
  type ObjectStore,
  type PutOptions,
  type StoredObject,
  StoreError,
  type Written,
} from "../ports";
import { listObjects } from "./listing";
import { openBody, sha256Of, sizeOf } from "./object-body";
import { SmallUploads } from "./small-uploads";
import { toStoreError } from "./store-errors";

/** S3's bound for one part (S3 API, PutObject): 5 GB as it counts them. Bytes. */
const largestPart = 5 * 1024 ** 3;

export interface S3StoreOptions {
  /** Made by `createS3Client`. */
  readonly client: S3Client;
  readonly bucket: string;
  readonly region: string;
}

/** A bucket behind the AWS SDK. */
export class S3Store implements ObjectStore {
  readonly name: string;
  readonly bucket: string;
  readonly region: string;
  readonly #client: S3Client;
  readonly #small: SmallUploads;

  constructor({ client, bucket, region }: S3StoreOptions) {
    this.name = `${bucket} (${region})`;
    this.region = region;
    this.#client = client;
    this.bucket = bucket;
    this.#small = new SmallUploads(client, bucket, region);
  }

  list(options: { readonly prefix?: string; readonly token?: string } = {}): Promise<ListPage> {
    return this.#asked("list", () => listObjects(this.#client, { bucket: this.bucket, ...options }));
  }

  head(key: string): Promise<ObjectHead> {
    return this.#asked(`head ${key}`, async () =>
      toHead(await this.#client.send(new HeadObjectCommand({ Bucket: this.bucket, Key: key }))),
    );
  }

  get(key: string, versionId?: string): Promise<StoredObject> {
    return this.#asked(`get ${key}`, async () => {
      const answer = await this.#client.send(
        new GetObjectCommand({ Bucket: this.bucket, Key: key, VersionId: versionId }),
      );
      const body = await bytesOf(answer.Body as Readable | undefined, answer.ContentLength);
      return { ...toHead(answer), body };
    });
  }

  put(key: string, body: ObjectBody, options: PutOptions): Promise<Written> {
    return this.#asked(`put ${key}`, async () => {
      const size = sizeOf(body);
      if (size > largestPart)
        throw new StoreError("refused", `${key} has ${size} bytes; S3 takes ${largestPart} in one part`);
      const content = await openBody(body);
      return content instanceof Uint8Array
        ? this.#putBytes(key, content, options)
        : this.#putStream(key, content, size, options);
    });
  }

  async #putBytes(
    key: string,
    bytes: Uint8Array,
    { digests, headers, ifMatch, ifNoneMatch }: PutOptions,
  ): Promise<Written> {
    const answer = await this.#small.send({
      key,
      bytes,
      sha256: digests?.sha256 ?? sha256Of(bytes),
      headers: {
        "content-type": headers.contentType,
        ...(headers.contentEncoding !== undefined && { "content-encoding": headers.contentEncoding }),
        "cache-control": headers.cacheControl,
        ...(headers.inlineHashes !== undefined && { [inlineHashesHeader]: headers.inlineHashes }),
        ...(ifMatch !== undefined && { "if-match": `"${ifMatch}"` }),
        ...(ifNoneMatch !== undefined && { "if-none-match": ifNoneMatch }),
      },
    });
    return toWritten(answer.etag, answer["x-amz-version-id"]);
  }

  async #putStream(
    key: string,
    body: Readable,
    size: number,
    { digests, headers, ifMatch, ifNoneMatch }: PutOptions,
  ): Promise<Written> {
    const { ETag, VersionId } = await this.#client.send(
      new PutObjectCommand({
        Bucket: this.bucket,
        Key: key,
        Body: body,
        ContentLength: size,
        ...toInput(headers),
        ...(digests && { ChecksumSHA256: Buffer.from(digests.sha256, "hex").toString("base64") }),
        IfMatch: ifMatch && `"${ifMatch}"`,
        IfNoneMatch: ifNoneMatch,
      }),
    );
    return toWritten(ETag, VersionId);
  }

  copyVersion(key: string, source: CopySource, headers: ObjectHeaders): Promise<Written> {
    const version =
      source.versionId === undefined ? "" : `?versionId=${encodeURIComponent(source.versionId)}`;
    return this.#asked(`copy ${key}`, async () => {
      const copied = await this.#client.send(
        new CopyObjectCommand({
          Bucket: this.bucket,
          Key: key,
          CopySource: `${source.bucket ?? this.bucket}/${requestPath(source.key)}${version}`,
          MetadataDirective: "REPLACE",
          ...toInput(headers),
        }),
      );
      return toWritten(copied.CopyObjectResult?.ETag, copied.VersionId);
    });
  }

  delete(keys: readonly string[]): Promise<void> {
    return this.#asked("delete", () => this.#delete(keys));
  }

  async #delete(keys: readonly string[]): Promise<void> {
    const { Errors: errors = [] } = await this.#client.send(
      new DeleteObjectsCommand({
        Bucket: this.bucket,
        Delete: { Objects: keys.map((Key) => ({ Key })), Quiet: true },
      }),
    );
    if (errors.length === 0) return;
    const failures = errors.map(({ Code, Key, Message }) => {
      const more = errors.length > 1 ? `, and ${errors.length - 1} more` : "";
      // Of the request: each key has a code of its own.
      const failure = {
        name: Code,
        message: `${Key}: ${Message}${more}`,
        $metadata: { httpStatusCode: 400 },
      };
      return toStoreError(failure, "delete", this.name) as StoreError;
    });
    // What no other try would mend is the one that counts.
    const { kind, value } = (failures.find((error) => !isPassing(error)) ?? failures[0]) as StoreError;
    throw new StoreError(kind, String(value), { left: errors.flatMap(({ Key }) => Key ?? []) });
  }

  async #asked<T>(operation: string, request: () => Promise<T>): Promise<T> {
    try {
      return await request();
    } catch (error) {
      if (error instanceof StoreError) throw error;
      throw toStoreError(error, operation, this.name) ?? error;
    }
  }
}

function toInput({ contentType, contentEncoding, cacheControl, inlineHashes }: ObjectHeaders) {
  return {
    ContentType: contentType,
    ContentEncoding: contentEncoding,
    CacheControl: cacheControl,
    ...(inlineHashes !== undefined && { Metadata: { [inlineHashesMetadata]: inlineHashes } }),
  };
}

interface Answer {
  readonly ETag?: string;
  readonly ContentLength?: number;
  readonly ContentType?: string;
  readonly ContentEncoding?: string;
  readonly CacheControl?: string;
  readonly Metadata?: Readonly<Record<string, string>>;
  readonly VersionId?: string;
  readonly ReplicationStatus?: string;
}

/** In one piece of memory: put together of what came, a record of a hundred thousand files would be there twice. */
async function bytesOf(body: Readable | undefined, size: number | undefined): Promise<Uint8Array> {
  if (body === undefined || size === undefined) return body ? buffer(body) : new Uint8Array();
  const bytes = new Uint8Array(size);
  let at = 0;
  for await (const piece of body) {
    bytes.set(piece, at);
    at += piece.length;
  }
  return bytes;
}

function toHead({ ETag, ContentLength = 0, Metadata = {}, ...answer }: Answer): ObjectHead {
  const inlineHashes = Metadata[inlineHashesMetadata];
  return {
    etag: unquoted(ETag),
    size: ContentLength,
    ...(answer.ContentType !== undefined && { contentType: answer.ContentType }),
    ...(answer.ContentEncoding !== undefined && { contentEncoding: answer.ContentEncoding }),
    ...(answer.CacheControl !== undefined && { cacheControl: answer.CacheControl }),
    ...(inlineHashes !== undefined && { inlineHashes }),
    ...versionOf(answer.VersionId),
    ...replicationOf(answer.ReplicationStatus),
  };
}

/** "COMPLETE" is what the API's model says, "COMPLETED" what S3 answers (S3 guide, Replication status). */
function replicationOf(status: string | undefined): Pick<ObjectHead, "replicationStatus"> {
  if (status === "COMPLETE") return { replicationStatus: "COMPLETED" };
  if (status === "PENDING" || status === "COMPLETED" || status === "FAILED" || status === "REPLICA")
    return { replicationStatus: status };
  return {};
}

function toWritten(etag: string | undefined, versionId: string | undefined): Written {
  return { etag: unquoted(etag), ...versionOf(versionId) };
}

/** A bucket without versioning names no version, or "null". */
function versionOf(versionId: string | undefined): { versionId?: string } {
  return versionId === undefined || versionId === "null" ? {} : { versionId };
}

function unquoted(etag = ""): string {
  return etag.replace(/^"|"$/g, "");
}
