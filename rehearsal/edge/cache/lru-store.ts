/** What the store keeps needs to say how large it is. */
export interface Sized {
  /** Bytes of memory that the value stands for. */
  readonly size: number;
}

interface Link<V> {
  readonly key: string;
  readonly value: V;
  older: Link<V>;
  newer: Link<V>;
}

/**
 * A map with a limit in bytes: what was used longest ago is dropped first. Its values are a ring in the order of their use,
 * since a map that has each one taken out and put back at its end is copied as often as it has as many uses as values.
 */
export class LruStore<V extends Sized> {
  readonly #limit: number;
  readonly #links = new Map<string, Link<V>>();
  /** Between the newest and the oldest. */
  readonly #end: Link<V>;
  #bytes = 0;

  constructor(limit: number) {
    this.#limit = limit;
    const end = { key: "", value: undefined } as unknown as Link<V>;
    end.older = end;
    end.newer = end;
    this.#end = end;
  }

  /** Bytes in use. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Values in the store. */
  get size(): number {
    return this.#links.size;
  }

  /** The value, which becomes the most recently used. */
  get(key: string): V | undefined {
    const link = this.#links.get(key);
    if (link === undefined) return undefined;
    if (link.newer !== this.#end) {
      unlink(link);
      this.#append(link);
    }
    return link.value;
  }

  /** Stores the value, or nothing when it alone is over the limit. */
  set(key: string, value: V): void {
    this.delete(key);
    const size = value.size + key.length;
    if (size > this.#limit) return;
    const link: Link<V> = { key, value, older: this.#end, newer: this.#end };
    this.#links.set(key, link);
    this.#append(link);
    this.#bytes += size;
    while (this.#bytes > this.#limit) this.delete(this.#end.newer.key);
  }

  delete(key: string): boolean {
    const link = this.#links.get(key);
    if (link === undefined) return false;
    this.#bytes -= link.value.size + key.length;
    unlink(link);
    return this.#links.delete(key);
  }

  /** Least recently used first. */
  *[Symbol.iterator](): IterableIterator<[string, V]> {
    for (let link = this.#end.newer; link !== this.#end; link = link.newer) yield [link.key, link.value];
  }

  #append(link: Link<V>): void {
    const newest = this.#end.older;
    link.older = newest;
    link.newer = this.#end;
    newest.newer = link;
    this.#end.older = link;
  }
}

function unlink<V>(link: Link<V>): void {
  link.older.newer = link.newer;
  link.newer.older = link.older;
}
