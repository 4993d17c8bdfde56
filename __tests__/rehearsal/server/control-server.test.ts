import { request } from "node:http";
import { text } from "node:stream/consumers";
import { afterEach, describe, expect, it } from "vitest";
import { ControlError, serveControls } from "../../../rehearsal/server/control-server";
import type { Listening } from "../../../rehearsal/server/listening";

let server: Listening | undefined;
afterEach(() => server?.close());

async function serve() {
  server = await serveControls(
    {
      "GET /state": () => ({ faults: [] }),
      "POST /invalidate": ({ paths }) => {
        if (!Array.isArray(paths)) throw new ControlError("paths: expected a list of paths");
        return { invalidated: paths.length };
      },
      "POST /clear": () => undefined,
      "POST /echo": (input) => input,
    },
    0,
  );
  return server;
}

function post(
  url: string,
  body: string,
  headers: Record<string, string> = { "content-type": "application/json" },
) {
  return fetch(url, { method: "POST", body, headers });
}

describe("serveControls", () => {
  it("runs an action and answers its result as JSON", async () => {
    const { url } = await serve();
    expect(await (await fetch(`${url}/state`)).json()).toEqual({ faults: [] });
    expect(await (await post(`${url}/invalidate`, '{"paths":["/a","/b"]}')).json()).toEqual({
      invalidated: 2,
    });
    expect(await (await post(`${url}/clear`, "")).json()).toEqual({ ok: true });
  });

  it("reads a body whose characters come in pieces", async () => {
    const { port } = await serve();
    const body = Buffer.from('{"paths":["/\u00fc"]}');
    const answer = new Promise((resolve, reject) => {
      const headers = { "content-type": "application/json", "content-length": body.length };
      const posting = request(
        { port, host: "127.0.0.1", method: "POST", path: "/echo", headers },
        async (res) => resolve(await text(res)),
      );
      posting.on("error", reject);
      const middle = body.indexOf(0xc3) + 1;
      posting.write(body.subarray(0, middle), () => setImmediate(() => posting.end(body.subarray(middle))));
    });
    expect(await answer).toContain('"/\u00fc"');
  });

  it("says what is wrong with the input", async () => {
    const { url } = await serve();
    const answer = await post(`${url}/invalidate`, "{}");
    expect([answer.status, await answer.json()]).toEqual([400, { error: "paths: expected a list of paths" }]);
    expect((await post(`${url}/invalidate`, "[")).status).toBe(400);
    expect((await post(`${url}/invalidate`, `{"a":"${"x".repeat(100_000)}"}`)).status).toBe(400);
  });

  it("lists the actions when it is asked for another", async () => {
    const { url } = await serve();
    const answer = await fetch(`${url}/nothing`);
    expect(answer.status).toBe(404);
    expect(((await answer.json()) as { error: string }).error).toContain(
      "GET /state, POST /invalidate, POST /clear, POST /echo",
    );
  });

  it("refuses what a page of another site could send", async () => {
    const { url, port } = await serve();
    expect((await post(`${url}/clear`, "{}", { "content-type": "text/plain" })).status).toBe(415);
    const foreign = { "content-type": "application/json", origin: "https://evil.example" };
    expect((await post(`${url}/clear`, "{}", foreign)).status).toBe(403);
    const rebound = await new Promise((resolve) =>
      request({ port, host: "127.0.0.1", path: "/state", headers: { host: "evil.example" } }, (res) =>
        resolve(res.resume().statusCode),
      ).end(),
    );
    expect(rebound).toBe(403);
  });
});
