import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { serveControls } from "../../../rehearsal/server/control-server";

describe("serveControls", () => {
  it("closes a thousand connections that never finish their request, and answers beside them", async () => {
    const server = await serveControls({ "GET /state": () => ({ faults: [] }) }, 0, { headersTimeout: 100 });
    const { port, url } = server;
    const closed = Array.from(
      { length: 1_000 },
      () =>
        new Promise<void>((resolve, reject) => {
          const socket = connect(port, "127.0.0.1", () => socket.write("GET /state HTTP/1.1\r\nX-Slow: "));
          socket.resume().on("error", reject).on("close", resolve);
        }),
    );
    expect((await fetch(`${url}/state`)).status).toBe(200);
    await Promise.all(closed);
    expect((await fetch(`${url}/state`)).status).toBe(200);
    await server.close();
  });
});
