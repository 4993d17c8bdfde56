import type { ServerResponse } from "node:http";

/** Where messages come from: they are sent until what it returns is called. Their data is JSON. */
export type EventSource = (send: (event: string, data: string) => void) => () => void;

/** Pages that are open at once, each in its tab. */
const mostStreams = 16;
/** Bytes that wait for a reader who does not keep up; messages that come meanwhile are left out for that reader. */
const mostWaiting = 1024 * 1024;

/** Server-sent events (HTML standard, section 9.2), to whoever asks. */
export class EventStreams {
  readonly #source: EventSource;
  readonly #open = new Map<ServerResponse, () => void>();

  constructor(source: EventSource) {
    this.#source = source;
  }

  /** Answers with messages until the reader leaves. */
  open(outgoing: ServerResponse): void {
    if (this.#open.size >= mostStreams) {
      outgoing.writeHead(503, { "content-type": "application/json", "retry-after": "5" });
      outgoing.end(`${JSON.stringify({ error: `${mostStreams} readers have these events already` })}\n`);
      return;
    }
    outgoing.writeHead(200, { "content-type": "text/event-stream", "cache-control": "no-store" });
    outgoing.flushHeaders();
    let leftOut = 0;
    const send = (event: string, data: string) => {
      if (outgoing.writableLength > mostWaiting) {
        leftOut++;
        return;
      }
      if (leftOut > 0) outgoing.write(`event: behind\ndata: ${JSON.stringify({ messages: leftOut })}\n\n`);
      leftOut = 0;
      outgoing.write(`event: ${event}\ndata: ${data}\n\n`);
    };
    const stop = this.#source(send);
    this.#open.set(outgoing, stop);
    outgoing.once("close", () => {
      stop();
      this.#open.delete(outgoing);
    });
  }

  /** Ends them all. */
  close(): void {
    for (const [outgoing, stop] of this.#open) {
      stop();
      outgoing.end();
    }
  }
}
