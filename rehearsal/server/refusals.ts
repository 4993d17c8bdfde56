import type { Duplex } from "node:stream";
import { errorPage } from "../edge/edge-error";
import type { ViewerResponse } from "../edge/ports";

/** An answer that is the server's own: to what it does not hand to the edge, or in the place of what it cannot send. */
export function refusal(status: number, reason: string): ViewerResponse {
  const { statusText, headers, body } = errorPage(status, reason);
  headers.set("x-cache", "Error from cloudfront");
  headers.set("content-length", String(body.length));
  const nothing = { distributionId: "", behavior: "", origins: [], duration: 0, stale: false };
  return { status, statusText, headers, body, trace: { ...nothing, result: "Error", reason } };
}

/**
 * Answers what the HTTP parser refuses, or waits for in vain. CloudFront answers 400, or 494 for oversized headers;
 * what it does of a request that never ends is not documented, and 408 is HTTP's own word for it (RFC 9110, 15.5.9).
 */
export function refuseConnection(error: NodeJS.ErrnoException, socket: Duplex): void {
  if (!socket.writable || error.code === "ECONNRESET") socket.destroy();
  else if (error.code === "HPE_HEADER_OVERFLOW") end(socket, "494 Request Header Too Large");
  else if (error.code === "ERR_HTTP_REQUEST_TIMEOUT") end(socket, "408 Request Timeout");
  else end(socket, "400 Bad Request");
}

/**
 * No behaviour can allow CONNECT, and what is not allowed is 403 (CloudFront guide, "HTTP 403 status code (Invalid
 * method)"). Node gives such a request no response to write to, and leaves the connection to us: it is closed at once.
 */
export function refuseTunnel(socket: Duplex): void {
  socket.on("error", () => socket.destroy());
  socket.once("finish", () => socket.destroy());
  end(socket, "403 Forbidden");
}

/** A visitor who goes on sending, or never closes the connection, has a second to read the answer. */
function end(socket: Duplex, status: string): void {
  socket.end(`HTTP/1.1 ${status}\r\nServer: CloudFront\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
  const timer = setTimeout(() => socket.destroy(), 1_000);
  socket.once("close", () => clearTimeout(timer));
}
