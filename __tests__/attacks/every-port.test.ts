import { Server as HttpServer, type IncomingHttpHeaders, request } from "node:http";
import { type AddressInfo, Server } from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { LocalCloud } from "../../rehearsal/session/cloud/local-cloud";
import { Session } from "../../rehearsal/session/session";
import { fakeMoto } from "../rehearsal/cloud/support/fake-moto";
import { rehearsedSites } from "../rehearsal/session/support/served";

/**
 * Every port that `outlast start` and `outlast cloud` open, and every way in which a web page that somebody happens to
 * visit can reach it. The ports are those at which this process really listens: one without a row here is a failure.
 */
const quiet = { tell: () => {}, warn: () => {}, answered: () => {} };
const options = {
  ...{ port: 0, httpPort: 0, controlPort: 0, host: "127.0.0.1", lag: "3s", watch: false },
  ...{ origin: [], fault: [], reading: [] },
};
const regions = { primary: "eu-central-1", replica: "eu-west-1" };

let moto: Awaited<ReturnType<typeof fakeMoto>>;
let session: Session;
let local: LocalCloud;
/** At which the process listens because of the two. */
let opened: readonly AddressInfo[];

function listening(): readonly Server[] {
  const { _getActiveHandles: handles } = process as unknown as { _getActiveHandles(): unknown[] };
  return handles.call(process).filter((one): one is Server => one instanceof Server);
}

beforeAll(async () => {
  moto = await fakeMoto();
  const others = new Set(listening());
  const sites = rehearsedSites({ name: "docs", regions }, { name: "shop", regions });
  session = await Session.open({ read: async () => sites, watched: [], close: () => {} }, options, quiet);
  local = await LocalCloud.start({
    moto: { endpoint: moto.endpoint, stop: async () => {} },
    ...{ port: 0, edgePort: 0, httpPort: 0, say: () => {} },
  });
  const own = listening().filter((server) => !others.has(server));
  expect(own.every((server) => server instanceof HttpServer)).toBe(true);
  opened = own.map((server) => server.address() as AddressInfo);
});
afterAll(async () => {
  await session?.close();
  await local?.close();
  await moto?.close();
});

/** Who may ask at a port: this machine's programs and the console, or whoever visits a site, wherever a link stood. */
type Kind = "own" | "public";

const ports: readonly [what: string, kind: Kind, url: () => string | undefined][] = [
  ["the sites of start", "public", () => session.sites[0]?.url],
  ["the sites of start by HTTP", "public", () => plainUrl()],
  ["the console and control API of start", "own", () => session.controlUrl],
  ["the sites of cloud", "public", () => local.url],
  ["the sites of cloud by HTTP", "public", () => local.httpUrl],
  ["the console and control API of cloud", "own", () => local.controlUrl],
  ["the endpoint of cloud", "own", () => local.cloud.url],
];

/** What no other tells: the port of `--http-port` is told in a line alone. */
function plainUrl(): string | undefined {
  const told = [session.sites[0]?.url, session.controlUrl, local.url, local.httpUrl].map(portOf);
  const rest = [local.controlUrl, local.cloud.url].map(portOf);
  const port = opened.find((one) => !told.includes(one.port) && !rest.includes(one.port))?.port;
  return port === undefined ? undefined : `http://127.0.0.1:${port}`;
}

function portOf(url: string | undefined): number {
  return Number(new URL(url ?? "http://localhost:1").port);
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly headers: Record<string, string>;
  readonly body?: string;
}

interface Answered {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly said: string;
}

/** A request with whatever Host and Origin are given. Of an answer that does not end, the first of it. */
function ask(url: string, { method = "GET", path = "/", headers, body }: Asked): Promise<Answered> {
  return new Promise((resolve, reject) => {
    const outgoing = request(url.replace("localhost", "127.0.0.1"), { method, path, headers });
    const answered = (status: number, { headers: got }: { headers: IncomingHttpHeaders }, said: string) => {
      resolve({ status, headers: got, said });
      outgoing.destroy();
    };
    outgoing.on("error", reject);
    outgoing.on("upgrade", (incoming) => answered(101, incoming, ""));
    outgoing.on("response", (incoming) => {
      let said = "";
      const { statusCode = 0 } = incoming;
      const isStream = incoming.headers["content-type"]?.startsWith("text/event-stream");
      incoming.on("data", (chunk: Buffer) => {
        said += chunk;
        if (isStream) answered(statusCode, incoming, said);
      });
      incoming.on("end", () => answered(statusCode, incoming, said));
    });
    outgoing.end(body);
  });
}

const evil = { origin: "https://evil.example" };
const handshake = {
  ...{ connection: "Upgrade", upgrade: "websocket" },
  ...{ "sec-websocket-version": "13", "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==" },
};
const fault = '{"fault":"primary=503"}';
/** A form posts one of three types without asking first (Fetch standard, "CORS-safelisted request-header"). */
const form = (type: string, body: string, headers: Record<string, string> = evil): Asked => ({
  ...{ method: "POST", path: "/faults", body },
  headers: { ...headers, "content-type": type },
});

const attacks: readonly [what: string, asked: Asked][] = [
  ["a name that was led to this machine", { headers: { host: "evil.example" } }],
  ["such a name that begins like loopback", { headers: { host: "127.0.0.1.evil.example" } }],
  ["such a name that ends like loopback", { headers: { host: "evil-localhost" } }],
  ["the address that means every one", { headers: { host: "0.0.0.0" } }],
  ["a script of another origin", { headers: evil }],
  ["a script of a file or a sandbox", { headers: { origin: "null" } }],
  ["an image, which sends no Origin", { headers: { "sec-fetch-site": "cross-site" } }],
  ["the state, read by a script", { path: "/state", headers: evil }],
  ["the state, read as a script", { path: "/state", headers: { "sec-fetch-site": "cross-site" } }],
  ["the events, listened to", { path: "/events", headers: { ...evil, accept: "text/event-stream" } }],
  ["the events, by a name led here", { path: "/events", headers: { host: "evil.example" } }],
  ["a form of text", form("text/plain", fault)],
  ["a form of text, from a sandbox", form("text/plain", fault, { origin: "null" })],
  ["a form of fields", form("application/x-www-form-urlencoded", `${fault}=`)],
  ["a form of parts", form("multipart/form-data; boundary=x", `--x\r\n\r\n${fault}\r\n--x--`)],
  ["JSON by a name led here", form("application/json", fault, { host: "evil.example" })],
  ["a WebSocket", { path: "/events", headers: { ...handshake, ...evil } }],
  ["a WebSocket by a name led here", { headers: { ...handshake, host: "evil.example" } }],
  [
    "the question whether it may",
    {
      ...{ method: "OPTIONS", path: "/faults" },
      headers: {
        ...evil,
        "access-control-request-method": "POST",
        "access-control-request-headers": "content-type",
        // Private Network Access, 3.1: whoever says yes opens this machine to a page of the Internet.
        "access-control-request-private-network": "true",
      },
    },
  ],
];

test("every port has a row, and none is open to other machines", () => {
  const rows = ports.map(([, , url]) => portOf(url()));
  expect(opened.map(({ port }) => port).sort()).toEqual(rows.sort());
  expect(opened.map(({ address }) => address)).toEqual(opened.map(() => "127.0.0.1"));
});

const servedFromPrimary = [{ servesFrom: "primary" }, { servesFrom: "primary" }];
const each = ports.flatMap(([port, kind, url]) =>
  attacks.map(([what, asked]) => ({ port, kind, url, what, asked })),
);

describe("a web page that somebody happens to visit", () => {
  test.each(each)("at $port: $what", async ({ kind, url, asked }) => {
    const answer = await ask(url() ?? "", asked);
    // Nothing lets a page of another origin read the answer, whatever that is.
    const open = Object.keys(answer.headers).filter((name) => name.startsWith("access-control-"));
    expect(open).toEqual([]);
    expect(answer.status).not.toBe(101);
    if (kind === "own") {
      expect(answer.status).toBe(403);
      expect(answer.said).toMatch(/ask by a loopback address|another site's pages are refused/);
    } else if (asked.headers.host !== undefined && !/^[\d.]+$/.test(asked.headers.host)) {
      // A name that no site has is no site's.
      expect(answer.status).toBeGreaterThanOrEqual(400);
      expect(answer.said).not.toContain("<h1>Outlast");
    }
    expect(session.controls.state()).toMatchObject({ faults: [], sites: servedFromPrimary });
    expect(moto.seen).toEqual([]);
  });
});

test("what no page can send is answered", async () => {
  const asked = (url: string, path: string) => ask(url, { path, headers: { host: "localhost" } });
  expect((await asked(session.controlUrl, "/state")).status).toBe(200);
  expect((await asked(local.controlUrl, "/state")).status).toBe(200);
  expect((await asked(session.controlUrl, "/events")).headers["content-type"]).toMatch(/event-stream/);
  expect((await asked(session.sites[0]?.url ?? "", "/")).status).toBe(200);
});
