import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";
import { HeaderMap } from "../../facts/http/header-map";
import { hopByHop } from "../../facts/http/hop-by-hop";
import type { Origin } from "../edge/model";
import type {
  AttemptLimits,
  OriginClient,
  OriginFailure,
  OriginOutcome,
  OriginRequest,
  OriginResponse,
} from "../edge/ports";
import { IncomingBody, Tunnel } from "./incoming-body";

const noBody = new Uint8Array();

/** More than this of an answer that is needed whole is not kept in memory; the connection is cut, as a failing origin would. */
export const mostBodyBytes = 256 * 1024 * 1024;

/**
 * A custom origin that is a server on this machine: real HTTP, real time. What the network does becomes the
 * outcome that CloudFront's failover rules are keyed on.
 */
export class HttpOrigin implements OriginClient {
  readonly #base: URL;
  readonly #agent: HttpAgent;
  readonly #maxBodyBytes: number;

  /**
   * `base` is the URL that stands for the origin, such as `http://localhost:3000`.
   * @param maxBodyBytes of one answer
   */
  constructor(base: URL, maxBodyBytes = mostBodyBytes) {
    this.#base = base;
    this.#maxBodyBytes = maxBodyBytes;
    const options = { keepAlive: true, maxFreeSockets: 64 };
    this.#agent = base.protocol === "https:" ? new HttpsAgent(options) : new HttpAgent(options);
  }

  fetch(_origin: Origin, request: OriginRequest, limits: AttemptLimits): Promise<OriginOutcome> {
    const send = this.#base.protocol === "https:" ? httpsRequest : httpRequest;
    return new Promise((resolve) => {
      let outgoing: ClientRequest;
      try {
        outgoing = send({
          // A connection that becomes another protocol's is nobody else's.
          agent: request.upgrade === undefined ? this.#agent : false,
          hostname: this.#base.hostname.replace(/^\[|\]$/g, ""),
          port: this.#base.port,
          method: request.method,
          path: this.#path(request),
          headers: outgoingHeaders(request),
        });
      } catch {
        // Node refuses what no server could parse, such as a control character in the path.
        resolve({ kind: "reset" });
        return;
      }
      const fail = (kind: OriginFailure["kind"]) => {
        outgoing.destroy();
        resolve({ kind });
      };
      const leave = () => fail("reset");
      request.signal?.addEventListener("abort", leave, { once: true });
      outgoing.once("close", () => request.signal?.removeEventListener("abort", leave));
      if (request.signal?.aborted) leave();
      limitConnecting(outgoing, limits.connectTimeout, () => fail("connect-timeout"));
      outgoing.setTimeout(limits.readTimeout, () => fail("read-timeout"));
      outgoing.on("error", (error: NodeJS.ErrnoException) => fail(failureKind(error)));
      outgoing.on("response", (incoming) => {
        outgoing.setTimeout(0);
        const body = new IncomingBody(incoming, outgoing, limits.readTimeout);
        const head = headOf(incoming);
        if (request.mayStream?.(head.status, head.headers)) resolve({ ...head, stream: body });
        else
          wholeOf(body, this.#maxBodyBytes).then(
            (whole) => resolve({ ...head, body: whole }),
            () => fail(body.wasSilent ? "read-timeout" : "reset"),
          );
      });
      outgoing.on("upgrade", (incoming, socket, first) => {
        outgoing.setTimeout(0);
        if (first.length > 0) socket.unshift(first);
        resolve({ ...headOf(incoming), stream: new Tunnel(socket) });
      });
      outgoing.end(request.body);
    });
  }

  /** Closes idle connections. */
  close(): void {
    this.#agent.destroy();
  }

  #path({ path, query }: OriginRequest): string {
    const prefix = this.#base.pathname.replace(/\/$/, "");
    return `${prefix}${path}${query === "" ? "" : `?${query}`}`;
  }
}

function outgoingHeaders(request: OriginRequest): Record<string, string | string[]> {
  const headers: Record<string, string | string[]> = {};
  for (const name of request.headers.names()) {
    if (!hopByHop.has(name)) headers[name] = [...request.headers.getAll(name)];
  }
  headers.host = request.headers.get("host") ?? "";
  if (request.body) headers["content-length"] = String(request.body.length);
  if (request.upgrade) Object.assign(headers, { connection: "Upgrade", upgrade: request.upgrade });
  return headers;
}

/** A socket from the pool is connected already; a new one gets `timeout` milliseconds. */
function limitConnecting(outgoing: ClientRequest, timeout: number, onTimeout: () => void): void {
  outgoing.on("socket", (socket) => {
    if (!socket.connecting) return;
    const timer = setTimeout(onTimeout, timeout);
    const stop = () => clearTimeout(timer);
    socket.once("connect", stop);
    socket.once("close", stop);
  });
}

function failureKind(error: NodeJS.ErrnoException): OriginFailure["kind"] {
  const code = error.code ?? "";
  if (code === "ECONNREFUSED") return "connect-refused";
  if (code === "ETIMEDOUT" || code === "EHOSTUNREACH" || code === "ENETUNREACH") return "connect-timeout";
  if (code === "ENOTFOUND" || code === "EAI_AGAIN") return "dns";
  if (code === "EPROTO" || code.startsWith("ERR_TLS") || code.startsWith("ERR_SSL") || code.includes("CERT"))
    return "tls";
  return "reset";
}

/** The answer as far as it is there when its headers are. */
function headOf(incoming: IncomingMessage): OriginResponse {
  const headers = new HeaderMap();
  const raw = incoming.rawHeaders;
  for (let i = 0; i < raw.length; i += 2) {
    if (!hopByHop.has((raw[i] as string).toLowerCase()))
      headers.append(raw[i] as string, raw[i + 1] as string);
  }
  return {
    kind: "response",
    status: incoming.statusCode ?? 502,
    statusText: incoming.statusMessage ?? "",
    headers,
    body: noBody,
  };
}

async function wholeOf(body: IncomingBody, maxBodyBytes: number): Promise<Uint8Array> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of body) {
    size += chunk.length;
    if (size > maxBodyBytes) throw new Error("answer too large");
    chunks.push(chunk);
  }
  return chunks.length === 1 ? (chunks[0] as Uint8Array) : Buffer.concat(chunks);
}
