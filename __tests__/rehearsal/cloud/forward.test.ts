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
const many = Array.from({ length: 4 }, () => request("/wrong"));

/** Answers what it is asked, and stands for moto from now on. */
async function listening(answer: RequestListener, patience?: number): Promise<void> {
  server = await listen(createServer(answer), 0, "127.0.0.1");
  upstream = motoUpstream(`http://127.0.0.1:${server.port}`, { ...(patience && { patience }) });
}

/** What comes of many requests that meet this, and then of one that is answered. */
async function outcomesOf(wrong: RequestListener, patience = 60_000): Promise<string[]> {
  await listening((incoming, outgoing) => {
    if (incoming.url === "/right") outgoing.end("right");
    else wrong(incoming, outgoing);
  }, patience);
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

  it("are sent one by one, as they came: moto loses its way among several", async () => {
    const asked: string[] = [];
    let underWay = 0;
    await listening(({ url = "" }, outgoing) => {
      asked.push(url);
      outgoing.setHeader("x-under-way", ++underWay);
      // What is sent beside this one is here before its answer is.
      setImmediate(() => setImmediate(() => outgoing.end(() => underWay--)));
    });
    const paths = Array.from({ length: 40 }, (_, at) => `/${at}`);
    const answers = await Promise.all(paths.map((path) => upstream.send(request(path))));
    expect(asked).toEqual(paths);
    expect(new Set(answers.map(({ headers }) => headers["x-under-way"]))).toEqual(new Set(["1"]));
  });
});
