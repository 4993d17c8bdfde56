import { connect } from "node:net";
import { describe, expect, it } from "vitest";
import { serveControls } from "../../../rehearsal/server/control-server";

describe("serveControls", () => {
  it("closes a thousand connections that never finish their request, and answers beside them", async () => {
    const server = await serveControls({ "GET /state": () => ({ faults: [] }) }, 0, { headersTimeout: 100 });
    const { port, url } = server;
    const closed: Promise<void>[] = [];
    const open = () =>
      new Promise<void>((opened) => {
        const socket = connect(port, "127.0.0.1", opened);
        socket.write("GET /state HTTP/1.1\r\nX-Slow: ");
        closed.push(
          new Promise((resolve, reject) => socket.resume().on("error", reject).on("close", resolve)),
        );
      });
    // Of more than 511 that are still to be accepted, some come again after a second: a new connection is accepted after them.
    while (closed.length < 1_000) {
      await Promise.all(Array.from({ length: 250 }, open));
      expect((await fetch(`${url}/state`, { headers: { connection: "close" } })).status).toBe(200);
    }
    await Promise.all(closed);
    expect((await fetch(`${url}/state`)).status).toBe(200);
    await server.close();
  });
});
