import { createServer } from "node:net";
import { setTimeout as delay } from "node:timers/promises";
import { inNoAccount } from "./environment";
import { toolError } from "./errors";
import { type Leashed, startLeashed } from "./leash";
import { type Environment, which } from "./which";

/** A running moto server: S3, IAM, Route 53 and the rest of AWS, in memory. */
export interface Moto {
  /** "http://127.0.0.1:<port>" */
  readonly endpoint: string;
  /** Forgets every resource of every account. */
  reset(): Promise<void>;
  stop(): Promise<void>;
}

/** Where and how long. */
export interface MotoOptions {
  /** Port on loopback; 0 for a free one. */
  readonly port?: number;
  /** How long the server may take until it answers, in milliseconds. */
  readonly readyWithinMs?: number;
  readonly env?: Environment;
  /** Stops waiting for it. */
  readonly signal?: AbortSignal;
}

const POLL_MS = 50;

/**
 * Starts `moto_server` from PATH on loopback and resolves once it answers. It ends with this process.
 *
 * @throws {OutlastError} `moto-missing`, `moto-not-ready`, `tool-aborted`
 */
export async function startMoto(options: MotoOptions = {}): Promise<Moto> {
  const env = options.env ?? process.env;
  const command = await which("moto_server", env);
  if (command === undefined) throw toolError("moto-missing", "no moto_server on PATH");
  const port = options.port || (await freePort());
  const endpoint = `http://127.0.0.1:${port}`;
  // Certificates are validated at once: moto makes callers wait a minute otherwise. It sends requests to itself when it
  // replays a recording, which no proxy of the caller's may take. And it is made with AWS's own client, which stumbles over
  // a profile that is not there, and asks the machine's metadata for keys where there are none.
  const leashed = startLeashed(command, ["-H", "127.0.0.1", "-p", String(port)], {
    env: {
      ...inNoAccount(env),
      MOTO_ACM_VALIDATION_WAIT: "0",
      NO_PROXY: "127.0.0.1",
      no_proxy: "127.0.0.1",
    },
    graceMs: 0,
    output: "inherit",
  });
  leashed.process.unref();
  const errors = lastLines(leashed);
  const { readyWithinMs = 30_000, signal } = options;
  const answered = await untilItAnswers(endpoint, leashed, readyWithinMs, signal);
  if (!answered) {
    await leashed.stop();
    if (signal?.aborted) throw toolError("tool-aborted", `${command} was interrupted`, "Run it again.");
    throw toolError("moto-not-ready", `${command} does not answer on ${endpoint}: ${errors()}`);
  }
  return {
    endpoint,
    async reset() {
      await fetch(`${endpoint}/moto-api/reset`, { method: "POST" });
    },
    stop: () => leashed.stop(),
  };
}

async function untilItAnswers(
  endpoint: string,
  leashed: Leashed,
  withinMs: number,
  signal: AbortSignal | undefined,
): Promise<boolean> {
  const deadline = performance.now() + withinMs;
  const isWaiting = () =>
    performance.now() < deadline && leashed.process.exitCode === null && !signal?.aborted;
  while (isWaiting()) {
    try {
      const response = await fetch(`${endpoint}/moto-api/data.json`);
      await response.arrayBuffer();
      if (response.ok) return true;
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
