/** Names in lower case by how they are written: the first ones, and short ones, since visitors choose them. */
const lowered = new Map<string, string>();
const loweredAtMost = 1_000;
const longestLowered = 64;

/** V8 makes a new string even where nothing changes, and compares what is not the same string letter by letter. */
function lowerCase(name: string): string {
  const known = lowered.get(name);
  if (known !== undefined) return known;
  const lower = name.toLowerCase();
  if (name.length > longestLowered || lowered.size >= loweredAtMost) return lower;
  // As a property's name V8 has a string once, and sees at a glance that two of these differ.
  const [only = lower] = Object.keys({ [lower]: lower });
  lowered.set(name, only);
  return only;
}

/**
 * HTTP header fields, by name in any case. The methods are those of the web's `Headers`; unlike it, values are not
 * validated, and the values of one name stay separate. The fields are one flat list: maps of headers are copied more
 * often than they are searched, and have few enough names for a search from the beginning.
 */
export class HeaderMap implements Iterable<[name: string, value: string]> {
  /** Lower-case names and values in turn. */
  #flat: string[];
  /** Undefined while nobody has asked for it, since it last changed. */
  #text: string | undefined;

  constructor(init?: HeaderMap | Iterable<readonly [string, string]> | Readonly<Record<string, string>>) {
    if (init instanceof HeaderMap) {
      this.#flat = init.#flat.slice();
      return;
    }
    this.#flat = [];
    if (init === undefined) return;
    const pairs =
      Symbol.iterator in init ? (init as Iterable<readonly [string, string]>) : Object.entries(init);
    for (const [name, value] of pairs) this.append(name, value);
  }

  /** Names in any case and values in turn, as Node gives the headers that a message came with. */
  static fromFlat(flat: readonly string[]): HeaderMap {
    const headers = new HeaderMap();
    for (let i = 0; i < flat.length; i += 2) {
      headers.#flat.push(lowerCase(flat[i] as string), flat[i + 1] as string);
    }
    return headers;
  }

  /** Lower-case names and values in turn: the list is the map's from here on. */
  static ofLowerCase(flat: string[]): HeaderMap {
    const headers = new HeaderMap();
    headers.#flat = flat;
    return headers;
  }

  /** Lower-case names and values in turn, in the order in which they were added: the map's own list. */
  get flat(): readonly string[] {
    return this.#flat;
  }

  /** All of them as one text: two maps have the same where their lists are the same. No field of HTTP holds a NUL (RFC 9110, 5.5). */
  get text(): string {
    this.#text ??= this.#flat.join("\0");
    return this.#text;
  }

  /** The values of a name, joined with ", "; null if there is none. */
  get(name: string): string | null {
    const key = lowerCase(name);
    const at = this.#find(key, 0);
    if (at < 0) return null;
    let value = this.#flat[at + 1] as string;
    for (let next = this.#find(key, at + 2); next >= 0; next = this.#find(key, next + 2)) {
      value += `, ${this.#flat[next + 1]}`;
    }
    return value;
  }

  /** The values of a name, as received; empty if there is none. */
  getAll(name: string): readonly string[] {
    const key = lowerCase(name);
    const values: string[] = [];
    for (let at = this.#find(key, 0); at >= 0; at = this.#find(key, at + 2)) {
      values.push(this.#flat[at + 1] as string);
    }
    return values;
  }

  has(name: string): boolean {
    return this.#find(lowerCase(name), 0) >= 0;
  }

  /** Replaces every value of the name, in the place of the first. */
  set(name: string, value: string): void {
    this.#text = undefined;
    const key = lowerCase(name);
    const at = this.#find(key, 0);
    if (at < 0) {
      this.#flat.push(key, value);
      return;
    }
    this.#flat[at + 1] = value;
    this.#remove(key, at + 2);
  }

  append(name: string, value: string): void {
    this.#text = undefined;
    this.#flat.push(lowerCase(name), value);
  }

  delete(name: string): void {
    this.#remove(lowerCase(name), 0);
  }

  /** Lower-case names, each once, in the order in which they were first set. */
  names(): string[] {
    const names = new Set<string>();
    for (let i = 0; i < this.#flat.length; i += 2) names.add(this.#flat[i] as string);
    return [...names];
  }

  /** One pair a value, names in lower case. */
  *[Symbol.iterator](): IterableIterator<[string, string]> {
    for (let i = 0; i < this.#flat.length; i += 2) {
      yield [this.#flat[i] as string, this.#flat[i + 1] as string];
    }
  }

  /** A copy without the fields of these lower-case names. */
  without(names: readonly string[]): HeaderMap {
    const kept = new HeaderMap();
    for (let i = 0; i < this.#flat.length; i += 2) {
      const name = this.#flat[i] as string;
      if (!names.includes(name)) kept.#flat.push(name, this.#flat[i + 1] as string);
    }
    return kept;
  }

  /** A copy with the fields of another map, at its end, in the place of its own of these names. */
  with(others: HeaderMap): HeaderMap {
    const joined = new HeaderMap();
    for (let i = 0; i < this.#flat.length; i += 2) {
      const name = this.#flat[i] as string;
      if (others.#find(name, 0) < 0) joined.#flat.push(name, this.#flat[i + 1] as string);
    }
    for (let i = 0; i < others.#flat.length; i++) joined.#flat.push(others.#flat[i] as string);
    return joined;
  }

  clone(): HeaderMap {
    return new HeaderMap(this);
  }

  /** Characters of the fields as HTTP/1.1 writes them: `name: value` and a line end each. */
  get size(): number {
    let total = 0;
    for (let i = 0; i < this.#flat.length; i++) total += (this.#flat[i] as string).length + 2;
    return total;
  }

  #find(key: string, from: number): number {
    for (let i = from; i < this.#flat.length; i += 2) if (this.#flat[i] === key) return i;
    return -1;
  }

  /** In one pass: a viewer may send one name thousands of times. */
  #remove(key: string, from: number): void {
    this.#text = undefined;
    const flat = this.#flat;
    let kept = this.#find(key, from);
    if (kept < 0) return;
    for (let i = kept + 2; i < flat.length; i += 2) {
      if (flat[i] === key) continue;
      flat[kept++] = flat[i] as string;
      flat[kept++] = flat[i + 1] as string;
    }
    flat.length = kept;
  }
}
