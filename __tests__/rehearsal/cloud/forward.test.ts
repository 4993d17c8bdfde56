import { createServer, type RequestListener } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { motoUpstream, type Upstream } from "../../../rehearsal/cloud/forward";
import { type Listening, listen } from "../../../rehearsal/server";
import { eventually } from "../../support/eventually";

let server: Listening;
let upstream: Upstream;
afterEach(async () => {
  upstream.close();
  await server.close();
});

const request = (path: string) => ({
  ...{ method: "GET", path, query: new URLSearchParams(), rawQuery: "", headers: {}, region: undefined },
  body: Buffer.alloc(0),
});

/** More than may be under way at once. */
const many = Array.from({ length: 40 }, () => request("/wrong"));

/** What comes of many requests that meet this, and then of one that is answered. */
async function outcomesOf(wrong: RequestListener, patience = 60_000): Promise<string[]> {
  const answering = createServer((incoming, outgoing) =>
    incoming.url === "/right" ? outgoing.end("right") : wrong(incoming, outgoing),
  );
  server = await listen(answering, 0, "127.0.0.1");
  upstream = motoUpstream(`http://127.0.0.1:${server.port}`, { patience });
  const failed = await Promise.allSettled(many.map((one) => upstream.send(one)));
  const said = failed.map((one) => (one.status === "rejected" ? String(one.reason.message) : "answered"));
  // A busy machine may take longer than that for any answer.
  const { body } = await eventually(() => upstream.send(request("/right")));
  return [...new Set(said), String(body)];
}

describe("requests to the server that stands for the rest of AWS", () => {
  it("give their connections back where they fail, and the next is answered", async () => {
    expect(await outcomesOf(({ socket }) => socket.destroy())).toEqual(["socket hang up", "right"]);
  });

  it("end where nothing answers, and the next is answered", async () => {
    expect(await outcomesOf(() => {}, 100)).toEqual(["moto is silent for 0.1 s", "right"]);
  });
});
