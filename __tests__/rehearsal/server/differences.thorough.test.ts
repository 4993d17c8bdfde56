import { once } from "node:events";
import { createServer, request, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { connect } from "node:tls";
import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap, type OriginRequest } from "../../../rehearsal/edge";
import { HttpOrigin } from "../../../rehearsal/server";
import { customOrigin } from "../edge/harness";
import { serveRehearsedSite } from "./rehearsed-site";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function site() {
  const served = await serveRehearsedSite({ "index.html": "home" });
  closing.push(() => served.close());
  return served;
}

const limits = { connectTimeout: 1_000, readTimeout: 5_000 };
const asked: OriginRequest = {
  ...{ method: "GET", path: "/", query: "", sourceArn: "arn" },
  ...{ scheme: "http", headers: new HeaderMap({ host: "api.example.net" }) },
};

/** What asks a server that stands for an origin. */
function clientOf(server: Server, maxBodyBytes?: number): HttpOrigin {
  const { port } = server.address() as AddressInfo;
  const client = new HttpOrigin(new URL(`http://127.0.0.1:${port}`), maxBodyBytes);
  closing.push(() => client.close());
  return client;
}

describe("on this machine", () => {
  it("visitors speak HTTP/1.1 without TLS, and the edge takes it for HTTPS: nothing redirects them there", async () => {
    const { url, port } = await site();
    const page = await fetch(`${url}/`, { redirect: "manual" });
    expect([page.status, await page.text()]).toEqual([200, "home"]);
    expect(page.headers.get("strict-transport-security")).toContain("max-age");
    const secure = connect({ host: "127.0.0.1", port, rejectUnauthorized: false });
    const [error] = await once(secure, "error");
    expect((error as NodeJS.ErrnoException).code).toMatch(/^(ERR_SSL_|EPROTO|ECONNRESET)/);
  });

  it("a request of more than 32 MB is refused with 413, whatever its length says", async () => {
    const { port } = await site();
    const body = Buffer.alloc(32 * 1024 * 1024 + 1);
    const status = (headers: Record<string, string | number>) =>
      new Promise<number | undefined>((resolve) => {
        const sending = request(
          { host: "127.0.0.1", port, method: "OPTIONS", path: "/", headers },
          (response) => {
            resolve(response.statusCode);
            response.resume();
          },
        );
        sending.on("error", () => resolve(undefined));
        sending.end(body);
      });
    const headers = { host: "localhost", connection: "close" };
    expect(await status({ ...headers, "transfer-encoding": "chunked" })).toBe(413);
    expect(await status({ ...headers, "content-length": body.length })).toBe(413);
  });

  it("an answer without a length that breaks off is a failed origin", async () => {
    const server = createServer((_, response) => {
      response.write("half");
      response.socket?.destroySoon();
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const client = clientOf(server);
    closing.push(() => server.close());
    expect(await client.fetch(customOrigin("api"), asked, limits)).toEqual({ kind: "reset" });
  });

  it("an answer of an origin that is larger than can be kept is a connection that breaks", async () => {
    const server = createServer((_, response) => {
      response.end("x".repeat(2_000));
    }).listen(0, "127.0.0.1");
    await once(server, "listening");
    const outcome = (maxBodyBytes?: number) =>
      clientOf(server, maxBodyBytes).fetch(customOrigin("api"), asked, limits);
    closing.push(() => server.close());
    expect((await outcome(1_999)).kind).toBe("reset");
    expect((await outcome(2_000)).kind).toBe("response");
    expect((await outcome()).kind).toBe("response");
  });
});
