import type { HeaderMap } from "../../../facts/http/header-map";
import type { EdgeRequest } from "../arrival/edge-request";
import { compressionEncoding } from "../cache/compression";
import type { Readings } from "../readings";

/** What WebSocket's handshake needs at the origin (CloudFront guide, "Use WebSockets with CloudFront distributions"). */
export const handshakeHeaders = ["sec-websocket-key", "sec-websocket-version"];

/**
 * Whether the body of an answer may go on while it comes: not that of an error, which is kept, nor what is compressed,
 * nor what a range is cut from. Without a length none can be cut: the whole answer goes on (CloudFront guide, "How
 * CloudFront processes partial requests for an object").
 */
export function mayStream(
  { viewer, behavior, headers: asked }: EdgeRequest,
  readings: Readings,
  status: number,
  headers: HeaderMap,
): boolean {
  if (viewer.streams !== true || viewer.method === "HEAD" || status >= 400) return false;
  if (status === 204 || status === 304) return false;
  if (asked.has("range") && headers.has("content-length")) return false;
  const client = { httpVersion: viewer.httpVersion, headers: asked };
  const response = { status, headers };
  return (
    compressionEncoding(behavior.config, client, response, readings.compressionTypeParameters) === undefined
  );
}
