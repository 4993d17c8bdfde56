import { once } from "node:events";
import { get, type IncomingMessage } from "node:http";
import { afterEach, describe, expect, it } from "vitest";
import { serveControls } from "../../../rehearsal/server/control-server";
import type { EventSource } from "../../../rehearsal/server/event-streams";
import type { Listening } from "../../../rehearsal/server/listening";

let server: Listening | undefined;
afterEach(() => server?.close());

/** Serves what the test sends, to every reader. */
async function serve() {
  const readers = new Set<Parameters<EventSource>[0]>();
  const events: EventSource = (send) => {
    readers.add(send);
    return () => readers.delete(send);
  };
  const listening = await serveControls({ "GET /query": (input) => input }, 0, { events });
  server = listening;
  const open = async (headers: Record<string, string> = {}): Promise<IncomingMessage> => {
    const [answer] = await once(get(`${listening.url}/events`, { headers }), "response");
    return answer;
  };
  return { readers, open, ...listening };
}

/** Reads until a text has come. */
async function until(answer: IncomingMessage, end: string): Promise<string> {
  let text = "";
  for await (const chunk of answer.setEncoding("utf8").iterator({ destroyOnReturn: false })) {
    text += chunk;
    if (text.includes(end)) return text;
  }
  return text;
}

describe("GET /events", () => {
  it("sends messages until the reader leaves", async () => {
    const { open, readers } = await serve();
    const answer = await open();
    expect(answer.headers["content-type"]).toBe("text/event-stream");
    const [send] = readers;
    send?.("picture", '{"a":1}');
    send?.("seconds", "[]");
    expect(await until(answer, "[]\n\n")).toBe(
      'event: picture\ndata: {"a":1}\n\nevent: seconds\ndata: []\n\n',
    );
    answer.destroy();
    await expect.poll(() => readers.size).toBe(0);
  });

  it("keeps a bounded amount for a reader who does not keep up, and says what was left out", async () => {
    const { open, readers } = await serve();
    const answer = await open();
    const [send] = readers;
    const large = JSON.stringify("x".repeat(100_000));
    for (let sent = 0; sent < 500; sent++) send?.("requests", large);
    let [read, last] = [0, ""];
    answer.on("data", (chunk: Buffer) => {
      read += chunk.length;
      last = chunk.toString("latin1");
    });
    // The reader has caught up once it hears of what it missed.
    await expect
      .poll(() => {
        send?.("seconds", "[]");
        return last;
      })
      .toContain("event: seconds");
    expect(read).toBeLessThan(100_000 * 250);
    answer.destroy();
  });

  it("is refused to pages of other sites, and beyond sixteen readers", async () => {
    const { open } = await serve();
    expect((await open({ origin: "https://evil.example" })).statusCode).toBe(403);
    expect((await open({ "sec-fetch-site": "cross-site" })).statusCode).toBe(403);
    expect((await open({ host: "evil.example" })).statusCode).toBe(403);
    const answers = await Promise.all(Array.from({ length: 17 }, () => open()));
    expect(answers.map(({ statusCode }) => statusCode).sort()).toEqual([...Array(16).fill(200), 503]);
  });
});

it("gives the query of a GET to its action", async () => {
  const { url } = await serve();
  expect(await (await fetch(`${url}/query?id=a%20b&x=?`)).json()).toEqual({ id: "a b", x: "?" });
});
