import type { IncomingMessage, ServerResponse } from "node:http";

export interface BodyLimits {
  /** Bytes of one body. CloudFront passes 20 GB on; nothing that a laptop rehearses comes near the default. */
  readonly each: number;
  /** Bytes of all that are here at a time: visitors who send much and slowly must not exhaust the memory. */
  readonly together: number;
}

const mebibyte = 1024 * 1024;

/** Reads the bodies of a server's requests, within limits for each and for all of them. */
export class RequestBodies {
  readonly #limits: BodyLimits;
  #held = 0;

  constructor(limits: BodyLimits = { each: 32 * mebibyte, together: 256 * mebibyte }) {
    this.#limits = limits;
  }

  /** Whether the length that a request says its body has, if it says one, is within the limit. */
  takes({ headers }: IncomingMessage): boolean {
    return Number(headers["content-length"] ?? 0) <= this.#limits.each;
  }

  /**
   * The body, undefined for an empty one; the status that refuses it where it is too large, at once if it says so, or
   * there is too much of other bodies already. It counts as held until the response is closed. What comes of a body
   * that is refused is read on and dropped: a connection that is closed while somebody sends loses the answer.
   * Rejects where the visitor leaves.
   */
  async read(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<Uint8Array | undefined | 413 | 503> {
    const body = this.takes(incoming) ? await this.#collect(incoming, outgoing) : 413;
    if (typeof body === "number") incoming.resume();
    return body;
  }

  async #collect(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<Uint8Array | undefined | 413 | 503> {
    const chunks: Buffer[] = [];
    let size = 0;
    outgoing.once("close", () => {
      this.#held -= size;
    });
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      this.#held += chunk.length;
      if (size > this.#limits.each) return 413;
      if (this.#held > this.#limits.together) return 503;
      chunks.push(chunk);
    }
    return size === 0 ? undefined : Buffer.concat(chunks);
  }
}
