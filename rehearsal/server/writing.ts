import type { IncomingMessage, ServerResponse } from "node:http";
import { pipeline } from "node:stream/promises";
import type { BodyStream, ViewerResponse } from "../edge/ports";
import type { KnownHeads } from "./known-heads";
import { refusal } from "./refusals";
import { join } from "./upgrades";

/** What an answer depends on of the request that it is to. */
export interface AnswerTo {
  readonly incoming: IncomingMessage;
  readonly expectsContinue: boolean;
  /** What has come behind a WebSocket's handshake; undefined for any other request. */
  readonly upgrade: Buffer | undefined;
  readonly localLocation: (location: string) => string;
}

/** Sends the answer, or 502 in the place of one that HTTP cannot carry; returns what was sent. */
export function write(
  outgoing: ServerResponse,
  response: ViewerResponse,
  asked: AnswerTo,
  heads: KnownHeads,
): ViewerResponse {
  const { stream } = response;
  const { incoming, localLocation, upgrade } = asked;
  const isHead = incoming.method === "HEAD";
  try {
    if (stream?.tunnel !== undefined && upgrade !== undefined) {
      outgoing.detachSocket(incoming.socket);
      join(incoming.socket, stream.tunnel, response.headers, upgrade);
      return response;
    }
    if (!isPlain(outgoing, response, asked)) writeHead(outgoing, response, localLocation);
    else if (!heads.write(outgoing, response)) {
      writeHead(outgoing, response, localLocation);
      heads.learn(outgoing, response);
    }
    if (stream !== undefined) writeStream(outgoing, stream).catch(() => stream.cancel());
    else outgoing.end(isHead ? undefined : response.body);
    return response;
  } catch (error) {
    stream?.cancel();
    if (outgoing.headersSent) throw error;
    const failed = refusal(502, `The answer cannot be sent: ${(error as Error).message}`);
    writeHead(outgoing, failed, localLocation);
    outgoing.end(isHead ? undefined : failed.body);
    const { result, reason } = failed.trace;
    return { ...failed, trace: { ...response.trace, result, reason } };
  }
}

/** Whether Node adds to its head what it adds to every one, and writes it with the body. */
function isPlain(outgoing: ServerResponse, { stream }: ViewerResponse, asked: AnswerTo): boolean {
  const { method, httpVersion } = asked.incoming;
  const isAsUsual = method === "GET" && httpVersion === "1.1" && outgoing.shouldKeepAlive;
  return isAsUsual && stream === undefined && !asked.expectsContinue && asked.upgrade === undefined;
}

/** Writes what comes when it comes. A body that breaks off breaks the visitor's connection too. */
async function writeStream(outgoing: ServerResponse, stream: BodyStream): Promise<void> {
  outgoing.once("close", () => stream.cancel());
  if (outgoing.destroyed) stream.cancel();
  outgoing.flushHeaders();
  await pipeline(stream, outgoing);
}

/** Throws for a status, a reason or a header that is not HTTP's, and has sent nothing then. */
function writeHead(
  outgoing: ServerResponse,
  { status, statusText, headers }: ViewerResponse,
  localLocation: (location: string) => string,
): void {
  const { flat } = headers;
  const raw: string[] = [];
  for (let i = 0; i < flat.length; i += 2) {
    const name = flat[i] as string;
    const value = flat[i + 1] as string;
    if (name === "connection" || name === "transfer-encoding") continue;
    raw.push(name, name === "location" ? localLocation(value) : value);
  }
  outgoing.sendDate = !headers.has("date");
  outgoing.writeHead(status, statusText, raw);
}
