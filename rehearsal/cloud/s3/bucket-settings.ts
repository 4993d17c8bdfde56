import type {
  CorsRule,
  PublicAccessBlock,
  ReplicationConfiguration,
  WebsiteConfiguration,
} from "../../regions";

/** What the endpoint itself has to know of a bucket. */
export interface CloudBucketSettings {
  /** JSON as it was put. */
  readonly policy?: string;
  /** As it was put, and as the rules of replication read it. */
  readonly replication?: { readonly xml: string; readonly configuration: ReplicationConfiguration };
  readonly website?: WebsiteConfiguration;
  readonly cors?: readonly CorsRule[];
  /** @default `newBucketsBlock` */
  readonly publicAccessBlock?: PublicAccessBlock;
  /** What is given back as it was put, by sub-resource ("lifecycle", "metrics?EntireBucket"). */
  readonly kept?: Readonly<Record<string, KeptSetting>>;
}

/** As it was put, with the headers that answer for it. */
export interface KeptSetting {
  readonly xml: string;
  readonly headers: Readonly<Record<string, string>>;
}

/** S3 blocks public access to every new bucket. */
export const newBucketsBlock: PublicAccessBlock = { blockPublicPolicy: true, restrictPublicBuckets: true };

/** That of a bucket whose block has been deleted. */
export const noBlock: PublicAccessBlock = { blockPublicPolicy: false, restrictPublicBuckets: false };

/** Whether the bucket had versions, and makes none at the moment. */
export function isSuspended({ kept }: CloudBucketSettings): boolean {
  return kept?.versioning?.xml.includes("<Status>Suspended</Status>") ?? false;
}

/** Settings by bucket. */
export class BucketSettingsTable {
  readonly #settings = new Map<string, CloudBucketSettings>();

  get(bucket: string): CloudBucketSettings {
    return this.#settings.get(bucket) ?? {};
  }

  /** Changes one setting; undefined removes it. */
  set<K extends keyof CloudBucketSettings>(bucket: string, name: K, value: CloudBucketSettings[K]): void {
    const { [name]: _before, ...others } = this.get(bucket);
    this.#settings.set(bucket, { ...others, ...(value !== undefined && { [name]: value }) });
  }

  delete(bucket: string): void {
    this.#settings.delete(bucket);
  }

  toJSON(): BucketSettingsSnapshot {
    return [...this.#settings];
  }

  restore(snapshot: BucketSettingsSnapshot): void {
    this.#settings.clear();
    for (const [bucket, settings] of snapshot) this.#settings.set(bucket, settings);
  }
}

export type BucketSettingsSnapshot = readonly (readonly [bucket: string, settings: CloudBucketSettings])[];
