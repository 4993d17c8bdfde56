import { type ServerResponse, validateHeaderValue } from "node:http";
import type { ViewerResponse } from "../edge/ports";

/** Of one and the same cached answer, what is another value each time. */
const changing: ReadonlySet<string> = new Set(["age", "date", "server-timing", "x-amz-cf-id"]);

/** A head as Node wrote it. */
interface Head {
  readonly statusText: string;
  /** Names and values in turn. */
  readonly flat: readonly string[];
  /** Whether what stands at this place of `flat` changes. */
  readonly isChanging: readonly boolean[];
  /** The text before each value that changes, and behind the last. */
  readonly texts: readonly string[];
}

/** Where Node has the head of an answer until it is sent. Not documented; nothing is known of a Node that has it elsewhere. */
interface WithHead {
  _header?: string | null;
}

/**
 * Heads that Node has written for cached bodies. It holds each name and each value of each answer against a pattern, and
 * puts the text together of four pieces a field, which takes as long as the edge takes for all of a cached page: what
 * was seen once in an answer is not looked at again in the next one of the same body.
 */
export class KnownHeads {
  readonly #known = new WeakMap<Uint8Array, Head>();

  /**
   * Gives an answer its head, where the same is known but for what changes. Only of connections that are kept open by
   * HTTP/1.1: what Node adds is the same for all of them.
   *
   * @throws Node's error for a value that is not HTTP's
   */
  write(outgoing: ServerResponse, { status, statusText, headers, body }: ViewerResponse): boolean {
    const head = this.#known.get(body);
    if (head === undefined || status !== 200 || statusText !== head.statusText) return false;
    const { isChanging, texts } = head;
    const { flat } = headers;
    if (flat.length !== head.flat.length) return false;
    let text = texts[0] as string;
    let changed = 0;
    for (let i = 0; i < flat.length; i++) {
      const value = flat[i] as string;
      const isSame = value === head.flat[i];
      if (!isChanging[i]) {
        if (!isSame) return false;
        continue;
      }
      if (!isSame) validateHeaderValue(flat[i - 1] as string, value);
      text += value + texts[++changed];
    }
    (outgoing as WithHead)._header = text;
    return true;
  }

  /** Remembers the head that Node has just written for such an answer of such a connection. */
  learn(outgoing: ServerResponse, { status, statusText, headers, body, trace }: ViewerResponse): void {
    const written = (outgoing as WithHead)._header;
    if (trace.result !== "Hit" || status !== 200 || body.length === 0) return;
    // Node adds a date that changes, and sends a body in chunks, where the answer has none of its own; where a location
    // leads depends on who asks.
    if (!headers.has("date") || !headers.has("content-length") || headers.has("location")) return;
    const flat = headers.flat.slice();
    const isChanging = flat.map((_, at) => at % 2 === 1 && changing.has(flat[at - 1] as string));
    const texts: string[] = [];
    let sofar = `HTTP/1.1 200 ${statusText}\r\n`;
    let from = 0;
    for (let i = 0; i < flat.length; i += 2) {
      sofar += `${flat[i]}: `;
      if (isChanging[i + 1]) {
        texts.push(sofar.slice(from));
        from = sofar.length + (flat[i + 1] as string).length;
      }
      sofar += `${flat[i + 1]}\r\n`;
    }
    // Otherwise it holds something else than these fields: what is not sent, or what this Node makes of them.
    if (typeof written !== "string" || !written.startsWith(sofar)) return;
    texts.push(written.slice(from));
    this.#known.set(body, { statusText, flat, isChanging, texts });
  }
}
