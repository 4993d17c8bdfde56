import { mkdtempSync, rmSync } from "node:fs";
import { request as httpRequest } from "node:http";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { inNoAccount } from "./environment";
import { toolError } from "./errors";
import { type Leashed, startLeashed } from "./leash";
import { lookingOnce } from "./moto-site";
import { type Environment, which } from "./which";

/** A running moto server: S3, IAM, Route 53 and the rest of AWS, in memory. */
export interface Moto {
  /** "http://127.0.0.1:<port>"; with a socket, what requests name it. */
  readonly endpoint: string;
  /** Where it listens in place of a port. */
  readonly socketPath?: string;
  /** Sends a request to it. */
  request(method: string, path: string, sent?: MotoRequest): Promise<{ readonly status: number }>;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Of a request, what is not nothing. */
export interface MotoRequest {
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  readonly signal?: AbortSignal;
}

/** Where and how long. */
export interface MotoOptions {
  /**
   * Whether it listens on a Unix socket in a folder of this user alone, in place of a port of loopback, which every
   * user of the machine and every program reaches. @default false
   */
  readonly isPrivate?: boolean;
  /** Port on loopback; 0 for a free one. */
  readonly port?: number;
  /** How long the server may take until it answers, in milliseconds. */
  readonly readyWithinMs?: number;
  readonly env?: Environment;
  /** Stops waiting for it. */
  readonly signal?: AbortSignal;
}

const POLL_MS = 50;

/** What every moto is started with. */
export const motoSettings = {
  // Certificates are validated at once: it makes callers wait a minute otherwise.
  MOTO_ACM_VALIDATION_WAIT: "0",
  // It would let every web page read its answers.
  MOTO_DISABLE_GLOBAL_CORS: "true",
  // AWS's own policies, which nearly every role is given.
  MOTO_IAM_LOAD_MANAGED_POLICIES: "true",
};

/**
 * Starts `moto_server` from PATH on loopback and resolves once it answers. It ends with this process.
 *
 * @throws {OutlastError} `moto-missing`, `moto-not-ready`, `tool-aborted`
 */
export async function startMoto(options: MotoOptions = {}): Promise<Moto> {
  const env = options.env ?? process.env;
  const command = await which("moto_server", env);
  if (command === undefined) throw toolError("moto-missing", "no moto_server on PATH");
  const folder = mkdtempSync(join(tmpdir(), "outlast-moto-"));
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once("exit", remove);
  const socketPath = options.isPrivate ? join(folder, "moto.sock") : undefined;
  const port = socketPath === undefined ? options.port || (await freePort()) : undefined;
  const endpoint = socketPath === undefined ? `http://127.0.0.1:${port}` : "http://127.0.0.1";
  const ask = requester(endpoint, socketPath);
  const where =
    socketPath === undefined ? ["-H", "127.0.0.1", "-p", String(port)] : ["-H", `unix://${socketPath}`];
  // It is made with AWS's own client, which stumbles over a profile that is not there, and asks the machine's metadata
  // for keys where there are none.
  const leashed = startLeashed(command, where, {
    env: { ...lookingOnce(folder, inNoAccount(env)), ...motoSettings },
    graceMs: 0,
    output: "inherit",
  });
  leashed.process.unref();
  const stop = async () => {
    await leashed.stop();
    process.off("exit", remove);
    remove();
  };
  const errors = lastLines(leashed);
  const { readyWithinMs = 30_000, signal } = options;
  const answered = await untilItAnswers(ask, leashed, readyWithinMs, signal);
  if (!answered) {
    await stop();
    if (signal?.aborted) throw toolError("tool-aborted", `${command} was interrupted`, "Run it again.");
    const place = socketPath ?? endpoint;
    throw toolError("moto-not-ready", `${command} does not answer on ${place}: ${errors()}`);
  }
  return {
    endpoint,
    ...(socketPath && { socketPath }),
    request: ask,
    async reset() {
      await ask("POST", "/moto-api/reset");
    },
    stop,
  };
}

/** Sends requests to moto, and throws their answers' bodies away. */
function requester(endpoint: string, socketPath: string | undefined): Moto["request"] {
  return (method, path, { headers = {}, body = Buffer.alloc(0), signal } = {}) =>
    new Promise((resolve, reject) => {
      const length = { "content-length": String(body.length) };
      const options = { method, headers: { ...headers, ...length }, ...(signal && { signal }) };
      const outgoing = httpRequest(new URL(path, endpoint), {
        ...options,
        ...(socketPath && { socketPath }),
      });
      outgoing.on("error", reject);
      outgoing.on("response", (incoming) => {
        incoming.on("error", reject).on("end", () => resolve({ status: incoming.statusCode ?? 0 }));
        incoming.resume();
      });
      outgoing.end(body);
    });
}

async function untilItAnswers(
  ask: Moto["request"],
  leashed: Leashed,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  const isWaiting = () =>
    performance.now() < deadline && leashed.process.exitCode === null && !signal?.aborted;
  while (isWaiting()) {
    try {
      if ((await ask("GET", "/moto-api/")).status === 200) return true;
    } catch {
      await delay(POLL_MS);
    }
  }
  return false;
}

function lastLines(leashed: Leashed): () => string {
  let text = "";
  leashed.process.stderr?.setEncoding("utf8").on("data", (chunk: string) => {
    text = (text + chunk).slice(-2_000);
  });
  return () => text.trim();
}

/** A port that nobody listens on at this moment. */
async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  if (address === null || typeof address === "string") throw new Error("no port on loopback");
  return address.port;
}
