import { keyValueStoreLimits } from "../../../facts/cloudfront/limits";
import type { Clock, KeyValueStore } from "../../edge";

/** A refusal of the data API, by the name of its exception. */
export class KeyValueStoreError extends Error {
  override readonly name = "KeyValueStoreError";

  constructor(
    readonly code:
      | "ConflictException"
      | "ResourceNotFoundException"
      | "ServiceQuotaExceededException"
      | "ValidationException",
    message: string,
  ) {
    super(message);
  }
}

/** Changes of one update, which happens as a whole or not at all. */
export interface Update {
  readonly puts: readonly { readonly key: string; readonly value: string }[];
  readonly deletes: readonly string[];
}

/** The keys of one store. What functions read of it is the edge's `KeyValueStore`. */
export class StoreData implements KeyValueStore {
  #values: ReadonlyMap<string, string>;
  #etag: string;
  #size = 0;
  #updated: number;

  /** @param created milliseconds since the epoch */
  constructor(
    readonly arn: string,
    readonly created: number,
    private readonly newEtag: () => string,
    private readonly clock: Pick<Clock, "now">,
    values: ReadonlyMap<string, string> = new Map(),
  ) {
    this.#values = values;
    this.#size = sizeOf(values);
    this.#etag = newEtag();
    this.#updated = created;
  }

  get etag(): string {
    return this.#etag;
  }

  /** Bytes of all keys and values. */
  get size(): number {
    return this.#size;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  count(): number {
    return this.#values.size;
  }

  meta() {
    return {
      creationDateTime: new Date(this.created).toISOString(),
      lastUpdatedDateTime: new Date(this.#updated).toISOString(),
      keyCount: this.count(),
    };
  }

  entries(): readonly (readonly [key: string, value: string])[] {
    return [...this.#values].sort(([a], [b]) => (a < b ? -1 : 1));
  }

  /** @throws {KeyValueStoreError} for a stale `ifMatch`, and for what is above a quota */
  update(ifMatch: string | undefined, { puts, deletes }: Update): void {
    if (ifMatch === undefined || ifMatch === "")
      throw new KeyValueStoreError("ValidationException", "If-Match is required.");
    if (ifMatch !== this.#etag)
      throw new KeyValueStoreError("ConflictException", "The provided ETag is not the current version.");
    checkUpdate(puts, deletes);
    const values = new Map(this.#values);
    for (const { key, value } of puts) values.set(key, value);
    for (const key of deletes) {
      if (!values.delete(key))
        throw new KeyValueStoreError("ResourceNotFoundException", `Key ${key} not found.`);
    }
    const size = sizeOf(values);
    if (size > keyValueStoreLimits.store)
      throw new KeyValueStoreError(
        "ServiceQuotaExceededException",
        `A store holds at most ${keyValueStoreLimits.store} bytes.`,
      );
    this.#values = values;
    this.#size = size;
    this.#etag = this.newEtag();
    this.#updated = this.clock.now();
  }
}

function checkUpdate(puts: Update["puts"], deletes: Update["deletes"]): void {
  const keys = [...puts.map(({ key }) => key), ...deletes];
  if (keys.length === 0) throw new KeyValueStoreError("ValidationException", "There is nothing to update.");
  if (keys.length > keyValueStoreLimits.keys)
    throw new KeyValueStoreError(
      "ValidationException",
      `An update names at most ${keyValueStoreLimits.keys} keys.`,
    );
  if (new Set(keys).size < keys.length)
    throw new KeyValueStoreError("ValidationException", "An update names a key more than once.");
  for (const key of keys) {
    const bytes = Buffer.byteLength(key);
    if (bytes === 0 || bytes > keyValueStoreLimits.key)
      throw new KeyValueStoreError("ValidationException", `A key has 1 to ${keyValueStoreLimits.key} bytes.`);
  }
  for (const { value } of puts) {
    if (Buffer.byteLength(value) > keyValueStoreLimits.value)
      throw new KeyValueStoreError(
        "ValidationException",
        `A value has at most ${keyValueStoreLimits.value} bytes.`,
      );
  }
}

function sizeOf(values: ReadonlyMap<string, string>): number {
  let size = 0;
  for (const [key, value] of values) size += Buffer.byteLength(key) + Buffer.byteLength(value);
  return size;
}

/** The data of every store, by ARN. */
export class CloudKeyValueStores {
  readonly #stores = new Map<string, StoreData>();

  constructor(
    private readonly newEtag: () => string,
    private readonly clock: Pick<Clock, "now">,
  ) {}

  find(arn: string): StoreData | undefined {
    return this.#stores.get(arn);
  }

  create(arn: string, values?: ReadonlyMap<string, string>): StoreData {
    const data = new StoreData(arn, this.clock.now(), this.newEtag, this.clock, values);
    this.#stores.set(arn, data);
    return data;
  }

  delete(arn: string): void {
    this.#stores.delete(arn);
  }

  toJSON(): KeyValueSnapshot {
    return [...this.#stores.values()].map((store) => ({
      arn: store.arn,
      created: store.created,
      entries: store.entries(),
    }));
  }

  restore(snapshot: KeyValueSnapshot): void {
    this.#stores.clear();
    for (const { arn, created, entries } of snapshot)
      this.#stores.set(arn, new StoreData(arn, created, this.newEtag, this.clock, new Map(entries)));
  }
}

export type KeyValueSnapshot = readonly {
  readonly arn: string;
  readonly created: number;
  readonly entries: readonly (readonly [key: string, value: string])[];
}[];
