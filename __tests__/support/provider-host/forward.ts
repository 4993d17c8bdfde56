import {
  type ClientHttp2Session,
  type ClientHttp2Stream,
  constants,
  type IncomingHttpHeaders,
  type OutgoingHttpHeaders,
  type ServerHttp2Stream,
} from "node:http2";
import type { Readable } from "node:stream";
import type { Passage } from "./without-wait";

/** Answers a call with one message, framed as gRPC frames it; to whoever has gone, with nothing. */
export function answerWith(message: Buffer, stream: ServerHttp2Stream): void {
  if (stream.destroyed || stream.headersSent) return;
  stream.respond({ ":status": 200, "content-type": "application/grpc" }, { waitForTrailers: true });
  stream.on("wantTrailers", () => stream.sendTrailers({ "grpc-status": "0" }));
  stream.end(message);
}

/**
 * Passes on one call, and its answer, through what may change them; `body` is what is asked, where it has been read. Gives
 * the call back: who answers it sooner ends it.
 */
export function forward(
  stream: ServerHttp2Stream,
  headers: IncomingHttpHeaders,
  to: ClientHttp2Session,
  { asked, answered }: Passage,
  body: Readable = stream,
): ClientHttp2Stream | undefined {
  if (to.destroyed) {
    stream.close(constants.NGHTTP2_INTERNAL_ERROR);
    return undefined;
  }
  const call = to.request(headers as OutgoingHttpHeaders, { endStream: false });
  let trailers: OutgoingHttpHeaders = {};
  call.on("response", (answer, flags) => {
    if (stream.headersSent) return;
    stream.on("wantTrailers", () => stream.sendTrailers(trailers));
    // A call that fails at once has all of its answer in the headers.
    const isAll = (flags & constants.NGHTTP2_FLAG_END_STREAM) !== 0;
    stream.respond(answer as OutgoingHttpHeaders, isAll ? { endStream: true } : { waitForTrailers: true });
    if (!isAll) call.pipe(answered).pipe(stream);
  });
  call.on("trailers", (end) => {
    trailers = end as OutgoingHttpHeaders;
  });
  stream.on("close", () => call.close(stream.rstCode));
  call.on("error", () => stream.close(constants.NGHTTP2_INTERNAL_ERROR));
  stream.on("error", () => call.close(constants.NGHTTP2_CANCEL));
  body.pipe(asked).pipe(call);
  return call;
}
