import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { Socket } from "node:net";
import { foreignPage, type Listening, listen } from "../server";
import { type CloudRequest, type CloudResponse, type ConnectionLost, connectionLost } from "./http";
import { foreignHost, originForm, type Route, routeOf } from "./router";
import { authorizationOf, isPostForm, readPostForm } from "./s3/post-form";

/**
 * Milliseconds that an idle connection stays open: longer than Go's clients, Terraform's provider among them, keep one
 * (90 seconds). Whoever closes first is not in the way of a request that is being sent just then.
 */
const idleMs = 120_000;

/** Bytes of a form: it is read before anybody knows who sends it. */
const largestForm = 64 * 1024 * 1024;

export interface CloudServerOptions {
  /** 0 picks a free port. */
  readonly port: number;
  /** Bytes of body that a service takes. */
  readonly bodyLimit: (service: string) => number;
  /** The answer to a request that does not carry the right key, before its body is read; undefined for others. */
  readonly refuse: (
    route: Route,
    target: string,
    authorization: string | undefined,
  ) => CloudResponse | undefined;
  readonly handle: (route: Route, request: CloudRequest) => Promise<CloudResponse | ConnectionLost>;
  /** The answer to a body above the limit. */
  readonly tooLarge: (route: Route) => CloudResponse;
  /** Called with what should not have happened; the client gets a 500. */
  readonly onError: (error: unknown, what: string) => void;
}

/** Reads requests from HTTP and writes the answers. Nothing that a client sends ends it. */
export async function serveCloud(options: CloudServerOptions): Promise<Listening> {
  const server = createServer(
    { maxHeaderSize: 64 * 1024, keepAliveTimeout: idleMs },
    (incoming, outgoing) => {
      answer(options, incoming, outgoing).catch((error) => {
        options.onError(error, `${incoming.method} ${incoming.url}`);
        if (!outgoing.headersSent) outgoing.writeHead(500, { connection: "close" });
        outgoing.end();
      });
    },
  );
  server.on("clientError", (_error, socket: Socket) => {
    if (socket.writable)
      socket.end("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
    else socket.destroy();
  });
  return listen(server, options.port, "127.0.0.1");
}

async function answer(
  options: CloudServerOptions,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  const refusedAt = (response: CloudResponse) => {
    incoming.resume();
    write(outgoing, incoming, { ...response, close: true });
  };
  const foreign = foreignHost(incoming.url ?? "/", incoming.socket.localPort ?? 0);
  if (foreign !== undefined) return refusedAt(refusedProxy(foreign));
  const page = foreignPage(incoming.headers);
  if (page !== undefined) return refusedAt(plainText(403, `${page}\n`));
  const target = originForm(incoming.url ?? "/");
  const headers = joined(incoming);
  const route = routeOf(target, headers);
  const isForm = route.service === "s3" && isPostForm(incoming.method, headers);
  const refused = isForm ? undefined : options.refuse(route, target, headers.authorization);
  if (refused !== undefined) return refusedAt(refused);
  const limit = options.bodyLimit(route.service);
  const body = await read(incoming, isForm ? Math.min(limit, largestForm) : limit);
  if (body === undefined) {
    write(outgoing, incoming, { ...options.tooLarge(route), close: true });
    return;
  }
  const mark = target.indexOf("?");
  const rawQuery = mark < 0 ? "" : target.slice(mark + 1);
  const request: CloudRequest = {
    method: incoming.method ?? "GET",
    path: mark < 0 ? target : target.slice(0, mark),
    rawQuery,
    query: new URLSearchParams(rawQuery),
    headers,
    body,
    region: route.region,
  };
  // A form is signed by its fields, which only its body has.
  const form = isForm ? await readPostForm(request) : undefined;
  const unsigned = isForm ? options.refuse(route, target, form && authorizationOf(form)) : undefined;
  if (unsigned !== undefined) return write(outgoing, incoming, unsigned);
  const response = await options.handle(route, request);
  if (response === connectionLost) incoming.socket.destroy();
  else write(outgoing, incoming, response);
}

function refusedProxy(host: string): CloudResponse {
  return plainText(502, `This is a local AWS, and no way to ${host}. Unset HTTP_PROXY for what needs one.\n`);
}

function plainText(status: number, body: string): CloudResponse {
  return { status, headers: { "content-type": "text/plain" }, body };
}

function joined(incoming: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(
    Object.entries(incoming.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(", ") : value,
    ]),
  );
}

/** The body, or undefined once it is larger than `limit`; what still arrives then is thrown away. */
function read(incoming: IncomingMessage, limit: number): Promise<Buffer | undefined> {
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    let size = 0;
    const tooLarge = () => {
      incoming.removeAllListeners("data").resume();
      resolve(undefined);
    };
    incoming.on("error", reject);
    incoming.on("end", () => resolve(Buffer.concat(chunks)));
    if (Number(incoming.headers["content-length"] ?? 0) > limit) return tooLarge();
    incoming.on("data", (chunk: Buffer) => {
      size += chunk.length;
      chunks.push(chunk);
      if (size > limit) tooLarge();
    });
  });
}

function write(
  outgoing: ServerResponse,
  incoming: IncomingMessage,
  response: CloudResponse & { readonly close?: boolean },
): void {
  const isHead = incoming.method === "HEAD";
  const body = typeof response.body === "string" ? Buffer.from(response.body) : response.body;
  const headers: Record<string, string | string[]> = { ...response.headers };
  const hasBody = response.status !== 204 && response.status !== 304;
  if (!isHead) delete headers["content-length"];
  if (!isHead && hasBody) headers["content-length"] = String(body.length);
  if (response.close) headers.connection = "close";
  outgoing.writeHead(response.status, headers);
  outgoing.end(isHead || !hasBody ? undefined : body);
}
