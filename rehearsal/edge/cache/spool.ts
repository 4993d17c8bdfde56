import type { BodyStream } from "../ports";

/**
 * A body on its way to several readers and to the cache. What has come is kept for those who come later, up to a limit;
 * beyond it nobody new may read, and the source waits for the slowest reader.
 */
export class Spool {
  /** All of it; undefined where it broke off, was given up, or is larger than the limit. */
  readonly whole: Promise<Uint8Array | undefined>;
  readonly #source: BodyStream;
  readonly #limit: number;
  readonly #keepsGoing: boolean;
  readonly #readers = new Map<symbol, number>();
  #chunks: Uint8Array[] = [];
  /** How many chunks before the first that is kept. */
  #gone = 0;
  #size = 0;
  #state: "coming" | "whole" | "broken" = "coming";
  #wake: (() => void)[] = [];

  /**
   * @param limit bytes that are kept
   * @param keepsGoing whether it is read to its end, or to the limit, when all readers have left
   */
  constructor(source: BodyStream, limit: number, keepsGoing: boolean) {
    this.#source = source;
    this.#limit = limit;
    this.#keepsGoing = keepsGoing;
    this.whole = this.#pump();
  }

  /** From the beginning; undefined once that is gone. */
  reader(): BodyStream | undefined {
    if (this.#gone > 0) return undefined;
    const id = Symbol();
    this.#readers.set(id, 0);
    return {
      ended: this.whole.then(() => undefined),
      cancel: () => this.#leave(id),
      [Symbol.asyncIterator]: () => this.#read(id),
    };
  }

  async #pump(): Promise<Uint8Array | undefined> {
    try {
      for await (const chunk of this.#source) {
        this.#chunks.push(chunk);
        this.#size += chunk.length;
        this.#tell();
        if (this.#size > this.#limit) await this.#drained();
      }
      this.#state = "whole";
    } catch {
      this.#state = "broken";
    }
    this.#tell();
    return this.#state === "whole" && this.#gone === 0 ? Buffer.concat(this.#chunks) : undefined;
  }

  /** Nobody may read from the beginning any more: what all have read is dropped. */
  async #drained(): Promise<void> {
    const end = () => this.#gone + this.#chunks.length;
    while ([...this.#readers.values()].some((at) => at < end())) await this.#changed();
    this.#gone = end();
    this.#chunks = [];
    if (this.#readers.size === 0) this.#source.cancel();
  }

  async *#read(id: symbol): AsyncGenerator<Uint8Array> {
    for (let at = 0; this.#readers.has(id); ) {
      const chunk = this.#chunks[at - this.#gone];
      if (chunk !== undefined) {
        yield chunk;
        at += 1;
        if (this.#readers.has(id)) this.#readers.set(id, at);
        this.#tell();
      } else if (this.#state === "broken") throw new Error("the body broke off");
      else if (this.#state === "whole") return;
      else await this.#changed();
    }
  }

  #leave(id: symbol): void {
    this.#readers.delete(id);
    this.#tell();
    if (this.#readers.size === 0 && !this.#keepsGoing) this.#source.cancel();
  }

  #changed(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake.push(resolve);
    });
  }

  #tell(): void {
    for (const wake of this.#wake.splice(0)) wake();
  }
}
