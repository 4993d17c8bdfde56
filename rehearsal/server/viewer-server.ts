import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo, Socket } from "node:net";
import { HeaderMap } from "../edge/http/header-map";
import type { ViewerRequest, ViewerResponse } from "../edge/ports";
import type { LocalHosts } from "./local-hosts";
import { RequestBodies } from "./request-bodies";

/** What the server needs of an edge. */
export interface RequestHandler {
  handle(request: ViewerRequest): Promise<ViewerResponse>;
}

export interface ViewerServerOptions {
  readonly edge: RequestHandler;
  readonly hosts: Pick<LocalHosts, "canonical" | "localLocation">;
  /** 0 picks a free port. */
  readonly port: number;
  /** @default "127.0.0.1" */
  readonly host?: string;
  /** Protocol that the edge believes the visitor used; a laptop has no certificate. @default "https" */
  readonly scheme?: "http" | "https";
  /** Called after each answer. */
  readonly onAnswer?: (request: ViewerRequest, response: ViewerResponse) => void;
}

/** A listening server. */
export interface Listening {
  readonly port: number;
  readonly url: string;
  /** Stops listening and drops open connections. */
  close(): Promise<void>;
}

/**
 * Node's own limit stands well above the edge's 32,768 bytes, so that the edge answers 494 itself, and well
 * below what could hurt.
 */
const maxHeaderSize = 128 * 1024;
const maxConnections = 10_000;

/** Serves an edge over HTTP/1.1. Rejects with Node's error when the address cannot be bound. */
export async function serveViewers(options: ViewerServerOptions): Promise<Listening> {
  const bodies = new RequestBodies();
  const server = createServer(
    { maxHeaderSize, keepAliveTimeout: 5_000, connectionsCheckingInterval: 1_000 },
    (incoming, outgoing) => {
      answer(options, bodies, incoming, outgoing).catch(() => incoming.socket.destroy());
    },
  );
  server.headersTimeout = 10_000;
  server.requestTimeout = 60_000;
  server.maxConnections = maxConnections;
  // Node would drop headers beyond its count without a word; their size is limited, and judged by the edge.
  server.maxHeadersCount = 0;
  server.on("clientError", refuse);
  return listen(server, options.port, options.host ?? "127.0.0.1");
}

/** Binds a server; shared by every server of the rehearsal. */
export async function listen(server: Server, port: number, host: string): Promise<Listening> {
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, host, () => {
      server.off("error", reject);
      resolve();
    });
  });
  const bound = (server.address() as AddressInfo).port;
  const shown = host.includes(":") ? `[${host}]` : host === "127.0.0.1" ? "localhost" : host;
  return {
    port: bound,
    url: `http://${shown}:${bound}`,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answer(
  options: ViewerServerOptions,
  bodies: RequestBodies,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const headers = HeaderMap.fromFlat(incoming.rawHeaders);
  // Two recipients could disagree about whose request this is (RFC 9112, 3.2).
  if (headers.getAll("host").length > 1) {
    outgoing.writeHead(400, { connection: "close" }).end();
    return;
  }
  const body = hasBody(incoming) ? await bodies.read(incoming, outgoing) : undefined;
  if (typeof body === "number") {
    outgoing.writeHead(body, { connection: "close" }).end();
    return;
  }
  const hostHeader = incoming.headers.host ?? "";
  const request = viewerRequest(options, incoming, headers, body);
  const response = await options.edge.handle(request);
  write(outgoing, response, request.method, (location) => options.hosts.localLocation(location, hostHeader));
  options.onAnswer?.(request, response);
}

function viewerRequest(
  options: ViewerServerOptions,
  incoming: IncomingMessage,
  headers: HeaderMap,
  body: Uint8Array | undefined,
): ViewerRequest {
  headers.set("host", options.hosts.canonical(headers.get("host") ?? ""));
  const target = originForm(incoming.url ?? "/");
  const mark = target.indexOf("?");
  return {
    method: incoming.method ?? "GET",
    scheme: options.scheme ?? "https",
    httpVersion: incoming.httpVersion === "1.0" ? "1.0" : "1.1",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers,
    clientIp: incoming.socket.remoteAddress ?? "127.0.0.1",
    body,
  };
}

/** The path and query of a request target; a proxy's absolute form loses its scheme and host (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  return path?.startsWith("/") ? path : `/${path ?? ""}`;
}

function hasBody({ headers }: IncomingMessage): boolean {
  return headers["content-length"] !== undefined || headers["transfer-encoding"] !== undefined;
}

function write(
  outgoing: ServerResponse,
  response: ViewerResponse,
  method: string,
  localLocation: (location: string) => string,
): void {
  const raw: string[] = [];
  for (const [name, value] of response.headers) {
    if (name === "connection" || name === "transfer-encoding") continue;
    raw.push(name, name === "location" ? localLocation(value) : value);
  }
  outgoing.sendDate = !response.headers.has("date");
  outgoing.writeHead(response.status, response.statusText, raw);
  outgoing.end(method === "HEAD" ? undefined : response.body);
}

/** What the HTTP parser refuses never reaches the edge; CloudFront answers 400, or 494 for oversized headers. */
function refuse(error: NodeJS.ErrnoException, socket: Socket): void {
  if (!socket.writable || error.code === "ECONNRESET") {
    socket.destroy();
    return;
  }
  const status = error.code === "HPE_HEADER_OVERFLOW" ? "494 Request Header Too Large" : "400 Bad Request";
  socket.end(`HTTP/1.1 ${status}\r\nServer: CloudFront\r\nContent-Length: 0\r\nConnection: close\r\n\r\n`);
}
