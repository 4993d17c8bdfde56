import { once } from "node:events";
import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";
import type { ViewerRequest, ViewerResponse } from "../../../rehearsal/edge/ports";
import type { Listening } from "../../../rehearsal/server/listening";
import { LocalHosts } from "../../../rehearsal/server/local-hosts";
import { serveViewers } from "../../../rehearsal/server/viewer-server";

const site = { name: "shop", host: "www.example.com", hosts: ["www.example.com", "example.com"] };
const trace = { distributionId: "E1", behavior: "*", result: "Miss", origins: [], duration: 0, stale: false };

let server: Listening | undefined;
afterEach(() => server?.close());

async function serve(answer: Partial<ViewerResponse> = {}, headersTimeout?: number) {
  const seen: ViewerRequest[] = [];
  const answered: ViewerResponse[] = [];
  server = await serveViewers({
    port: 0,
    hosts: new LocalHosts([site]),
    ...(headersTimeout !== undefined && { headersTimeout }),
    onAnswer: (_, response) => answered.push(response),
    edge: {
      wantsBody: ({ path }) => path !== "/refused",
      handle: async (request) => {
        seen.push(request);
        const body = Buffer.from("hello");
        return { status: 200, statusText: "OK", headers: new HeaderMap(), body, trace, ...answer };
      },
    },
  });
  return { seen, answered, url: server.url, port: server.port };
}

/** Sends bytes as they are; resolves with all that comes back. */
function raw(port: number, text: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1", () => socket.write(text));
    let got = "";
    socket.on("data", (chunk) => {
      got += chunk;
    });
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });
}

/** The first line that comes back for a request that is not finished. */
async function firstLine(port: number, text: string): Promise<string> {
  const socket = connect(port, "127.0.0.1", () => socket.write(text));
  const [chunk] = await once(socket, "data");
  socket.destroy();
  return String(chunk).split("\r\n")[0] as string;
}

describe("serveViewers", () => {
  it("asks the edge for the site's real name when the visitor asks localhost", async () => {
    const { seen, url } = await serve();
    expect(await (await fetch(`${url}/docs/?a=1&a=2`)).text()).toBe("hello");
    expect(seen[0]).toMatchObject({ method: "GET", scheme: "https", path: "/docs/", query: "a=1&a=2" });
    expect(seen[0]?.headers.get("host")).toBe("www.example.com");
  });

  it.each(["127.0.0.1:1", "192.168.1.5:1", "[::1]:1", "[fd00::a:1]", "0.0.0.0", "laptop.local:1"])(
    "stands for the site at whatever address a network reaches it: %s",
    (host) => {
      const hosts = new LocalHosts([site]);
      expect(hosts.canonical(host)).toBe("www.example.com");
      expect(hosts.localLocation("https://www.example.com/a", host)).toBe(`http://${host}/a`);
    },
  );

  it("reaches a site by <name>.localhost and leaves unknown hosts as they are", async () => {
    const { seen, port } = await serve();
    for (const host of ["shop.localhost:1", "EXAMPLE.com", "other.example"]) {
      await new Promise((resolve) =>
        httpRequest({ port, host: "127.0.0.1", headers: { host } }, (res) =>
          res.resume().on("end", resolve),
        ).end(),
      );
    }
    expect(seen.map((request) => request.headers.get("host"))).toEqual([
      "www.example.com",
      "example.com",
      "other.example",
    ]);
  });

  it("points redirects to the site's own name back at the laptop, and no others", async () => {
    const headers = new HeaderMap({ location: "https://www.example.com/new?q=1" });
    const { url } = await serve({ status: 301, statusText: "Moved", headers });
    const answer = await fetch(`${url}/old`, { redirect: "manual" });
    expect(answer.headers.get("location")).toBe(`${url}/new?q=1`);
    const hosts = new LocalHosts([site]);
    expect(hosts.localLocation("https://elsewhere.example/x", "localhost:8080")).toBe(
      "https://elsewhere.example/x",
    );
    for (const asked of ["www.example.com", "other.example"]) {
      expect(hosts.localLocation("https://www.example.com/x", asked)).toBe("https://www.example.com/x");
    }
  });

  it("points redirects from protocol to protocol at the port of each", () => {
    const hosts = new LocalHosts([site]);
    const portOf = (scheme: string) => (scheme === "https" ? 8080 : undefined);
    const location = (to: string, asked: string) => hosts.localLocation(to, asked, portOf);
    expect(location("https://www.example.com/a", "localhost:8088")).toBe("http://localhost:8080/a");
    expect(location("http://www.example.com/a", "[::1]:8088")).toBe("http://[::1]:8088/a");
    expect(location("HTTPS://example.com/", "[::1]:8088")).toBe("http://example.com.localhost:8080/");
  });

  it("takes every host name with .localhost behind it for that name, and leads from one to the other", () => {
    const hosts = new LocalHosts([
      site,
      { name: "blog", host: "blog.example.org", hosts: ["blog.example.org"] },
    ]);
    const canonical = (host: string) => hosts.canonical(host);
    expect(canonical("example.com.localhost:8080")).toBe("example.com");
    expect(canonical("a.wildcard.example.com.localhost:8080")).toBe("a.wildcard.example.com");
    expect(canonical("blog.localhost:8080")).toBe("blog.example.org");
    expect(canonical("nobody.localhost:8080")).toBe("nobody.localhost:8080");
    const location = (to: string, asked: string) => hosts.localLocation(to, asked);
    expect(location("https://www.example.com/a", "example.com.localhost:8080")).toBe(
      "http://www.example.com.localhost:8080/a",
    );
    expect(location("https://blog.example.org", "localhost:8080")).toBe(
      "http://blog.example.org.localhost:8080/",
    );
    expect(location("https://blog.example.org/a", "blog.localhost:8080")).toBe(
      "http://blog.localhost:8080/a",
    );
    expect(location("/a", "localhost:8080")).toBe("/a");
  });

  it("sends no body for HEAD but keeps the length that the edge gave", async () => {
    const { url } = await serve({ headers: new HeaderMap({ "content-length": "5" }) });
    const answer = await fetch(url, { method: "HEAD" });
    expect(answer.headers.get("content-length")).toBe("5");
    expect(await answer.text()).toBe("");
  });

  it("reads an absolute request target as a path", async () => {
    const { seen, port } = await serve();
    await raw(
      port,
      "GET http://evil.example/a/../b?c HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    );
    await raw(port, "OPTIONS * HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    expect(seen.map(({ path, query }) => [path, query])).toEqual([
      ["/a/../b", "c"],
      ["/", ""],
    ]);
  });

  it("hands a body on", async () => {
    const { seen, url } = await serve();
    await fetch(url, { method: "POST", body: "x=1" });
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe("x=1");
  });

  it.each([
    ["garbage", "\x16\x03\x01 not http\r\n\r\n", /^HTTP\/1.1 400 /],
    ["headers beyond any limit", `GET / HTTP/1.1\r\nX: ${"a".repeat(200_000)}\r\n\r\n`, /^HTTP\/1.1 494 /],
    [
      "two content lengths",
      "POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
      /^HTTP\/1.1 400 /,
    ],
  ])("refuses %s and goes on serving", async (_, bytes, status) => {
    const { url, port } = await serve();
    expect(await raw(port, bytes)).toMatch(status);
    expect((await fetch(url)).status).toBe(200);
  });
});

describe("what the server answers by itself", () => {
  it.each([
    ["a header beyond Latin-1", { headers: new HeaderMap({ "x-name": "日本" }) }],
    ["a header with a line end", { headers: new HeaderMap({ "x-name": "a\r\nSet-Cookie: b=1" }) }],
    ["a reason with a line end", { statusText: "OK\r\nSet-Cookie: b=1" }],
    ["a header that has no name", { headers: new HeaderMap({ "": "x" }) }],
    ["a status that is none", { status: 1000 }],
  ])("is 502 in the place of %s, which is told", async (_, answer) => {
    const { url, answered } = await serve(answer);
    const got = await fetch(url);
    expect([got.status, got.statusText, got.headers.get("x-cache")]).toEqual([
      ...[502, "Bad Gateway", "Error from cloudfront"],
    ]);
    expect(got.headers.get("set-cookie")).toBeNull();
    expect(await got.text()).toContain("The answer cannot be sent");
    expect(answered).toMatchObject([
      {
        status: 502,
        trace: { distributionId: "E1", reason: expect.stringMatching(/^The answer cannot be sent: ./) },
      },
    ]);
    expect((await fetch(url, { method: "HEAD" })).status).toBe(502);
  });

  it("is 408 for headers that never come", async () => {
    const { port } = await serve({}, 50);
    expect(await raw(port, "GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ")).toMatch(
      /^HTTP\/1.1 408 Request Timeout\r\n/,
    );
  });

  it("is 413 for a length over the limit, before any of the body, and before the edge", async () => {
    const { port, seen, answered } = await serve();
    const head = `POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: ${32 * 1024 * 1024 + 1}\r\n`;
    for (const more of ["", "Expect: 100-continue\r\n"])
      expect(await firstLine(port, `${head}${more}\r\n`)).toBe("HTTP/1.1 413 Payload Too Large");
    expect(seen).toEqual([]);
    expect(answered).toMatchObject([
      { status: 413, trace: { reason: expect.stringContaining("larger than") } },
      { status: 413 },
    ]);
  });

  it("is 100 before a body that may come", async () => {
    const { port, seen } = await serve();
    const head = "POST /form HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nExpect: 100-continue\r\n\r\n";
    expect(await firstLine(port, head)).toBe("HTTP/1.1 100 Continue");
    expect(await raw(port, `${head.replace("Expect", "Connection: close\r\nExpect")}x=1`)).toContain("hello");
    expect(Buffer.from(seen[0]?.body ?? []).toString()).toBe("x=1");
  });

  it("asks for no body that the edge does not want, and answers before it is there", async () => {
    const { port, seen } = await serve();
    const head = "POST /refused HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\n";
    for (const more of ["", "Expect: 100-continue\r\n"])
      expect(await firstLine(port, `${head}${more}\r\n`)).toBe("HTTP/1.1 200 OK");
    const next = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    expect((await raw(port, `${head}\r\nx=1${next}`)).match(/HTTP\/1.1 \d+/g)).toHaveLength(2);
    expect(seen.map(({ method, body }) => [method, body])).toEqual([
      ...Array.from({ length: 3 }, () => ["POST", undefined]),
      ["GET", undefined],
    ]);
  });

  it("is 413 for a body of no declared length that becomes too large, and the connection goes on", async () => {
    const { port } = await serve();
    const piece = `${(1024 * 1024).toString(16)}\r\n${"x".repeat(1024 * 1024)}\r\n`;
    const post = `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n${piece.repeat(40)}0\r\n\r\n`;
    const next = "GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n";
    const answers = await raw(port, post + next);
    expect(answers.match(/HTTP\/1.1 \d+/g)).toEqual(["HTTP/1.1 413", "HTTP/1.1 200"]);
  });

  it("is 403 for CONNECT, and the server can close while such a visitor stays", async () => {
    const { port } = await serve();
    const bytes = "CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n";
    const socket = connect({ port, host: "127.0.0.1", allowHalfOpen: true }, () => socket.write(bytes));
    const [answer] = await once(socket, "data");
    expect(String(answer)).toMatch(/^HTTP\/1.1 403 Forbidden\r\n/);
    await server?.close();
    socket.destroy();
  });
});
