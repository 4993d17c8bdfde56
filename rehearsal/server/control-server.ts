import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type EventSource, EventStreams } from "./event-streams";
import { foreignPage } from "./foreign-page";
import { type Listening, listen } from "./listening";

/**
 * An action of the control API: takes the request's JSON, or its query where it is a GET, and answers what becomes JSON.
 * Throws `ControlError`.
 */
export type ControlAction = (input: Readonly<Record<string, unknown>>) => unknown;

/** `"GET /state"` to what it does. */
export type ControlActions = Readonly<Record<`${"GET" | "POST"} /${string}`, ControlAction>>;

/**
 * What a caller of the control API did wrong: HTTP 400 with this message. It ends no verb, and so has no code of
 * docs/errors.md; where an option of a verb asks the same, the verb gives it one.
 */
export class ControlError extends Error {}

/** A page, or a part of one, that is served beside the actions. */
export interface ControlPage {
  readonly type: string;
  readonly body: string | Uint8Array;
  /** Content-Security-Policy. */
  readonly policy: string;
}

/** What the control port serves besides its actions. */
export interface ControlDoors {
  /** `GET /events`. */
  readonly events?: EventSource;
  /** By the path and the query of a GET; undefined where there is none. */
  readonly page?: (path: string, query: URLSearchParams) => Promise<ControlPage | undefined>;
  /** Milliseconds that the head of a request may take. @default 5_000 */
  readonly headersTimeout?: number;
}

const maxBodyBytes = 64 * 1024;

/** Milliseconds. Requests are small and come from this machine: one that does not arrive is given up. */
const requestTimeout = 10_000;

/**
 * Serves the control API on loopback, always. A page that a developer happens to visit must not be able to
 * break things here: what a browser sends for another site is refused, and what changes something needs a JSON
 * content type, which no form can send.
 */
export async function serveControls(
  actions: ControlActions,
  port: number,
  { events, headersTimeout = 5_000, page }: ControlDoors = {},
): Promise<Listening> {
  const streams = events && new EventStreams(events);
  const connectionsCheckingInterval = Math.min(1_000, headersTimeout);
  const impatient = { requestTimeout, headersTimeout, connectionsCheckingInterval };
  const server = createServer(impatient, (incoming, outgoing) => {
    const answering = async () => {
      const foreign = foreignPage(incoming.headers);
      const { path, query } = target(incoming);
      if (incoming.method === "GET" && foreign === undefined) {
        if (path === "/events" && streams) return streams.open(outgoing);
        const found = await page?.(path, query);
        if (found) return sendPage(outgoing, found);
      }
      const { status, body } =
        foreign === undefined ? await run(actions, incoming, path, query) : refusal(403, foreign);
      send(outgoing, status, body);
    };
    answering().catch(() => incoming.socket.destroy());
  });
  const listening = await listen(server, port, "127.0.0.1");
  return {
    ...listening,
    close: () => {
      streams?.close();
      return listening.close();
    },
  };
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

function target({ url = "/" }: IncomingMessage): { path: string; query: URLSearchParams } {
  const [path = "", ...query] = url.split("?");
  return { path, query: new URLSearchParams(query.join("?")) };
}

async function run(
  actions: ControlActions,
  incoming: IncomingMessage,
  path: string,
  query: URLSearchParams,
): Promise<Answer> {
  const { method = "GET" } = incoming;
  const known = Object.entries(actions).find(([name]) => name === `${method} ${path}`);
  if (!known) return refusal(404, `unknown action; there are: ${Object.keys(actions).join(", ")}`);
  if (method !== "GET" && !/^application\/json\b/.test(incoming.headers["content-type"] ?? "")) {
    return refusal(415, "send application/json");
  }
  const input = method === "GET" ? Object.fromEntries(query) : await readJson(incoming);
  if (input === undefined) return refusal(400, "the body is not a JSON object of at most 64 KiB");
  try {
    return { status: 200, body: (await known[1](input)) ?? { ok: true } };
  } catch (error) {
    if (error instanceof ControlError) return refusal(400, error.message);
    throw error;
  }
}

function refusal(status: number, error: string): Answer {
  return { status, body: { error } };
}

async function readJson(incoming: IncomingMessage): Promise<Record<string, unknown> | undefined> {
  let text = "";
  // A character may come in two chunks.
  for await (const chunk of incoming.setEncoding("utf8")) {
    text += chunk;
    if (text.length > maxBodyBytes) return undefined;
  }
  if (text === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === "object" && value !== null && !Array.isArray(value)
      ? (value as Record<string, unknown>)
      : undefined;
  } catch {
    return undefined;
  }
}

function sendPage(outgoing: ServerResponse, { body, policy, type }: ControlPage): void {
  outgoing
    .writeHead(200, {
      "content-type": type,
      "content-length": Buffer.byteLength(body),
      "content-security-policy": policy,
      "x-content-type-options": "nosniff",
      "cross-origin-resource-policy": "same-origin",
      "cross-origin-opener-policy": "same-origin",
      "referrer-policy": "no-referrer",
      "cache-control": "no-store",
    })
    .end(body);
}

function send(outgoing: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  outgoing
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    .end(text);
}
