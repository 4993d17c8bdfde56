import { EventEmitter } from "node:events";
import type { IncomingMessage, ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { describe, expect, it } from "vitest";
import { RequestBodies } from "../../../rehearsal/server/request-bodies";

/** A request whose body comes in pieces, and the response that ends it. */
function exchange() {
  const incoming = new PassThrough();
  const outgoing = new EventEmitter();
  return {
    incoming,
    read: (bodies: RequestBodies) =>
      bodies.read(incoming as unknown as IncomingMessage, outgoing as unknown as ServerResponse),
    close: () => outgoing.emit("close"),
  };
}

describe("bodies of requests", () => {
  it("are read whole, and refused with 413 where one is too large", async () => {
    const bodies = new RequestBodies({ each: 10, together: 100 });
    const [whole, empty, large] = [exchange(), exchange(), exchange()];
    whole.incoming.write("12345");
    whole.incoming.end("67890");
    empty.incoming.end();
    large.incoming.write("12345678901");
    expect(await whole.read(bodies)).toEqual(Buffer.from("1234567890"));
    expect(await empty.read(bodies)).toBeUndefined();
    expect(await large.read(bodies)).toBe(413);
  });

  it("are refused with 503 while others hold the memory, until those are answered", async () => {
    const bodies = new RequestBodies({ each: 10, together: 15 });
    const [held, second, third] = [exchange(), exchange(), exchange()];
    held.incoming.end("1234567890");
    await held.read(bodies);
    second.incoming.end("123456");
    expect(await second.read(bodies)).toBe(503);
    second.close();
    held.close();
    third.incoming.end("1234567890");
    expect(await third.read(bodies)).toEqual(Buffer.from("1234567890"));
  });
});
