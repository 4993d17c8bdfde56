import { Agent, request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { buffer } from "node:stream/consumers";
import { hopByHop } from "../../facts/http/hop-by-hop";
import type { CloudRequest, CloudResponse } from "./http";

/** Sends requests on to the server that stands for the rest of AWS. */
export interface Upstream {
  send(request: CloudRequest): Promise<CloudResponse>;
  close(): void;
}

/** Of one connection only, or of a body that has been read. */
const dropped = new Set([...hopByHop, "expect", "content-length"]);

export interface UpstreamOptions {
  /** Called with each request before it is sent; what it throws keeps the request from being sent. */
  readonly onRequest?: ((request: CloudRequest) => void) | undefined;
  /** A Unix socket to ask in place of the endpoint's port. */
  readonly socketPath?: string | undefined;
  /** Milliseconds of silence after which an answer is no longer waited for. @default 120_000 */
  readonly patience?: number;
}

/**
 * moto, at `endpoint`. The Host of a request stays what the client signed. A request waits for the one before it. moto
 * locks nothing: of two threads that make roles, one looks through them while the other adds one, and fails with
 * "dictionary changed size during iteration" (`create_role` of moto/iam/models.py, 5.2). And it draws identifiers in the
 * order of the requests, so that a recording replays to the same ones.
 */
export function motoUpstream(
  endpoint: string,
  { onRequest, patience = 120_000, socketPath }: UpstreamOptions = {},
): Upstream {
  const { hostname, port } = new URL(endpoint);
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  return {
    send: (request) =>
      new Promise((resolve, reject) => {
        onRequest?.(request);
        const outgoing = httpRequest({
          agent,
          ...(socketPath === undefined ? { hostname, port } : { socketPath }),
          timeout: patience,
          method: request.method,
          path: request.rawQuery === "" ? request.path : `${request.path}?${request.rawQuery}`,
          headers: { ...kept(request.headers), "content-length": String(request.body.length) },
        });
        outgoing.on("error", reject);
        outgoing.on("timeout", () => outgoing.destroy(new Error(`moto is silent for ${patience / 1_000} s`)));
        outgoing.on("response", (incoming) => {
          buffer(incoming).then(
            (body) =>
              resolve({ status: incoming.statusCode ?? 502, headers: answered(incoming.headers), body }),
            reject,
          );
        });
        outgoing.end(request.body);
      }),
    close: () => agent.destroy(),
  };
}

function kept(headers: CloudRequest["headers"]): Record<string, string> {
  const ofConnection = new Set(headers.connection?.split(",").map((name) => name.trim().toLowerCase()));
  const entries = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && !dropped.has(name) && !ofConnection.has(name),
  );
  return Object.fromEntries(entries as [string, string][]);
}

function answered(headers: IncomingHttpHeaders): Record<string, string | string[]> {
  const entries = Object.entries(headers).filter(
    ([name, value]) => value !== undefined && (name === "content-length" || !dropped.has(name)),
  );
  return Object.fromEntries(entries as [string, string | string[]][]);
}
