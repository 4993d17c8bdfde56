import type { ReplicationConfiguration } from "../../regions";

/** What the endpoint knows of a bucket better than moto. */
export interface BucketSettings {
  /** JSON as it was put. */
  readonly policy?: string;
  /** As it was put, and as the rules of replication read it. */
  readonly replication?: { readonly xml: string; readonly configuration: ReplicationConfiguration };
}

/** Settings by bucket. */
export class BucketSettingsTable {
  readonly #settings = new Map<string, BucketSettings>();

  get(bucket: string): BucketSettings {
    return this.#settings.get(bucket) ?? {};
  }

  set(bucket: string, settings: BucketSettings): void {
    this.#settings.set(bucket, settings);
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

export type BucketSettingsSnapshot = readonly (readonly [bucket: string, settings: BucketSettings])[];
