/**
 * HTTP header fields, by name in any case. The methods are those of the web's `Headers`, which took most of a
 * cached request's time here; unlike it, values are not validated, and the values of one name stay separate.
 */
export class HeaderMap implements Iterable<[name: string, value: string]> {
  /** Lists of values are never changed in place: copies of a map share them. */
  readonly #fields: Map<string, readonly string[]>;

  constructor(init?: HeaderMap | Iterable<readonly [string, string]> | Readonly<Record<string, string>>) {
    if (init instanceof HeaderMap) {
      this.#fields = new Map(init.#fields);
      return;
    }
    this.#fields = new Map();
    if (init === undefined) return;
    const pairs =
      Symbol.iterator in init ? (init as Iterable<readonly [string, string]>) : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  /** The values of a name, joined with ", "; null if there is none. */
  get(name: string): string | null {
    const values = this.#fields.get(name.toLowerCase());
    if (values === undefined) return null;
    return values.length === 1 ? (values[0] as string) : values.join(", ");
  }

  /** The values of a name, as received; empty if there is none. */
  getAll(name: string): readonly string[] {
    return this.#fields.get(name.toLowerCase()) ?? [];
  }

  has(name: string): boolean {
    return this.#fields.has(name.toLowerCase());
  }

  /** Replaces every value of the name. */
  set(name: string, value: string): void {
    this.#fields.set(name.toLowerCase(), [value]);
  }

  append(name: string, value: string): void {
    const key = name.toLowerCase();
    const values = this.#fields.get(key);
    this.#fields.set(key, values === undefined ? [value] : [...values, value]);
  }

  delete(name: string): void {
    this.#fields.delete(name.toLowerCase());
  }

  /** Lower-case names, in the order in which they were first set. */
  names(): IterableIterator<string> {
    return this.#fields.keys();
  }

  /** One pair a value, names in lower case. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (const [name, values] of this.#fields) for (const value of values) yield [name, value];
  }

  clone(): HeaderMap {
    return new HeaderMap(this);
  }

  /** Characters of the fields as HTTP/1.1 writes them: `name: value` and a line end each. */
  get size(): number {
    let total = 0;
    for (const [name, values] of this.#fields) {
      for (const value of values) total += name.length + value.length + 4;
    }
    return total;
  }

  /** Name to value, several values joined. */
  toObject(): Record<string, string> {
    return Object.fromEntries([...this.#fields].map(([name, values]) => [name, values.join(", ")]));
  }
}
