import { createHash } from "node:crypto";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { brotliCompressSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { failureOf, networkAsk } from "../../../operations/verify/ask";

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
      networkAsk(5),
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
    const answer = await serving((request, response) => {
      asked.push(request.url);
      response.writeHead(302, { location: "/elsewhere" }).end();
    }, networkAsk(5));
    expect(answer.status).toBe(302);
    expect(asked).toEqual(["/"]);
  });

  test("gives up on a body that never ends", async () => {
    const failed = serving((_, response) => void response.writeHead(200).write("a"), networkAsk(0.05));
    expect(await failed.catch(failureOf)).toBe("no whole answer in time");
  });

  test("names why nobody answered", async () => {
    const url = await serving(
      () => {},
      async (address) => address,
    );
    expect(await networkAsk(5)(url).catch(failureOf)).toBe("ECONNREFUSED");
  });
});
