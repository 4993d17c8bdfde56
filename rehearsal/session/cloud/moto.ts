import { createReadStream, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { createInterface } from "node:readline";
import { cacheFolder } from "../../../config/project-root";
import { type Moto, startMoto } from "../../../toolchain";
import { toolError } from "../../../toolchain/errors";
import { installMoto } from "../../../toolchain/install-moto";
import { which } from "../../../toolchain/which";

export interface OwnMotoOptions {
  readonly say: (line: string) => void;
  /** Ends an installation early. */
  readonly signal: AbortSignal;
  /** Where the requests of earlier runs are recorded; they are sent again. */
  readonly recording?: string;
}

/**
 * Starts moto from PATH; where there is none, from a virtual environment of the project's own. moto remembers
 * nothing: with `recording`, the requests of earlier runs are sent again.
 *
 * @throws {OutlastError} `moto-missing`, `moto-not-ready`, `tool-aborted`; what the signal says while requests are sent again
 */
export async function startOwnMoto({ say, signal, recording }: OwnMotoOptions): Promise<Moto> {
  const moto = await startInstalled(say, signal);
  if (recording === undefined) return moto;
  if (existsSync(recording)) say("moto: sending the requests of earlier runs again");
  try {
    await resume(moto, recording, signal);
  } catch (error) {
    await moto.stop();
    throw error;
  }
  return moto;
}

const anew = "Start anew with another --keep folder, or without one.";

/** The same seed gives the same identifiers to the same requests. */
async function resume(moto: Moto, recording: string, signal: AbortSignal): Promise<void> {
  const { status } = await moto.request("POST", "/moto-api/seed?a=1", { signal });
  if (status !== 200) throw toolError("moto-not-ready", `moto answers ${status} to a seed`, anew);
  if (existsSync(recording)) await replay(moto, recording, signal);
}

/** A request as it is recorded, a line each, in the form of moto's own recorder. */
interface Recorded {
  readonly method: string;
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  /** In base64 where `body_encoded` says so; absent for none. */
  readonly body?: string | null;
  readonly body_encoded: boolean;
}

/**
 * Sends recorded requests again, one after the other. moto would do so itself, by an address that it is not reached at
 * when it listens on a socket.
 */
async function replay(moto: Moto, recording: string, signal: AbortSignal): Promise<void> {
  for await (const line of createInterface({ input: createReadStream(recording) })) {
    const { method, url, headers, body, body_encoded } = recorded(line, recording);
    const { pathname, search } = new URL(url);
    const kept = Object.entries(headers).filter(
      ([name]) => !/^(?:transfer-encoding|content-length)$/i.test(name),
    );
    await moto.request(method, pathname + search, {
      headers: Object.fromEntries(kept),
      body: Buffer.from(body ?? "", body_encoded ? "base64" : "utf8"),
      signal,
    });
  }
}

/** @throws {OutlastError} `moto-not-ready` for a line that is none, such as one that was cut off */
function recorded(line: string, recording: string): Recorded {
  try {
    return JSON.parse(line);
  } catch {
    throw toolError("moto-not-ready", `a request of earlier runs cannot be read in ${recording}`, anew);
  }
}

async function startInstalled(say: (line: string) => void, signal: AbortSignal): Promise<Moto> {
  if (await which("moto_server", process.env)) return startMoto({ signal, isPrivate: true });
  const folder = join(cacheFolder(), "moto");
  const bin = await installMoto({ folder, say, signal });
  const path = `${bin}${delimiter}${process.env.PATH ?? ""}`;
  return startMoto({ env: { ...process.env, PATH: path }, signal, isPrivate: true });
}
