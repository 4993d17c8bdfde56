import type { Clock, KeyValueStore } from "../edge/ports";
import type { LoadedKeyValueStore } from "../terraform";

/** A CloudFront KeyValueStore in memory: a change is there for the next request. */
export class MemoryKeyValueStore implements KeyValueStore {
  readonly #values: Map<string, string>;
  readonly #clock: Clock;
  readonly #created: number;
  #updated: number;

  constructor(entries: Readonly<Record<string, string>>, clock: Clock) {
    this.#values = new Map(Object.entries(entries));
    this.#clock = clock;
    this.#created = clock.now();
    this.#updated = this.#created;
  }

  get(key: string): string | undefined {
    return this.#values.get(key);
  }

  count(): number {
    return this.#values.size;
  }

  meta(): ReturnType<KeyValueStore["meta"]> {
    return {
      creationDateTime: new Date(this.#created).toISOString(),
      lastUpdatedDateTime: new Date(this.#updated).toISOString(),
      keyCount: this.#values.size,
    };
  }

  /** Sets a value, or deletes the key when there is none. */
  set(key: string, value: string | undefined): void {
    if (value === undefined) this.#values.delete(key);
    else this.#values.set(key, value);
    this.#updated = this.#clock.now();
  }
}

/** The stores of a file, by ARN; keys that are not Terraform's survive when the file is read again. */
export class KeyValueStores {
  readonly #stores = new Map<string, MemoryKeyValueStore>();
  readonly #clock: Clock;
  #managed: ReadonlyMap<string, LoadedKeyValueStore> = new Map();

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get(arn: string): MemoryKeyValueStore | undefined {
    return this.#stores.get(arn);
  }

  update(loaded: readonly LoadedKeyValueStore[]): void {
    for (const { arn, entries } of loaded) {
      const store = this.#stores.get(arn);
      if (!store) {
        this.#stores.set(arn, new MemoryKeyValueStore(entries, this.#clock));
        continue;
      }
      const before = this.#managed.get(arn)?.entries ?? {};
      for (const key of Object.keys(before)) if (!Object.hasOwn(entries, key)) store.set(key, undefined);
      for (const [key, value] of Object.entries(entries)) if (store.get(key) !== value) store.set(key, value);
    }
    this.#managed = new Map(loaded.map((store) => [store.arn, store]));
  }
}
