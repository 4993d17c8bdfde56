import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { HeaderMap } from "../../facts/http/header-map";
import type { ViewerFacts, ViewerRequest, ViewerResponse } from "../edge/ports";
import { KnownHeads } from "./known-heads";
import { type Listening, listen } from "./listening";
import type { LocalHosts, PortOf, Scheme } from "./local-hosts";
import { refusal, refuseConnection, refuseTunnel } from "./refusals";
import { RequestBodies } from "./request-bodies";
import { isHandshake, readPlainly, responseOn } from "./upgrades";
import { type AnswerTo, write } from "./writing";

/** What the server needs of an edge. */
export interface RequestHandler {
  /** Asked of a request whose body is still to come; what is not wanted is answered without it. */
  wantsBody(request: ViewerRequest): boolean;
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
  readonly scheme?: Scheme;
  /** Where redirects between the protocols lead. @default - to the port that was asked */
  readonly portOf?: PortOf;
  /** What is known of every visitor at the moment. @default nothing */
  readonly facts?: () => ViewerFacts;
  /** Milliseconds that the headers of a request may take. @default 10000 */
  readonly headersTimeout?: number;
  /** Called after each answer, those that are not the edge's included. */
  readonly onAnswer?: (request: ViewerRequest, response: ViewerResponse) => void;
}

/**
 * Node's own limit stands well above the edge's 32,768 bytes, so that the edge answers 494 itself, and well
 * below what could hurt.
 */
const maxHeaderSize = 128 * 1024;
const maxConnections = 10_000;

const bodyRefusals = {
  413: "The body of a request is larger than this machine keeps.",
  503: "The bodies of all requests together are larger than this machine keeps.",
} as const;

/** Serves an edge over HTTP/1.1. Rejects with Node's error when the address cannot be bound. */
export async function serveViewers(options: ViewerServerOptions): Promise<Listening> {
  const { headersTimeout = 10_000 } = options;
  const bodies = new RequestBodies();
  const heads = new KnownHeads();
  const serve = (
    incoming: IncomingMessage,
    outgoing: ServerResponse,
    expectsContinue: boolean,
    upgrade?: Buffer,
  ) => {
    answer(options, bodies, heads, incoming, outgoing, expectsContinue, upgrade).catch((error: Error) => {
      process.emitWarning(error);
      incoming.socket.destroy();
    });
  };
  const server = createServer({
    maxHeaderSize,
    keepAliveTimeout: 5_000,
    headersTimeout,
    requestTimeout: 60_000,
    connectionsCheckingInterval: Math.min(1_000, headersTimeout),
  });
  server.maxConnections = maxConnections;
  // Node would drop headers beyond its count without a word; their size is limited, and judged by the edge.
  server.maxHeadersCount = 0;
  server.on("request", (incoming, outgoing) => serve(incoming, outgoing, false));
  server.on("checkContinue", (incoming, outgoing) => serve(incoming, outgoing, true));
  const tunnels = new Set<Duplex>();
  server.on("upgrade", (incoming, socket, first) => {
    if (!isHandshake(incoming)) {
      readPlainly(server, incoming, socket, first);
      return;
    }
    tunnels.add(socket);
    socket.once("close", () => tunnels.delete(socket));
    serve(incoming, responseOn(incoming, socket), false, first);
  });
  server.on("connect", (_, socket) => refuseTunnel(socket));
  server.on("clientError", refuseConnection);
  const listening = await listen(server, options.port, options.host ?? "127.0.0.1");
  const close = () => {
    for (const socket of tunnels) socket.destroy();
    return listening.close();
  };
  return { ...listening, close };
}

/** @param upgrade what has come behind a WebSocket's handshake; undefined for any other request */
async function answer(
  options: ViewerServerOptions,
  bodies: RequestBodies,
  heads: KnownHeads,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
  expectsContinue: boolean,
  upgrade?: Buffer,
): Promise<void> {
  const headers = HeaderMap.fromFlat(incoming.rawHeaders);
  // Node's own map of the headers is made when it is first asked for.
  const [hostHeader = "", ...otherHosts] = headers.getAll("host");
  const send = (request: ViewerRequest, response: ViewerResponse) => {
    const localLocation = (location: string) =>
      options.hosts.localLocation(location, hostHeader, options.portOf);
    const asked: AnswerTo = { incoming, expectsContinue, upgrade, localLocation };
    const sent = write(outgoing, response, asked, heads);
    options.onAnswer?.(request, sent);
  };
  const request = viewerRequest(options, incoming, headers, () => leaving(outgoing), upgrade !== undefined);
  // Two recipients could disagree about whose request this is (RFC 9112, 3.2).
  if (otherHosts.length > 0) {
    outgoing.shouldKeepAlive = false;
    send(request, refusal(400, "A request has one Host header."));
    return;
  }
  if (!hasBody(headers) || !options.edge.wantsBody(request)) {
    send(request, await options.edge.handle(request));
    return;
  }
  if (expectsContinue && bodies.takes(incoming)) outgoing.writeContinue();
  const body = await bodies.read(incoming, outgoing).catch(() => "gone" as const);
  if (body === "gone") incoming.socket.destroy();
  else if (typeof body === "number") send(request, refusal(body, bodyRefusals[body]));
  else {
    const whole = { ...request, body };
    send(whole, await options.edge.handle(whole));
  }
}

function viewerRequest(
  options: ViewerServerOptions,
  incoming: IncomingMessage,
  headers: HeaderMap,
  left: () => AbortSignal,
  isHandshakeOf: boolean,
): ViewerRequest {
  headers.set("host", options.hosts.canonical(headers.get("host") ?? ""));
  const target = originForm(incoming.url ?? "/");
  const mark = target.indexOf("?");
  const facts = options.facts?.();
  return {
    method: incoming.method ?? "GET",
    scheme: options.scheme ?? "https",
    httpVersion: incoming.httpVersion === "1.0" ? "1.0" : "1.1",
    path: mark < 0 ? target : target.slice(0, mark),
    query: mark < 0 ? "" : target.slice(mark + 1),
    headers,
    clientIp: incoming.socket.remoteAddress ?? "127.0.0.1",
    country: facts?.country,
    device: facts?.device,
    body: undefined,
    streams: true,
    left,
    upgrade: isHandshakeOf ? "websocket" : undefined,
  };
}

/** The path and query of a request target; a proxy's absolute form loses its scheme and host (RFC 9112, 3.2.2). */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const path = /^[a-z][a-z0-9+.-]*:\/\/[^/?#]*(.*)$/i.exec(target)?.[1];
  return path?.startsWith("/") ? path : `/${path ?? ""}`;
}

function hasBody(headers: HeaderMap): boolean {
  return headers.has("content-length") || headers.has("transfer-encoding");
}

/** Aborted when the visitor leaves before the answer is out. */
function leaving(outgoing: ServerResponse): AbortSignal {
  const left = new AbortController();
  outgoing.once("close", () => {
    if (!outgoing.writableFinished) left.abort();
  });
  if (outgoing.destroyed) left.abort();
  return left.signal;
}
