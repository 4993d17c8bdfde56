import { connect } from "node:net";
import { afterEach, describe, expect, it } from "vitest";
import { HeaderMap } from "../../../facts/http/header-map";
import type { ViewerResponse } from "../../../rehearsal/edge/ports";
import type { Listening } from "../../../rehearsal/server/listening";
import { LocalHosts } from "../../../rehearsal/server/local-hosts";
import { serveViewers } from "../../../rehearsal/server/viewer-server";

type Fields = [name: string, value: string][];

const site = { name: "shop", host: "www.example.com", hosts: ["www.example.com"] };
const body = Buffer.from("hello");
const date: Fields = [["date", "Mon, 03 Nov 2025 10:00:00 GMT"]];
const length: Fields = [["content-length", "5"]];
const usual: Fields = [["content-type", "text/plain"], ...date, ...length];

const servers: Listening[] = [];
afterEach(() => Promise.all(servers.splice(0).map((server) => server.close())));

interface Given {
  readonly fields: Fields;
  readonly status?: number;
  readonly statusText?: string;
  readonly body?: Uint8Array;
}

/** What a server writes that answers so, one by one; Node writes each head of what is no hit. */
async function written(result: "Hit" | "Miss", answers: readonly Given[], requests: string): Promise<string> {
  const left = [...answers];
  const server = await serveViewers({
    port: 0,
    hosts: new LocalHosts([site]),
    edge: {
      wantsBody: () => false,
      handle: async (): Promise<ViewerResponse> => {
        const { fields, ...given } = left.shift() as Given;
        const trace = { distributionId: "E1", behavior: "*", result, origins: [], duration: 0, stale: false };
        return { status: 200, statusText: "OK", body, headers: new HeaderMap(fields), trace, ...given };
      },
    },
  });
  servers.push(server);
  return new Promise((resolve, reject) => {
    const socket = connect(server.port, "127.0.0.1", () => socket.write(requests));
    let got = "";
    socket.setEncoding("latin1");
    socket.on("data", (text) => {
      got += text;
    });
    socket.on("close", () => resolve(got));
    socket.on("error", reject);
  });
}

const get = "GET /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n";
const last = "GET /a HTTP/1.1\r\nHost: localhost:1\r\nConnection: close\r\n\r\n";
const changing = (id: string, age: string): Fields => [["x-amz-cf-id", id], ...usual, ["age", age]];

describe("KnownHeads", () => {
  it.each<[string, Fields[]]>([
    ["the same", [usual, usual, usual]],
    ["other ids and ages", [changing("one", "1"), changing("two", "22"), changing("", "3")]],
    ["another date", [usual, [["content-type", "text/plain"], ["date", "now"], ...length], usual]],
    ["another value", [usual, [["content-type", "text/html"], ...date, ...length], usual]],
    ["a field more", [usual, [...usual, ["x-a", "1"]], usual]],
    [
      "a field twice",
      [[...usual, ["age", "1"], ["age", "2"]], [...usual, ["age", "3"], ["age", "4"]], usual],
    ],
    ["another place", [usual, [...length, ...usual.slice(0, 2)], usual]],
    ["a value where a name was", [[...usual, ["x-a", "x-b"]], [...usual, ["x-b", "x-a"]], usual]],
    ["letters beyond ASCII", [[...usual, ["x-a", "é"]], [...usual, ["x-a", "é"]], usual]],
    ["no date", [length, length, length]],
    ["no length", [date, date, date]],
    ["a location", [1, 2, 3].map(() => [...usual, ["location", "https://www.example.com/"]] as Fields)],
    ["what is not sent", [1, 2, 3].map(() => [...usual, ["transfer-encoding", "gzip"]] as Fields)],
    ["what is not HTTP", [usual, [...usual, ["x-a", "a\nb"]], usual]],
    ["what is not HTTP where it changes", [changing("a", "1"), changing("a\r\nx-b: c", "1"), usual]],
  ])("writes what Node would, of %s", async (_, fields) => {
    const answers = fields.map((each) => ({ fields: each }));
    const withoutDate = (text: string) => text.replace(/^Date: .*$/gm, "Date:");
    const plain = withoutDate(await written("Miss", answers, `${get}${get}${last}`));
    expect(plain.split("HTTP/1.1 ")).toHaveLength(4);
    expect(withoutDate(await written("Hit", answers, `${get}${get}${last}`))).toBe(plain);
  });

  it.each([
    ["HEAD", "HEAD /a HTTP/1.1\r\nHost: localhost:1\r\n\r\n"],
    ["HTTP/1.0", "GET /a HTTP/1.0\r\nHost: localhost:1\r\nConnection: keep-alive\r\n\r\n"],
    ["whoever closes", last],
    ["whoever asks before sending", get.replace("\r\n\r\n", "\r\nExpect: 100-continue\r\n\r\n")],
    ["POST", get.replace("GET", "POST")],
  ])("writes what Node would, to %s between others", async (_, other) => {
    const answers = Array.from({ length: 5 }, () => ({ fields: usual }));
    for (const requests of [`${get}${get}${other}${last}`, `${other}${other}${get}${last}`]) {
      expect(await written("Hit", answers, requests)).toBe(await written("Miss", answers, requests));
    }
  });

  it.each<[string, Partial<Given>]>([
    ["status", { status: 203 }],
    ["reason", { statusText: "Fine" }],
    ["reason, which is not HTTP's", { statusText: "a\nb" }],
    ["body", { body: Buffer.from("world") }],
    ["status, without a body", { status: 304, statusText: "Not Modified", body: new Uint8Array() }],
  ])("writes what Node would, of another %s", async (_, changed) => {
    const answers = [{}, changed, changed, {}].map((each) => ({ fields: usual, ...each }));
    const requests = `${get}${get}${get}${last}`;
    expect(await written("Hit", answers, requests)).toBe(await written("Miss", answers, requests));
  });
});
