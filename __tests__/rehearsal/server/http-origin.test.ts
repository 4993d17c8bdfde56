import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { createServer as createTcpServer } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";
import type { Origin } from "../../../rehearsal/edge/model";
import type { OriginRequest } from "../../../rehearsal/edge/ports";
import { HttpOrigin } from "../../../rehearsal/server/http-origin";

const origin: Origin = {
  id: "api",
  domainName: "api.example.com",
  originPath: "",
  customHeaders: [],
  connectionAttempts: 1,
  connectionTimeout: 1,
  readTimeout: 1,
  kind: {
    type: "custom",
    httpPort: 80,
    httpsPort: 443,
    protocolPolicy: "https-only",
    sslProtocols: ["TLSv1.2"],
    keepaliveTimeout: 5,
  },
};
/** Long enough for a busy machine; only silence is waited for in vain. */
const limits = { connectTimeout: 20_000, readTimeout: 20_000 };
const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function originFor(listener: RequestListener): Promise<HttpOrigin> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  return track(
    new HttpOrigin(new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1/`)),
    () => {
      server.closeAllConnections();
      server.close();
    },
  );
}

function track(client: HttpOrigin, close: () => void): HttpOrigin {
  closers.push(() => client.close(), close);
  return client;
}

function request(over: Partial<OriginRequest> = {}): OriginRequest {
  const headers = new HeaderMap({ host: "api.example.com", "x-a": "1" });
  return {
    method: "GET",
    path: "/users",
    query: "page=2",
    headers,
    scheme: "https",
    sourceArn: "arn:aws:cloudfront::1:distribution/E1",
    ...over,
  };
}

describe("HttpOrigin", () => {
  it("asks the server on this machine with the origin's Host and the path below the given URL", async () => {
    const client = await originFor((incoming, outgoing) => {
      outgoing.setHeader("set-cookie", ["a=1", "b=2"]);
      outgoing.end(`${incoming.method} ${incoming.url} ${incoming.headers.host} ${incoming.headers["x-a"]}`);
    });
    const outcome = await client.fetch(origin, request(), limits);
    if (outcome.kind !== "response") throw new Error(outcome.kind);
    expect(Buffer.from(outcome.body).toString()).toBe("GET /v1/users?page=2 api.example.com 1");
    expect(outcome.headers.getAll("set-cookie")).toEqual(["a=1", "b=2"]);
    expect(outcome.headers.has("transfer-encoding")).toBe(false);
  });

  it("sends a body with its length", async () => {
    const client = await originFor((incoming, outgoing) => {
      outgoing.writeHead(201);
      incoming.pipe(outgoing);
    });
    const outcome = await client.fetch(origin, request({ method: "POST", body: Buffer.from("x=1") }), limits);
    expect(outcome).toMatchObject({ kind: "response", status: 201, body: Buffer.from("x=1") });
  });

  it("reports a refused connection", async () => {
    const server = createTcpServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => server.once("listening", resolve));
    const { port } = server.address() as AddressInfo;
    await new Promise((resolve) => server.close(resolve));
    const client = track(new HttpOrigin(new URL(`http://127.0.0.1:${port}`)), () => {});
    expect(await client.fetch(origin, request(), limits)).toEqual({ kind: "connect-refused" });
  });

  it("reports silence after the request as a read timeout", async () => {
    const client = await originFor(() => {});
    expect(await client.fetch(origin, request(), { ...limits, readTimeout: 80 })).toEqual({
      kind: "read-timeout",
    });
  });

  it("reports a connection that is dropped in the middle of the body as a reset", async () => {
    const client = await originFor((_, outgoing) => {
      outgoing.writeHead(200, { "content-length": "100" });
      outgoing.write("half");
      outgoing.socket?.destroySoon();
    });
    expect(await client.fetch(origin, request(), limits)).toEqual({ kind: "reset" });
  });

  it("reports a plain server behind an https URL as a TLS failure", async () => {
    const server = createServer((_, outgoing) => outgoing.end());
    await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
    const { port } = server.address() as AddressInfo;
    const client = track(new HttpOrigin(new URL(`https://127.0.0.1:${port}`)), () => server.close());
    expect(await client.fetch(origin, request(), limits)).toEqual({ kind: "tls" });
  });

  it("turns a path that HTTP cannot carry into a reset", async () => {
    const client = await originFor((_, outgoing) => outgoing.end());
    expect(await client.fetch(origin, request({ path: "/a\nb" }), limits)).toEqual({ kind: "reset" });
  });
});
