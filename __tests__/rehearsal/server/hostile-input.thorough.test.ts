import { connect } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { serveRehearsedSite } from "./rehearsed-site";

let site: Awaited<ReturnType<typeof serveRehearsedSite>>;
const unhandled: unknown[] = [];
const note = (reason: unknown) => unhandled.push(reason);

beforeAll(async () => {
  process.on("unhandledRejection", note);
  site = await serveRehearsedSite({ "index.html": "<h1>home</h1>", "file.txt": "x".repeat(3_000_000) });
});
afterAll(async () => {
  await site.close();
  process.off("unhandledRejection", note);
  expect(unhandled).toEqual([]);
});

/** Sends bytes as they are; resolves with all that came back once the server has closed the connection. */
function send(bytes: string | Uint8Array, thenLeave = false): Promise<string> {
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    const socket = connect(site.port, "127.0.0.1", () =>
      thenLeave ? socket.end(bytes) : socket.write(bytes),
    );
    socket.on("data", (chunk) => chunks.push(chunk));
    socket.on("error", () => {});
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
  });
}

const get = (target: string, headers = "") =>
  send(`GET ${target} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n${headers}\r\n`);

const statuses = (answer: string) =>
  [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map((match) => Number(match[1]));

async function expectServing() {
  const answer = await fetch(`${site.url}/`);
  expect([answer.status, await answer.text()]).toEqual([200, "<h1>home</h1>"]);
}

describe("requests that smuggle another one", () => {
  const second = "GET /file.txt HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
  it.each([
    [
      "both Content-Length and Transfer-Encoding",
      `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n${second}`,
    ],
    [
      "a folded header",
      `GET / HTTP/1.1\r\nHost: a\r\nX: 1\r\n 2\r\nTransfer-Encoding:\r\n chunked\r\n\r\n${second}`,
    ],
    ["bare line feeds", `GET / HTTP/1.1\nHost: a\nContent-Length: ${second.length}\n\n${second}`],
    ["a space before the colon", `POST / HTTP/1.1\r\nHost: a\r\nContent-Length : 5\r\n\r\n${second}`],
    [
      "an encoding that ends in something else",
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked, x\r\n\r\n0\r\n\r\n${second}`,
    ],
    [
      "a chunk size that is no number",
      `POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0x5\r\nabcde\r\n0\r\n\r\n${second}`,
    ],
    ["a negative length", `POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n${second}`],
    ["two hosts", `GET / HTTP/1.1\r\nHost: localhost\r\nHost: other.example\r\n\r\n${second}`],
    ["no host", `GET / HTTP/1.1\r\n\r\n${second}`],
  ])("are refused with one 400, and nothing behind it is answered: %s", async (_, bytes) => {
    expect(statuses(await send(bytes))).toEqual([400]);
    await expectServing();
  });
});

describe("paths that lead out of the site", () => {
  it.each([
    "/../../../../etc/passwd",
    "/..%2f..%2f..%2fetc/passwd",
    "/%2e%2e/%2e%2e/%2e%2e/etc/passwd",
    "/%252e%252e/etc/passwd",
    "/..%5c..%5cetc%5cpasswd",
    "/..\\..\\etc\\passwd",
    "/%c0%ae%c0%ae/%c0%ae%c0%ae/etc/passwd",
    "/file.txt%00.html",
    "//etc/passwd",
    "/%",
    "/%zz",
    "file:///etc/passwd",
    "http://other.example/../etc/passwd",
  ])("find nothing: %s", async (target) => {
    const answer = await get(target);
    // A page has a slash at its end, whether there is one or not.
    expect([301, 400, 403, 404]).toContain(statuses(answer)[0]);
    expect(answer).not.toMatch(/root:|^location: (?!\/[^/\\])/im);
  });
});

describe("sizes beyond any limit", () => {
  it("answers 414 for a URL that is longer than CloudFront's 8,192 bytes", async () => {
    expect(statuses(await get(`/${"a".repeat(9_000)}`))).toEqual([414]);
  });

  it.each([
    ["a URL of 1 MB", `/${"a".repeat(1_000_000)}`, ""],
    ["a header of 40 KB", "/", `X-Large: ${"a".repeat(40_000)}\r\n`],
    ["10,000 headers", "/", Array.from({ length: 10_000 }, (_, i) => `X-${i}: 1\r\n`).join("")],
  ])("answers 494 for %s", async (_, target, headers) => {
    const [status] = statuses(await get(target, headers));
    expect(status).toBe(494);
    await expectServing();
  });
});

describe("other forms of a request", () => {
  it("refuses to be a proxy's tunnel", async () => {
    const answer = await send("CONNECT example.com:443 HTTP/1.1\r\nHost: example.com:443\r\n\r\n");
    expect(statuses(answer)).toEqual([403]);
    await expectServing();
  });

  it("does not upgrade", async () => {
    const answer = await get("/", "Upgrade: websocket\r\nSec-WebSocket-Key: x\r\n");
    expect(statuses(answer)).toEqual([200]);
  });

  it("refuses HTTP/2 without its upgrade", async () => {
    expect(statuses(await send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"))).toEqual([400]);
    await expectServing();
  });

  it("answers HTTP/1.0 without Host as a distribution that nobody named", async () => {
    expect(statuses(await send("GET / HTTP/1.0\r\n\r\n"))[0]).toBeGreaterThanOrEqual(400);
  });

  it("answers pipelined requests in order", async () => {
    const one = "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n";
    const last = "GET /none/ HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n";
    expect(statuses(await send(one + one + last))).toEqual([200, 200, 404]);
  });

  it("passes no method on that the behaviour does not allow", async () => {
    expect(statuses(await send("TRACE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))[0]).toBe(
      403,
    );
    expect(statuses(await send("DELETE / HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"))[0]).toBe(
      403,
    );
  });

  it("refuses a method that the behaviour does not allow before the body comes, however large", async () => {
    const head = "POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 99999999999\r\n";
    for (const more of ["", "Expect: 100-continue\r\n"])
      expect(statuses(await send(`${head}Connection: close\r\n${more}\r\nx`))).toEqual([403]);
  });
});

describe("visitors who misbehave on the wire", () => {
  it("goes on serving while downloads are aborted", async () => {
    const aborted = Array.from(
      { length: 50 },
      () =>
        new Promise<void>((resolve) => {
          const socket = connect(site.port, "127.0.0.1", () =>
            socket.write("GET /file.txt HTTP/1.1\r\nHost: localhost\r\n\r\n"),
          );
          socket.once("data", () => socket.resetAndDestroy());
          socket.on("error", () => {});
          socket.on("close", () => resolve());
        }),
    );
    await Promise.all(aborted);
    await expectServing();
  });

  it("goes on serving beside a thousand connections that never finish their request", async () => {
    const before = process.memoryUsage().rss;
    const opened = () =>
      new Promise<ReturnType<typeof connect>>((resolve, reject) => {
        const socket = connect(site.port, "127.0.0.1", () => {
          socket.write("GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: ");
          resolve(socket);
        });
        socket.on("error", reject);
      });
    const slow: Awaited<ReturnType<typeof opened>>[] = [];
    // Of more than 511 that are still to be accepted, some come again after a second: a new connection is accepted after them.
    while (slow.length < 1_000) {
      slow.push(...(await Promise.all(Array.from({ length: 250 }, opened))));
      expect(await get("/")).toContain("<h1>home</h1>");
    }
    await expectServing();
    expect(process.memoryUsage().rss - before).toBeLessThan(150 * 1024 * 1024);
    for (const socket of slow) socket.destroy();
    await expectServing();
  });
});

describe("any bytes at all", () => {
  const line = fc.constantFrom("GET", "HEAD", "POST", "PUT", "OPTIONS", "CONNECT", "get", "");
  const part = fc.oneof(
    fc.constantFrom(
      "\r\n",
      "\n",
      "\r",
      " ",
      ":",
      "\t",
      "\0",
      "Host: localhost",
      "Content-Length: 3",
      "HTTP/1.1",
    ),
    fc.constantFrom(
      "Transfer-Encoding: chunked",
      "Expect: 100-continue",
      "Range: bytes=5-1",
      "0",
      "/../",
      "%2e",
      "*",
    ),
    fc.string({ maxLength: 20 }),
  );
  const path = fc
    .array(fc.constantFrom("/", "..", "//", "%2e", "%00", "%", "%zz", "a", "é", "?", "#", ";", "\\", "~"))
    .map((pieces) => `/${pieces.join("")}`);
  const request = fc
    .tuple(line, path, fc.array(part, { maxLength: 12 }))
    .map(
      ([method, path, rest]) => `${method} ${path} HTTP/1.1\r\nHost: localhost\r\n${rest.join("")}\r\n\r\n`,
    );
  const bytes = fc.oneof(
    request.map((text) => Buffer.from(text)),
    fc.uint8Array({ maxLength: 300 }).map((array) => Buffer.from(array)),
  );

  it("get HTTP answers or a closed connection, never a 500, and the server goes on", async () => {
    await fc.assert(
      fc.asyncProperty(bytes, async (sent) => {
        const answer = await send(sent, true);
        expect(answer === "" || answer.startsWith("HTTP/1.1 ")).toBe(true);
        expect(statuses(answer)).not.toContain(500);
      }),
      { numRuns: 300 },
    );
    await expectServing();
  });
});
