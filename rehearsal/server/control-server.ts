import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { foreignPage } from "./foreign-page";
import { type Listening, listen } from "./listening";

/** An action of the control API: takes the request's JSON, answers what becomes JSON. Throws `ControlError`. */
export type ControlAction = (input: Readonly<Record<string, unknown>>) => unknown;

/** `"GET /state"` to what it does. */
export type ControlActions = Readonly<Record<`${"GET" | "POST"} /${string}`, ControlAction>>;

/**
 * What a caller of the control API did wrong: HTTP 400 with this message. It ends no verb, and so has no code of
 * docs/errors.md; where an option of a verb asks the same, the verb gives it one.
 */
export class ControlError extends Error {}

const maxBodyBytes = 64 * 1024;

/** Milliseconds. Requests are small and come from this machine: one that does not arrive is given up. */
const impatient = { requestTimeout: 10_000, headersTimeout: 5_000, connectionsCheckingInterval: 1_000 };

/**
 * Serves the control API on loopback, always. A page that a developer happens to visit must not be able to
 * break things here: what a browser sends for another site is refused, and what changes something needs a JSON
 * content type, which no form can send.
 */
export function serveControls(actions: ControlActions, port: number): Promise<Listening> {
  const server = createServer(impatient, (incoming, outgoing) => {
    run(actions, incoming).then(
      ({ status, body }) => send(outgoing, status, body),
      () => incoming.socket.destroy(),
    );
  });
  return listen(server, port, "127.0.0.1");
}

interface Answer {
  readonly status: number;
  readonly body: unknown;
}

async function run(actions: ControlActions, incoming: IncomingMessage): Promise<Answer> {
  const { method = "GET", url = "/" } = incoming;
  const foreign = foreignPage(incoming.headers);
  if (foreign !== undefined) return refusal(403, foreign);
  const path = url.split("?", 1)[0] as string;
  const known = Object.entries(actions).find(([name]) => name === `${method} ${path}`);
  if (!known) return refusal(404, `unknown action; there are: ${Object.keys(actions).join(", ")}`);
  if (method !== "GET" && !/^application\/json\b/.test(incoming.headers["content-type"] ?? "")) {
    return refusal(415, "send application/json");
  }
  const input = method === "GET" ? {} : await readJson(incoming);
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

function send(outgoing: ServerResponse, status: number, body: unknown): void {
  const text = `${JSON.stringify(body)}\n`;
  outgoing
    .writeHead(status, { "content-type": "application/json", "content-length": Buffer.byteLength(text) })
    .end(text);
}
