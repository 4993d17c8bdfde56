import { type IncomingMessage, type Server, ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import type { HeaderMap } from "../../facts/http/header-map";

/** Whether a request asks for a WebSocket by HTTP/1.1's handshake (RFC 6455, 4.2.1). */
export function isHandshake({ method, httpVersion, headers }: IncomingMessage): boolean {
  return (
    method === "GET" &&
    httpVersion === "1.1" &&
    headers.upgrade?.toLowerCase() === "websocket" &&
    headers["sec-websocket-key"] !== undefined &&
    headers["content-length"] === undefined &&
    headers["transfer-encoding"] === undefined
  );
}

/**
 * Lets the server read a request once more as one that asks for no other protocol: whoever answers may ignore what was
 * asked (RFC 9110, 7.8), and Node has stopped reading HTTP on this connection.
 */
export function readPlainly(server: Server, incoming: IncomingMessage, socket: Duplex, first: Buffer): void {
  const raw = incoming.rawHeaders;
  const lines = [`${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`];
  for (let i = 0; i < raw.length; i += 2)
    if (raw[i]?.toLowerCase() !== "upgrade") lines.push(`${raw[i]}: ${raw[i + 1]}`);
  socket.unshift(Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), first]));
  server.emit("connection", socket);
}

/** What a handshake is answered with where it is refused; the connection ends with it. */
export function responseOn(incoming: IncomingMessage, socket: Duplex): ServerResponse {
  const outgoing = new ServerResponse(incoming);
  outgoing.shouldKeepAlive = false;
  outgoing.assignSocket(socket as Parameters<ServerResponse["assignSocket"]>[0]);
  outgoing.once("finish", () => socket.end());
  return outgoing;
}

/** Joins the visitor's connection with the origin's; each ends with the other. */
export function join(visitor: Duplex, origin: Duplex, headers: HeaderMap, first: Buffer): void {
  const lines = ["HTTP/1.1 101 Switching Protocols", "Connection: Upgrade", "Upgrade: websocket"];
  for (const [name, value] of headers) lines.push(`${name}: ${value}`);
  const end = () => {
    visitor.destroy();
    origin.destroy();
  };
  for (const side of [visitor, origin]) side.on("error", end).once("close", end);
  visitor.write(`${lines.join("\r\n")}\r\n\r\n`, "latin1");
  if (first.length > 0) origin.write(first);
  origin.pipe(visitor);
  visitor.pipe(origin);
}
