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

  /**
   * The body, undefined for an empty one; the status that refuses it where it is too large, or there is too much of
   * other bodies already. It counts as held until the response is closed.
   */
  async read(
    incoming: IncomingMessage,
    outgoing: ServerResponse,
  ): Promise<Uint8Array | undefined | 413 | 503> {
    const chunks: Buffer[] = [];
    let size = 0;
    outgoing.once("close", () => {
      this.#held -= size;
    });
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      this.#held += chunk.length;
      if (size > this.#limits.each) return 413;
      if (this.#held > this.#limits.together) return 503;
      chunks.push(chunk);
    }
    return size === 0 ? undefined : Buffer.concat(chunks);
  }
}
