import type { Clock } from "../../edge";
import { type ObjectVersion, RegionsError, type WebsiteConfiguration } from "../../regions";
import { Bucket } from "../../regions/bucket";
import { s3Errors } from "../../regions/errors";
import type { createIds } from "../../regions/ids";
import { BucketStore } from "../../regions/store/bucket-store";
import type { CloudResponse } from "../http";
import { type BucketSettingsTable, newBucketsBlock } from "./bucket-settings";
import type { MotoObjects } from "./moto-client";
import type { MotoReplication } from "./replication";
import type { VersionIds } from "./version-ids";

export interface BucketLoaderOptions {
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly clock: Clock;
  readonly versions: VersionIds;
  readonly replication: Pick<MotoReplication, "status">;
}

/** moto's buckets as the rules of `regions` read them, with nothing in them but the objects of one request. */
export class BucketLoader {
  readonly #options: BucketLoaderOptions;
  readonly #ids: ReturnType<typeof createIds>;

  constructor(options: BucketLoaderOptions, ids: ReturnType<typeof createIds>) {
    this.#options = options;
    this.#ids = ids;
  }

  /**
   * A bucket with the objects that `keysOf` names, as far as there are any.
   *
   * @throws {S3Error} NoSuchBucket
   */
  async load(
    name: string,
    keysOf: (website: WebsiteConfiguration | undefined) => readonly string[],
  ): Promise<Bucket> {
    const { objects, settings, clock } = this.#options;
    const region = await objects.regionOf(name);
    if (region === undefined) throw s3Errors.noSuchBucket(name);
    const store = new BucketStore({
      name,
      region,
      versioning: "Enabled",
      clock,
      ids: this.#ids,
      nextSequence: () => 0,
      onChange: () => {},
    });
    const { policy, website, publicAccessBlock } = settings.get(name);
    const keys = [...new Set(keysOf(website))].filter((key) => key !== "");
    const found = await Promise.all(keys.map(async (key) => ({ key, object: await objects.get(name, key) })));
    for (const { key, object } of found)
      if (object.status === 200) store.receive(this.#shown(name, versionOf(key, object)));
    const bucket = new Bucket(store, undefined, publicAccessBlock ?? newBucketsBlock, website);
    try {
      bucket.setPolicy(policy);
    } catch (error) {
      // A policy that cannot be evaluated, or that has become one that S3 would not take, grants nothing.
      if (!(error instanceof RegionsError)) throw error;
    }
    return bucket;
  }

  /** What S3 would say of moto's version. */
  #shown(bucket: string, version: ObjectVersion): ObjectVersion {
    const { replication, versions } = this.#options;
    const replicationStatus = replication.status(bucket, version.versionId);
    const versionId = versions.shown(bucket, version.versionId);
    return { ...version, versionId, ...(replicationStatus && { replicationStatus }) };
  }
}

function versionOf(key: string, { headers, body }: CloudResponse): ObjectVersion {
  const header = (name: string) => {
    const value = headers[name];
    return typeof value === "string" ? value : undefined;
  };
  const userMetadata = Object.entries(headers)
    .filter(([name]) => name.startsWith("x-amz-meta-"))
    .map(([name, value]) => [name.slice("x-amz-meta-".length), String(value)]);
  const metadata = {
    contentType: header("content-type"),
    cacheControl: header("cache-control"),
    contentDisposition: header("content-disposition"),
    contentEncoding: header("content-encoding"),
    contentLanguage: header("content-language"),
    expires: header("expires"),
    websiteRedirectLocation: header("x-amz-website-redirect-location"),
  };
  const defined = Object.entries(metadata).filter(([, value]) => value !== undefined);
  const lastModifiedHttp = header("last-modified") ?? new Date(0).toUTCString();
  return {
    type: "object",
    key,
    versionId: header("x-amz-version-id") ?? "null",
    lastModified: Date.parse(lastModifiedHttp),
    lastModifiedHttp,
    sequence: 0,
    content: {
      body: Buffer.from(body),
      etag: header("etag") ?? "",
      metadata: { ...Object.fromEntries(defined), userMetadata: Object.fromEntries(userMetadata) },
    },
    tags: {},
  };
}
