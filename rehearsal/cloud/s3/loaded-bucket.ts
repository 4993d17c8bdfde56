import { OutlastError } from "../../../errors/outlast-error";
import type { Clock } from "../../edge";
import type { ObjectVersion, WebsiteConfiguration } from "../../regions";
import { Bucket } from "../../regions/bucket";
import type { Endpoint } from "../../regions/http/endpoint";
import type { createIds } from "../../regions/ids";
import { BucketStore } from "../../regions/store/bucket-store";
import type { CloudResponse } from "../http";
import type { BucketSettingsTable } from "./bucket-settings";
import type { Locks } from "./locks";
import type { MotoObjects } from "./moto-client";
import type { Versions } from "./versions";

export interface BucketLoaderOptions {
  readonly objects: MotoObjects;
  readonly settings: BucketSettingsTable;
  readonly clock: Clock;
  readonly versions: Versions;
  /** Keeps a read apart from what replication puts in order. */
  readonly locks: Locks;
}

/** moto's buckets as the rules of `regions` read them, with nothing in them but the objects of one request. */
export class BucketLoader {
  readonly #options: BucketLoaderOptions;
  readonly #ids: ReturnType<typeof createIds>;

  constructor(options: BucketLoaderOptions, ids: ReturnType<typeof createIds>) {
    this.#options = options;
    this.#ids = ids;
  }

  /** A bucket with what an answer about this key may be made of; undefined if there is no such bucket. */
  async load(name: string, key: string, kind: Endpoint["kind"]): Promise<Bucket | undefined> {
    const { objects, settings, clock, locks } = this.#options;
    const region = await objects.regionOf(name);
    if (region === undefined) return undefined;
    const { policy, replication: _, ...others } = settings.get(name);
    const store = new BucketStore({
      name,
      region,
      versioning: "Enabled",
      clock,
      ids: this.#ids,
      nextSequence: () => 0,
      onChange: () => {},
    });
    const keys = keysFor(key, kind === "website" ? others.website : undefined);
    const read = (one: string) => locks.shared([`${name}/${one}`], () => objects.get(name, one));
    const found = await Promise.all(keys.map(async (one) => ({ one, object: await read(one) })));
    for (const { one, object } of found)
      if (object.status === 200) store.receive(this.#shown(name, versionOf(one, object)));
    const bucket = new Bucket(store, undefined, others);
    try {
      bucket.setPolicy(policy);
    } catch (error) {
      // A policy that cannot be evaluated, or that has become one that S3 would not take, grants nothing.
      if (!(error instanceof OutlastError)) throw error;
    }
    return bucket;
  }

  /** What S3 would say of moto's version. */
  #shown(bucket: string, version: ObjectVersion): ObjectVersion {
    const known = this.#options.versions.known(bucket, version.versionId);
    if (known === undefined) return version;
    const { shown: versionId, lastModified: lastModifiedHttp, status: replicationStatus } = known;
    return {
      ...version,
      versionId,
      ...(lastModifiedHttp && { lastModifiedHttp, lastModified: Date.parse(lastModifiedHttp) }),
      ...(replicationStatus && { replicationStatus }),
    };
  }
}

/** The object, and for a website its folder's index and the page for errors. */
function keysFor(asked: string, website: WebsiteConfiguration | undefined): string[] {
  const { indexDocument, errorDocument } = website ?? {};
  const folder = asked === "" || asked.endsWith("/") ? asked : `${asked}/`;
  const index = indexDocument === undefined ? "" : folder + indexDocument;
  return [...new Set([asked, index, errorDocument ?? ""])].filter((key) => key !== "");
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
