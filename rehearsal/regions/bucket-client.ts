import type { AttemptLimits, Clock } from "../edge/ports";
import type { Bucket } from "./bucket";
import { s3Errors } from "./errors";
import type { FaultEffect } from "./faults/fault";
import { meet, statusError } from "./faults/meet";
import type { Listing, ListOptions } from "./store/listing";
import type { DeleteMarker, ObjectVersion, PutObjectOptions } from "./store/objects";

export interface BucketClientOptions {
  readonly clock: Clock;
  readonly strike: (bucket: Bucket, key: string) => FaultEffect | undefined;
  readonly catchUp: () => void;
  readonly bucket: (name: string) => Bucket | undefined;
  readonly latency: (region: string) => number;
}

/** As the AWS SDKs' defaults are in their order of size. */
const limits: AttemptLimits = { connectTimeout: 10_000, readTimeout: 60_000 };

/**
 * A bucket as its owner's program uses it: the same faults and time as visitors meet, as S3Errors
 * (`ConnectionFailed` where there is no answer). No policy is asked: it is the owner.
 */
export class BucketClient {
  constructor(
    readonly name: string,
    private readonly options: BucketClientOptions,
  ) {}

  put(key: string, body: Uint8Array, options?: PutObjectOptions): Promise<ObjectVersion> {
    return this.#perform(key, ({ store }) => store.put(key, body, options));
  }

  get(key: string, versionId?: string): Promise<ObjectVersion> {
    return this.#perform(key, ({ store }) => store.get(key, versionId));
  }

  delete(key: string, versionId?: string): Promise<DeleteMarker | undefined> {
    return this.#perform(key, ({ store }) => store.delete(key, versionId));
  }

  list(options: ListOptions = {}): Promise<Listing> {
    return this.#perform(options.prefix ?? "", ({ store }) => store.list(options));
  }

  /** Copies an object of this bucket, or of another one of the same region set, without moving its bytes. */
  copy(
    from: { readonly bucket?: string; readonly key: string; readonly versionId?: string },
    key: string,
    options?: PutObjectOptions,
  ): Promise<ObjectVersion> {
    return this.#perform(key, ({ store }) => {
      const source = this.#bucket(from.bucket ?? this.name).store.get(from.key, from.versionId);
      return store.copy(source, key, options);
    });
  }

  async #perform<T>(key: string, act: (bucket: Bucket) => T): Promise<T> {
    const { clock, strike, catchUp, latency } = this.options;
    const bucket = this.#bucket(this.name);
    const effect = strike(bucket, key);
    const failure = await meet(effect, latency(bucket.store.region), clock, limits);
    if (failure !== undefined) throw s3Errors.connectionFailed(failure);
    if (effect?.kind === "status") throw statusError(effect.status, this.name);
    catchUp();
    return act(bucket);
  }

  #bucket(name: string): Bucket {
    const bucket = this.options.bucket(name);
    if (bucket === undefined) throw s3Errors.noSuchBucket(name);
    return bucket;
  }
}
