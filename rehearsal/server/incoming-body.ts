import type { ClientRequest, IncomingMessage } from "node:http";
import type { Duplex } from "node:stream";
import type { BodyStream } from "../edge/ports";

/**
 * The body of an origin's answer, while it comes. The time between packets counts only while somebody waits for one: a
 * slow reader is no fault of the origin.
 */
export class IncomingBody implements BodyStream {
  readonly ended: Promise<void>;
  /** Whether it was cut since nothing came. */
  wasSilent = false;
  readonly #incoming: IncomingMessage;
  readonly #outgoing: ClientRequest;
  readonly #readTimeout: number;

  /** @param readTimeout milliseconds without a packet after which the connection is cut */
  constructor(incoming: IncomingMessage, outgoing: ClientRequest, readTimeout: number) {
    this.#incoming = incoming;
    this.#outgoing = outgoing;
    this.#readTimeout = readTimeout;
    this.ended = new Promise((resolve) => incoming.once("close", resolve));
    // Whoever reads is told by the iteration; nobody may be reading yet.
    incoming.on("error", () => {});
  }

  cancel(): void {
    this.#outgoing.destroy();
    this.#incoming.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    const chunks: AsyncIterator<Buffer> = this.#incoming[Symbol.asyncIterator]();
    for (;;) {
      const timer = setTimeout(() => {
        this.wasSilent = true;
        this.cancel();
      }, this.#readTimeout);
      try {
        const { done, value } = await chunks.next();
        if (done) break;
        clearTimeout(timer);
        yield value;
      } finally {
        clearTimeout(timer);
      }
    }
    if (!this.#incoming.complete) throw new Error("the body broke off");
  }
}

/** The connection that an answer with status 101 became. */
export class Tunnel implements BodyStream {
  readonly ended: Promise<void>;
  readonly tunnel: Duplex;

  constructor(socket: Duplex) {
    this.tunnel = socket;
    this.ended = new Promise((resolve) => socket.once("close", resolve));
  }

  cancel(): void {
    this.tunnel.destroy();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    yield* this.tunnel as AsyncIterable<Buffer>;
  }
}
