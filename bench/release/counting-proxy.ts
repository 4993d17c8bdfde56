import { once } from "node:events";
import { createServer, request as httpRequest } from "node:http";
import type { AddressInfo } from "node:net";

/** Stands on loopback before an endpoint. */
export interface CountingProxy {
  readonly url: string;
  /** Requests since the last call. */
  count(): number;
  close(): Promise<void>;
}

/** Sends every request on as it is, and counts it. */
export async function startCountingProxy(endpoint: string): Promise<CountingProxy> {
  const { hostname, port } = new URL(endpoint);
  let requests = 0;
  const server = createServer((incoming, outgoing) => {
    requests += 1;
    const { method, url: path, headers } = incoming;
    const onward = httpRequest({ hostname, port, method, path, headers }, (answer) => {
      outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(outgoing);
    });
    onward.on("error", () => outgoing.destroy());
    incoming.pipe(onward);
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    count() {
      const counted = requests;
      requests = 0;
      return counted;
    },
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}
