/** What the store keeps needs to say how large it is. */
export interface Sized {
  /** Bytes of memory that the value stands for. */
  readonly size: number;
}

/** A map with a limit in bytes: what was used longest ago is dropped first. */
export class LruStore<V extends Sized> {
  readonly #limit: number;
  readonly #values = new Map<string, V>();
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Values in the store. */
  get size(): number {
    return this.#values.size;
  }

  /** The value, which becomes the most recently used. */
  get(key: string): V | undefined {
    const value = this.#values.get(key);
    if (value === undefined) return undefined;
    this.#values.delete(key);
    this.#values.set(key, value);
    return value;
  }

  /** Stores the value, or nothing when it alone is over the limit. */
  set(key: string, value: V): void {
    this.delete(key);
    const size = value.size + key.length;
    if (size > this.#limit) return;
    this.#values.set(key, value);
    this.#bytes += size;
    for (const oldest of this.#values.keys()) {
      if (this.#bytes <= this.#limit) return;
      this.delete(oldest);
    }
  }

  delete(key: string): boolean {
    const value = this.#values.get(key);
    if (value === undefined) return false;
    this.#bytes -= value.size + key.length;
    return this.#values.delete(key);
  }

  /** Least recently used first. */
  [Symbol.iterator](): IterableIterator<[string, V]> {
    return this.#values.entries();
  }
}
