import { randomInt } from "node:crypto";

/** Another one in each run: nobody can make up logs whose values all collide. */
let seed = randomInt(2 ** 31);

/** That of this run, for processes that count for it. */
export function digestSeed(): number {
  return seed;
}

/** Takes that of another process. Whatever was digested before means nothing any more. */
export function digestAs(other: number): void {
  seed = other;
}

/** Bytes that are read four at a time. */
export function viewOf({ buffer, byteLength, byteOffset }: Uint8Array): DataView {
  return new DataView(buffer, byteOffset, byteLength);
}

/** A number of these bytes, the same in one run. */
export function digest(view: DataView, start: number, end: number): number {
  let hash = seed ^ (end - start);
  let at = start;
  for (; at + 4 <= end; at += 4) hash = mixed(hash, view.getInt32(at, true));
  let rest = 0;
  for (; at < end; at++) rest = (rest << 8) | view.getUint8(at);
  return mixed(hash, rest);
}

function mixed(hash: number, four: number): number {
  const product = Math.imul(hash ^ four, 0x2c1b3c6d);
  return product ^ (product >>> 15);
}

/** Names that take more memory than this together are not kept, however few they are. */
const mostBytes = 64 * 2 ** 20;

interface Entry<T> {
  readonly hash: number;
  readonly bytes: DataView;
  readonly length: number;
  readonly value: T;
}

/** Values by the bytes that name them: a string is made of these only when they are met first. */
export class Interner<T> {
  readonly #make: (text: string) => T;
  readonly #most: number;
  #slots: (Entry<T> | undefined)[] = new Array(1_024);
  #last: Entry<T> | undefined;
  #size = 0;
  #bytes = 0;

  /** @param most how many are kept; there is no value of the others */
  constructor(make: (text: string) => T, most: number) {
    this.#make = make;
    this.#most = most;
  }

  get(view: DataView, start: number, end: number): T | undefined {
    // Many lines in turn have the same distribution, or method.
    const last = this.#last;
    if (last !== undefined && isSame(last, view, start, end)) return last.value;
    const hash = digest(view, start, end);
    let mask = this.#slots.length - 1;
    let at = hash & mask;
    for (let entry = this.#slots[at]; entry !== undefined; entry = this.#slots[at]) {
      if (entry.hash === hash && isSame(entry, view, start, end)) {
        this.#last = entry;
        return entry.value;
      }
      at = (at + 1) & mask;
    }
    if (this.#size >= this.#most || this.#bytes + end - start > mostBytes) return undefined;
    this.#bytes += end - start;
    const bytes = Buffer.from(Buffer.from(view.buffer, view.byteOffset + start, end - start));
    const entry = {
      hash,
      bytes: viewOf(bytes),
      length: end - start,
      value: this.#make(bytes.toString("utf8")),
    };
    if (++this.#size * 2 > this.#slots.length) {
      this.#grow();
      mask = this.#slots.length - 1;
    }
    this.#place(entry, mask);
    return entry.value;
  }

  values(): T[] {
    return this.#slots.flatMap((entry) => (entry === undefined ? [] : [entry.value]));
  }

  #grow(): void {
    const before = this.#slots;
    this.#slots = new Array(before.length * 2);
    for (const entry of before) if (entry !== undefined) this.#place(entry, this.#slots.length - 1);
  }

  #place(entry: Entry<T>, mask: number): void {
    let at = entry.hash & mask;
    while (this.#slots[at] !== undefined) at = (at + 1) & mask;
    this.#slots[at] = entry;
  }
}

function isSame(
  entry: Pick<Entry<unknown>, "bytes" | "length">,
  view: DataView,
  start: number,
  end: number,
): boolean {
  const { bytes, length } = entry;
  if (length !== end - start) return false;
  let at = 0;
  for (; at + 4 <= length; at += 4)
    if (bytes.getInt32(at, true) !== view.getInt32(start + at, true)) return false;
  for (; at < length; at++) if (bytes.getUint8(at) !== view.getUint8(start + at)) return false;
  return true;
}
