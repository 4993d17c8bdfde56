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

/** A number of these bytes, the same in one run. */
export function digest(buffer: Buffer, start: number, end: number): number {
  let hash = seed ^ (end - start);
  for (let at = start; at < end; at += 4) {
    const left = end - at;
    let four = buffer[at] as number;
    if (left > 1) four |= (buffer[at + 1] as number) << 8;
    if (left > 2) four |= (buffer[at + 2] as number) << 16;
    if (left > 3) four |= (buffer[at + 3] as number) << 24;
    hash = Math.imul(hash ^ four, 0x2c1b3c6d);
    hash ^= hash >>> 15;
  }
  return hash;
}

/** Names that take more memory than this together are not kept, however few they are. */
const mostBytes = 64 * 2 ** 20;

interface Entry<T> {
  readonly hash: number;
  readonly bytes: Buffer;
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

  get(buffer: Buffer, start: number, end: number): T | undefined {
    // Many lines in turn have the same distribution, or method.
    const last = this.#last;
    if (last !== undefined && isSame(last.bytes, buffer, start, end)) return last.value;
    const hash = digest(buffer, start, end);
    let mask = this.#slots.length - 1;
    let at = hash & mask;
    for (let entry = this.#slots[at]; entry !== undefined; entry = this.#slots[at]) {
      if (entry.hash === hash && isSame(entry.bytes, buffer, start, end)) {
        this.#last = entry;
        return entry.value;
      }
      at = (at + 1) & mask;
    }
    if (this.#size >= this.#most || this.#bytes + end - start > mostBytes) return undefined;
    this.#bytes += end - start;
    const bytes = Buffer.from(buffer.subarray(start, end));
    const entry = { hash, bytes, value: this.#make(bytes.toString("utf8")) };
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

function isSame(bytes: Buffer, buffer: Buffer, start: number, end: number): boolean {
  if (bytes.length !== end - start) return false;
  for (let at = 0; at < bytes.length; at++) if (bytes[at] !== buffer[start + at]) return false;
  return true;
}
