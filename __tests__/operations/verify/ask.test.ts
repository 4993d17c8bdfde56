import { createHash } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import { createServer as createTlsServer, globalAgent } from "node:https";
import {
  type AddressInfo,
  connect,
  createServer as createNetServer,
  type Server as NetServer,
  type Socket,
} from "node:net";
import type { TLSSocket } from "node:tls";
import { brotliCompressSync } from "node:zlib";
import { afterEach, describe, expect, test } from "vitest";
import { failureOf, networkAsk } from "../../../operations/verify/ask";
import { exampleCertificate } from "../../support/example-certificate";

/** Serves for as long as `work` takes. */
async function serving<T>(listener: RequestListener, work: (url: string) => Promise<T>): Promise<T> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  try {
    return await work(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe("asking over the network", () => {
  test("hashes the body behind its Content-Encoding, and still shows that", async () => {
    const body = "page ".repeat(5000);
    const answer = await serving(
      (_, response) => response.writeHead(200, { "content-encoding": "br" }).end(brotliCompressSync(body)),
      networkAsk({ timeoutSeconds: 5 }),
    );
    expect(answer).toMatchObject({
      status: 200,
      size: body.length,
      sha256: createHash("sha256").update(body).digest("hex"),
    });
    expect(answer.headers.get("content-encoding")).toBe("br");
    expect(answer.text.length).toBeLessThanOrEqual(body.length);
  });

  test("follows no redirect", async () => {
    const asked: (string | undefined)[] = [];
    const answer = await serving(
      (request, response) => {
        asked.push(request.url);
        response.writeHead(302, { location: "/elsewhere" }).end();
      },
      networkAsk({ timeoutSeconds: 5 }),
    );
    expect(answer.status).toBe(302);
    expect(asked).toEqual(["/"]);
  });

  test("gives up on a body that never ends", async () => {
    const failed = serving(
      (_, response) => void response.writeHead(200).write("a"),
      networkAsk({ timeoutSeconds: 0.05 }),
    );
    expect(await failed.catch(failureOf)).toBe("no whole answer in time");
  });

  test("names why nobody answered", async () => {
    const url = await serving(
      () => {},
      async (address) => address,
    );
    expect(await networkAsk({ timeoutSeconds: 5 })(url).catch(failureOf)).toBe("ECONNREFUSED");
  });

  test("asks again where the server had closed the connection that was kept", async () => {
    let connections = 0;
    const { first, second } = await serving(
      (request, response) => {
        if (request.socket.bytesWritten > 0) return void request.socket.destroy();
        connections++;
        response.end("whole");
      },
      async (url) => {
        const ask = networkAsk({ timeoutSeconds: 5 });
        return { first: await ask(url), second: await ask(url) };
      },
    );
    expect([first.text, second.text, connections]).toEqual(["whole", "whole", 2]);
  });
});

/** Speaks TLS and plain HTTP on one port, as a distribution does on two; says what it was asked. */
async function atDistribution<T>(work: (address: string, asked: string[]) => Promise<T>): Promise<T> {
  const asked: string[] = [];
  const answer: RequestListener = ({ headers, socket, url }, response) => {
    const { servername = "plain" } = socket as TLSSocket & { servername?: string };
    asked.push(`${servername} ${headers.host} ${url}`);
    response.end("page");
  };
  const secure = createTlsServer(exampleCertificate, answer);
  const plain = createServer(answer);
  const sockets = new Set<Socket>();
  const door = createNetServer((socket) => {
    socket.once("data", (first) => {
      const onward = connect(portOf(first[0] === 22 ? secure : plain));
      for (const end of [socket, onward]) sockets.add(end.on("error", () => {}));
      onward.write(first);
      socket.pipe(onward).pipe(socket);
    });
  });
  const all = [door, secure, plain];
  for (const server of all) await new Promise<void>((up) => server.listen(0, "127.0.0.1", up));
  try {
    return await work(`//127.0.0.1:${portOf(door)}`, asked);
  } finally {
    for (const socket of sockets) socket.destroy();
    for (const server of all) server.close();
  }
}

function portOf(server: NetServer): number {
  return (server.address() as AddressInfo).port;
}

describe("asking what answers for a name that DNS does not lead to", () => {
  afterEach(() => {
    delete globalAgent.options.ca;
  });

  test("TLS and the Host header carry the name, plain HTTP carries it too", async () => {
    globalAgent.options.ca = exampleCertificate.cert;
    await atDistribution(async (at, asked) => {
      const ask = networkAsk({ timeoutSeconds: 5, address: `https:${at}` });
      await ask("https://www.example.com/a?b=c");
      await ask("http://www.example.com/");
      expect(asked).toEqual(["www.example.com www.example.com /a?b=c", "plain www.example.com /"]);
    });
  });

  test("an https site is asked of a laptop over plain HTTP", async () => {
    await atDistribution(async (at, asked) => {
      await networkAsk({ timeoutSeconds: 5, address: `http:${at}` })("https://www.example.com/a");
      expect(asked).toEqual(["plain www.example.com /a"]);
    });
  });

  test("a certificate of another name, or that nobody vouches for, is no answer", async () => {
    await atDistribution(async (at, asked) => {
      const ask = networkAsk({ timeoutSeconds: 5, address: `https:${at}` });
      expect(await ask("https://www.example.com/").catch(failureOf)).toBe("DEPTH_ZERO_SELF_SIGNED_CERT");
      globalAgent.options.ca = exampleCertificate.cert;
      expect(await ask("https://example.org/").catch(failureOf)).toBe("ERR_TLS_CERT_ALTNAME_INVALID");
      expect(asked).toEqual([]);
    });
  });
});
