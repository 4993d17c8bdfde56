import type { HeaderMap } from "../../../facts/http/header-map";

/** Uniform in [0, 1). */
export type Random = () => number;

const ALPHABET = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
/** The bytes of each pair of letters. */
const PAIRS = new Uint16Array(
  Uint8Array.from({ length: 8192 }, (_, i) => ALPHABET.charCodeAt(i % 2 === 0 ? i >> 7 : (i >> 1) & 63))
    .buffer,
);

/** The ids that an edge shows in X-Amz-Cf-Id and Via. Not secret, and not fit to be. */
export class EdgeIds {
  /** "<32 hex digits>.cloudfront.net", the edge's name in Via. */
  readonly host: string;
  readonly #random: Random;
  /** The last id: V8 takes longer to put a string together of pieces than to make it of bytes. */
  readonly #id = Buffer.alloc(56, "=");
  readonly #pairs = new Uint16Array(this.#id.buffer, this.#id.byteOffset, 27);

  constructor(random: Random) {
    this.#random = random;
    let hex = "";
    while (hex.length < 32) hex += Math.floor(random() * 16).toString(16);
    this.host = `${hex}.cloudfront.net`;
  }

  /** 56 characters, as in X-Amz-Cf-Id and the log field x-edge-request-id. */
  requestId(): string {
    const pairs = this.#pairs;
    pairs[0] = PAIRS[Math.floor(this.#random() * 4096)] as number;
    for (let at = 1; at < 27; at += 2) {
      const bits = Math.floor(this.#random() * 0x1000000);
      pairs[at] = PAIRS[bits >> 12] as number;
      pairs[at + 1] = PAIRS[bits & 4095] as number;
    }
    return this.#id.toString("latin1");
  }

  /** This edge's element of Via. CloudFront answers HTTP/1.0 as 1.1. */
  via(httpVersion: "1.0" | "1.1" | "2.0" | "3.0"): string {
    return `${httpVersion === "1.0" ? "1.1" : httpVersion} ${this.host} (CloudFront)`;
  }
}

/** What of an answer shows in the headers that CloudFront adds to it. */
export interface AnswerFacts {
  /** "Hit", "Miss", "RefreshHit", "Error", ... */
  readonly result: string;
  /** Seconds in the cache; undefined for what does not come from it. */
  readonly age?: number;
}

/** What of the edge shows in them. */
export interface EdgeFacts {
  /** This edge's element of Via. */
  readonly via: string;
  /** "FRA56-P2" and the like. */
  readonly pop: string;
  readonly requestId: string;
}

/**
 * Writes the headers that CloudFront adds to every answer. CloudFront guide, "Standard logging reference", fields
 * x-edge-result-type, x-edge-location and x-edge-request-id.
 */
export function setViewerHeaders(headers: HeaderMap, answer: AnswerFacts, facts: EdgeFacts): void {
  headers.set("x-cache", `${answer.result} from cloudfront`);
  const via = headers.get("via");
  headers.set("via", via === null ? facts.via : `${via}, ${facts.via}`);
  headers.set("x-amz-cf-pop", facts.pop);
  headers.set("x-amz-cf-id", facts.requestId);
  if (answer.age !== undefined) headers.set("age", String(Math.max(0, Math.floor(answer.age))));
}
