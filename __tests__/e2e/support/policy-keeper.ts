import { createServer, type IncomingMessage, request, type Server, type ServerResponse } from "node:http";
import { buffer } from "node:stream/consumers";

/**
 * A server in front of moto that keeps bucket policies itself and passes on all else. moto takes a statement whose
 * condition does not hold for a denial, so a bucket that refuses plain HTTP would refuse its owner everything.
 */
export async function keepBucketPolicies(
  motoEndpoint: string,
): Promise<{ endpoint: string; close(): Promise<void> }> {
  const policies = new Map<string, Buffer>();
  const server = createServer((incoming, outgoing) => {
    const url = new URL(incoming.url ?? "/", motoEndpoint);
    if (url.searchParams.has("policy")) void answerPolicy(policies, url.pathname, incoming, outgoing);
    else forward(url, incoming, outgoing);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return { endpoint: addressOf(server), close: () => closed(server) };
}

async function answerPolicy(
  policies: Map<string, Buffer>,
  bucket: string,
  incoming: IncomingMessage,
  outgoing: ServerResponse,
): Promise<void> {
  if (incoming.method === "PUT") policies.set(bucket, await buffer(incoming));
  if (incoming.method === "DELETE") policies.delete(bucket);
  if (incoming.method !== "GET") return void outgoing.writeHead(204).end();
  const policy = policies.get(bucket);
  if (policy) return void outgoing.writeHead(200, { "content-type": "application/json" }).end(policy);
  outgoing.writeHead(404, { "content-type": "application/xml" });
  outgoing.end("<Error><Code>NoSuchBucketPolicy</Code><Message>The bucket has no policy</Message></Error>");
}

function forward(url: URL, incoming: IncomingMessage, outgoing: ServerResponse): void {
  const { method, headers } = incoming;
  const onward = request(url, { method, headers }, (answer) => {
    outgoing.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(outgoing);
  });
  onward.on("error", () => outgoing.destroy());
  incoming.pipe(onward);
}

function addressOf(server: Server): string {
  const address = server.address();
  if (address === null || typeof address === "string") throw new Error("no port on loopback");
  return `http://127.0.0.1:${address.port}`;
}

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
