import { once } from "node:events";
import { createServer, request as httpRequest, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";

/**
 * What happens to a request: S3's answer to too many of them, a connection that breaks before all of the request has
 * come, one that breaks once S3 has done it, one that breaks within the answer, one that is taken and never answered, or
 * nothing.
 */
export type RequestFate = "throttled" | "cut off" | "answer lost" | "answer cut off" | "held" | "answered";

export interface FaultyProxy {
  readonly url: string;
  /** How many requests met each fate. */
  readonly met: Readonly<Record<RequestFate, number>>;
  close(): Promise<void>;
}

const slowDown =
  "<?xml version='1.0'?><Error><Code>SlowDown</Code><Message>Please reduce your request rate.</Message></Error>";

/** A proxy on loopback that does to each request what `fateOf` says, once it has said it. */
export async function startFaultyProxy(
  endpoint: string,
  fateOf: (request: IncomingMessage) => RequestFate | Promise<RequestFate>,
): Promise<FaultyProxy> {
  const met = { throttled: 0, "cut off": 0, "answer lost": 0, "answer cut off": 0, held: 0, answered: 0 };
  const server = createServer((incoming, outgoing) => {
    const said = fateOf(incoming);
    const proceed = (fate: RequestFate) => {
      met[fate] += 1;
      return meet(fate, endpoint, incoming, outgoing);
    };
    (said instanceof Promise ? said.then(proceed) : proceed(said)).catch(() => outgoing.destroy());
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    met,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

async function meet(
  fate: RequestFate,
  endpoint: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
) {
  if (fate === "held") return;
  if (fate === "cut off") {
    // Once the body has begun; requests without one are cut off at once.
    if (Number(incoming.headers["content-length"] ?? 0) > 0) await once(incoming, "data");
    incoming.socket.resetAndDestroy();
    return;
  }
  const body = await buffer(incoming);
  if (fate === "throttled") {
    outgoing.writeHead(503, { "content-type": "application/xml" }).end(slowDown);
    return;
  }
  const { status, headers, answer } = await forward(endpoint, incoming, body);
  if (fate === "answer lost") incoming.socket.resetAndDestroy();
  else if (fate === "answer cut off") {
    outgoing.writeHead(status, { ...headers, "content-length": answer.length + 1 });
    outgoing.write(answer.subarray(0, answer.length / 2), () => incoming.socket.resetAndDestroy());
  } else outgoing.writeHead(status, headers).end(answer);
}

async function forward(endpoint: string, { method, url: path, headers }: IncomingMessage, body: Buffer) {
  const { hostname, port } = new URL(endpoint);
  const { expect: _, ...onward } = headers;
  const sent = httpRequest({ hostname, port, method, path, headers: onward }).end(body);
  const [response] = (await once(sent, "response")) as [IncomingMessage];
  return { status: response.statusCode ?? 502, headers: response.headers, answer: await buffer(response) };
}
