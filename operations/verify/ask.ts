import { createHash } from "node:crypto";
import * as http from "node:http";
import * as https from "node:https";
import { pipeline } from "node:stream";
import { createBrotliDecompress, createGunzip } from "node:zlib";

/** What a site answered, as far as it is compared. */
export interface SiteAnswer {
  readonly status: number;
  readonly headers: Headers;
  /** Hexadecimal, of the body after its Content-Encoding is undone. */
  readonly sha256: string;
  /** Bytes of that body. */
  readonly size: number;
  /** The body's beginning. */
  readonly text: string;
}

/** Asks for one URL. Redirects are answers like any other: nothing is followed, least of all to another site. */
export type Ask = (url: string) => Promise<SiteAnswer>;

const keptText = 4096;

export interface NetworkAskOptions {
  /** A request that takes longer in all has failed. */
  readonly timeoutSeconds: number;
  /**
   * Scheme, host and port that answer for every name that is asked for, whatever DNS says of it: TLS and the Host header
   * carry the name. A port that is given is asked over plain HTTP too. @default - where each URL leads by itself
   */
  readonly address?: string;
}

/** Asks over the network. */
export function networkAsk({ address, timeoutSeconds }: NetworkAskOptions): Ask {
  return async (text) => {
    const url = new URL(text);
    const signal = AbortSignal.timeout(timeoutSeconds * 1000);
    try {
      return await read(await send(url, address === undefined ? url : new URL(address), signal));
    } catch (error) {
      throw signal.aborted ? signal.reason : error;
    }
  };
}

/** Over TLS where both the site and what answers for it speak it: a laptop stands in for an https site without. */
function send(url: URL, to: URL, signal: AbortSignal): Promise<http.IncomingMessage> {
  const secure = url.protocol === "https:" && to.protocol === "https:";
  const options: https.RequestOptions = {
    host: to.hostname.replace(/^\[|\]$/g, ""),
    ...(to.port !== "" && { port: to.port }),
    path: url.pathname + url.search,
    headers: { host: url.host, "accept-encoding": "br, gzip", "user-agent": "outlast-verify" },
    signal,
    ...(secure && { servername: url.hostname }),
  };
  const { request } = secure ? https : http;
  return new Promise((resolve, reject) => {
    const sent = request(options, resolve);
    sent.on("error", (error) => {
      // The server had closed the connection that was kept: the request never reached it.
      if (!sent.reusedSocket || signal.aborted) return reject(error);
      request({ ...options, agent: false }, resolve)
        .on("error", reject)
        .end();
    });
    sent.end();
  });
}

async function read(response: http.IncomingMessage): Promise<SiteAnswer> {
  const headers = new Headers();
  for (let i = 1; i < response.rawHeaders.length; i += 2)
    headers.append(response.rawHeaders[i - 1] as string, response.rawHeaders[i] as string);
  const hash = createHash("sha256");
  let size = 0;
  let text = "";
  const decoder = new TextDecoder();
  for await (const piece of decoded(response, headers.get("content-encoding"))) {
    hash.update(piece);
    size += piece.length;
    if (text.length < keptText) text += decoder.decode(piece, { stream: true });
  }
  return { status: response.statusCode as number, headers, sha256: hash.digest("hex"), size, text };
}

/** Only what was asked for is undone; anything else is compared as it came. */
function decoded(response: http.IncomingMessage, encoding: string | null): AsyncIterable<Buffer> {
  if (encoding !== "br" && encoding !== "gzip") return response;
  // An error, or the end of the request's time, comes out of the last stream, which is the one that is read.
  return pipeline(response, encoding === "br" ? createBrotliDecompress() : createGunzip(), () => {});
}

/** Why a request came to nothing, in words. */
export function failureOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  if (error.name === "TimeoutError") return "no whole answer in time";
  return "code" in error ? `${error.code}` : error.message;
}
