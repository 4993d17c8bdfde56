import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { describe, expect, it } from "vitest";
import { RawVisitor, siteBeside } from "./origin-beside";

/** A promise, and what resolves it. */
function gate<T = void>() {
  let open: (value: T) => void = () => {};
  const opened = new Promise<T>((resolve) => {
    open = resolve;
  });
  return { open, opened };
}

const textOf = async (incoming: IncomingMessage) => {
  let text = "";
  for await (const chunk of incoming) text += chunk;
  return text;
};

const cached = (path = {}) => ({
  paths: [{ path: "/api/*", origin: "api", cache: { ttl: "1h" }, ...path }],
});

describe("bodies of a server beside the buckets", () => {
  it("go on while they come: the first byte before the last is sent", async () => {
    const rest = gate();
    const { url } = await siteBeside(async (_, response) => {
      response.write("first ");
      await rest.opened;
      response.end("last");
    });
    const answer = await fetch(`${url}/api/slow`);
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("first ");
    rest.open();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("last");
    expect((await reader.read()).done).toBe(true);
    expect(answer.headers.get("x-cache")).toBe("Miss from cloudfront");
    expect(answer.headers.get("content-length")).toBeNull();
  });

  it.each([
    ["lambda-at-edge", "in its place", false],
    ["lambda-at-edge", "in a process of its own", true],
    ["cloudfront-function", "in its place", false],
    ["cloudfront-function", "in a process of its own", true],
  ] as const)(
    "go on through a response function of %s %s, which sees the head alone",
    async (runtime, _, functionsApart) => {
      const rest = gate();
      const { url } = await siteBeside(
        async (_, response) => {
          response.writeHead(200, { "content-type": "text/event-stream" });
          response.write("data: first\n\n");
          await rest.opened;
          response.end("data: last\n\n");
        },
        {
          headers: { runtime, rules: [{ set: { "x-function": "ran" } }] },
          // More than a process takes to start on a busy machine.
          origins: { api: { url: "https://api.example.net", connectionAttempts: 1, readTimeout: "30s" } },
        },
        { responseFunctions: true, functionsApart },
      );
      const answer = await fetch(`${url}/api/slow`);
      expect(answer.headers.get("x-function")).toBe("ran");
      const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: first\n\n");
      rest.open();
      expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: last\n\n");
    },
  );

  it("go on as server-sent events, headers first", async () => {
    const event = gate();
    const { url } = await siteBeside(async (_, response) => {
      response.writeHead(200, { "content-type": "text/event-stream" });
      response.flushHeaders();
      await event.opened;
      response.write("data: 1\n\n");
    });
    const answer = await fetch(`${url}/api/events`, { headers: { accept: "text/event-stream" } });
    expect(answer.headers.get("content-type")).toBe("text/event-stream");
    expect(answer.headers.get("x-content-type-options")).toBe("nosniff");
    event.open();
    const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
    expect(Buffer.from((await reader.read()).value ?? []).toString()).toBe("data: 1\n\n");
    await reader.cancel();
  });

  it("go on while they come where the answer is kept, to those who ask meanwhile too, and are kept whole", async () => {
    const rest = gate();
    let asked = 0;
    const { url } = await siteBeside(async (_, response) => {
      asked += 1;
      response.write("first ");
      await rest.opened;
      response.end("last");
    }, cached());
    // What `fetch` asks for with a range; part of the cache key.
    const headers = { "accept-encoding": "identity" };
    const one = await fetch(`${url}/api/shared`, { headers });
    const other = await fetch(`${url}/api/shared`, { headers });
    expect(one.headers.get("x-cache")).toBe("Miss from cloudfront");
    expect(other.headers.get("x-cache")).toBe("Hit from cloudfront");
    rest.open();
    expect([await one.text(), await other.text()]).toEqual(["first last", "first last"]);
    const later = await fetch(`${url}/api/shared`, { headers: { ...headers, range: "bytes=6-" } });
    expect([later.status, await later.text(), asked]).toEqual([206, "last", 1]);
  });

  it("are whole for a range of an answer without a length, and cut where it has one", async () => {
    const { url } = await siteBeside((request, response) => {
      if (request.url?.endsWith("/chunked")) response.write("abc");
      else response.setHeader("content-length", "6");
      response.end(request.url?.endsWith("/chunked") ? "def" : "abcdef");
    });
    const range = { headers: { range: "bytes=0-1" } };
    const chunked = await fetch(`${url}/api/chunked`, range);
    expect([chunked.status, await chunked.text()]).toEqual([200, "abcdef"]);
    const sized = await fetch(`${url}/api/sized`, range);
    expect([sized.status, await sized.text()]).toEqual([206, "ab"]);
  });

  it("that break off break the visitor's connection, and are not kept", async () => {
    let asked = 0;
    const { url } = await siteBeside((_, response) => {
      asked += 1;
      if (asked > 1) return void response.end("whole");
      response.write("part", () => response.destroy());
    }, cached());
    const broken = await fetch(`${url}/api/broken`);
    await expect(broken.text()).rejects.toThrow();
    expect(await (await fetch(`${url}/api/broken`)).text()).toBe("whole");
  });

  it("that fall silent for the read timeout are cut, and the origin's connection with them", async () => {
    const closed = gate();
    const { url } = await siteBeside((_, response) => {
      response.once("close", () => closed.open());
      response.write("part");
    });
    await expect(fetch(`${url}/api/silent`).then((answer) => answer.text())).rejects.toThrow();
    await closed.opened;
  });

  it("are given up when the visitor leaves, before the answer begins and in its midst", async () => {
    for (const begins of [false, true]) {
      const arrived = gate<ServerResponse>();
      const { url } = await siteBeside((_, response) => {
        if (begins) response.write("part");
        arrived.open(response);
      });
      const visitor = new AbortController();
      const answer = fetch(`${url}/api/left`, { signal: visitor.signal }).catch(() => undefined);
      const response = await arrived.opened;
      const closed = new Promise((resolve) => response.once("close", resolve));
      if (begins) await answer;
      visitor.abort();
      await closed;
      await answer;
      expect(response.writableFinished).toBe(false);
    }
  });
});

describe("requests to a server beside the buckets", () => {
  it("have their method, body, query, cookies and credentials, its own name for Host, and no site function", async () => {
    const seen: unknown[] = [];
    const { url } = await siteBeside(
      async (request, response) => {
        const { host, cookie, authorization, expect: expectation } = request.headers;
        const body = await textOf(request);
        seen.push({
          method: request.method,
          url: request.url,
          host,
          cookie,
          authorization,
          expectation,
          body,
        });
        response.statusCode = 201;
        response.end("made");
      },
      { redirects: [{ from: "/old", to: "/api/new" }] },
    );
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const answer = await fetch(`${url}/api/things/?a=1&b=%20`, {
        ...{ method, body: "payload" },
        headers: { cookie: "session=1", authorization: "Bearer x" },
      });
      expect([answer.status, await answer.text()]).toEqual([201, "made"]);
    }
    expect(seen).toEqual(
      ["POST", "PUT", "PATCH", "DELETE"].map((method) => ({
        ...{ method, url: "/api/things/?a=1&b=%20", host: "api.example.net" },
        ...{ cookie: "session=1", authorization: "Bearer x", expectation: undefined, body: "payload" },
      })),
    );
  });

  it("are told to go on where they expect it", async () => {
    const { port } = await siteBeside(async (request, response) => {
      response.end(`got ${await textOf(request)}`);
    });
    const visitor = new RawVisitor(port);
    visitor.socket.write(
      "POST /api/x HTTP/1.1\r\nHost: www.example.com\r\nExpect: 100-continue\r\nContent-Length: 4\r\n\r\n",
    );
    expect(await visitor.until("\r\n\r\n")).toMatch(/^HTTP\/1\.1 100 Continue/);
    visitor.socket.write("body");
    expect(await visitor.until("got body")).toContain("HTTP/1.1 200");
  });

  it("reach it for preflights, whose answer is its own", async () => {
    const { url } = await siteBeside((request, response) => {
      response.writeHead(204, { "access-control-allow-origin": request.headers.origin ?? "none" });
      response.end();
    });
    const headers = { origin: "https://app.example.org", "access-control-request-method": "PUT" };
    const answer = await fetch(`${url}/api/x`, { method: "OPTIONS", headers });
    expect([answer.status, answer.headers.get("access-control-allow-origin")]).toEqual([
      204,
      "https://app.example.org",
    ]);
  });

  it("are 504 where it is silent, and 403 with a method that the path has not", async () => {
    const { url } = await siteBeside(() => {}, { paths: [{ path: "/api/*", origin: "api" }] });
    expect((await fetch(`${url}/api/silent`, { redirect: "manual" })).status).toBe(504);
    expect((await fetch(`${url}/api/x`, { method: "POST", body: "x" })).status).toBe(403);
  });

  it("are 502 with the option that mends it where nothing stands for it", async () => {
    const { url } = await siteBeside(() => {}, {
      origins: { shop: { url: "https://shop.example.net" } },
      paths: [{ path: "/api/*", origin: "shop" }],
    });
    const answer = await fetch(`${url}/api/x`);
    expect([answer.status, await answer.text()]).toEqual([
      502,
      expect.stringContaining("--origin shop=http"),
    ]);
  });
});

describe("WebSockets", () => {
  const handshake = (more = "") =>
    `GET /api/socket HTTP/1.1\r\nHost: www.example.com\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n${more}\r\n`;

  /** Echoes what comes, behind a word of its own; tells of the handshake. */
  function echo(onHandshake: (request: IncomingMessage) => void = () => {}) {
    const server = createServer((_, response) => response.end("no socket"));
    server.on("upgrade", (request, socket) => {
      onHandshake(request);
      socket.write(
        "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Accept: s3pPLMBiTxaQ9kYGzzhZRbK+xOo=\r\n\r\nhello ",
      );
      socket.pipe(socket);
    });
    return server;
  }

  it("go through the edge, in both directions, and end with either side", async () => {
    let seen: IncomingMessage | undefined;
    const server = echo((request) => {
      seen = request;
    });
    const { port } = await siteBeside(server);
    const visitor = new RawVisitor(port);
    visitor.socket.write(`${handshake("Sec-WebSocket-Protocol: chat\r\nCookie: session=1\r\n")}early `);
    const opened = await visitor.until("early ");
    expect(opened).toMatch(
      /^HTTP\/1\.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n/,
    );
    expect(opened).toMatch(/sec-websocket-accept: s3pPLMBiTxaQ9kYGzzhZRbK\+xOo=/i);
    expect(opened.slice(opened.indexOf("\r\n\r\n") + 4)).toBe("hello early ");
    visitor.socket.write("and late");
    await visitor.until("and late");
    expect(seen?.headers).toMatchObject({
      ...{ host: "api.example.net", upgrade: "websocket", cookie: "session=1" },
      "sec-websocket-protocol": "chat",
      "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==",
    });
    const ended = new Promise((resolve) => seen?.socket.once("close", resolve));
    visitor.socket.destroy();
    await ended;
  });

  it("are answered as the server answers where it takes none, and where S3 is asked", async () => {
    const { port } = await siteBeside((_, response) => {
      response.statusCode = 426;
      response.end("not here");
    });
    const refused = new RawVisitor(port);
    refused.socket.write(handshake());
    expect(await refused.until("not here")).toMatch(/^HTTP\/1\.1 426/);
    const s3 = new RawVisitor(port);
    s3.socket.write(handshake().replace("/api/socket", "/page.txt"));
    expect(await s3.until("</Error>")).toMatch(/^HTTP\/1\.1 404/);
  });

  it("are the only other protocol: a request that offers another is answered as if it had not, body and all", async () => {
    const { port } = await siteBeside(async (request, response) => {
      response.end(`${request.method} ${request.headers.upgrade} ${await textOf(request)}`);
    });
    const visitor = new RawVisitor(port);
    visitor.socket.write(
      "POST /api/x HTTP/1.1\r\nHost: www.example.com\r\nConnection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABk\r\nContent-Length: 4\r\n\r\nbo",
    );
    visitor.socket.write("dy");
    expect(await visitor.until("body")).toContain("POST undefined body");
  });

  it("end when the server of visitors closes", async () => {
    const { port, viewers } = await siteBeside(echo());
    const visitor = new RawVisitor(port);
    visitor.socket.write(handshake());
    await visitor.until("hello ");
    const ended = new Promise((resolve) => visitor.socket.once("close", resolve));
    await viewers.close();
    await ended;
  });
});
