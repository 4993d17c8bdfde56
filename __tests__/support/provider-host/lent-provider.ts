import { type ClientHttp2Session, connect } from "node:http2";
import { connect as connectSocket, type Socket } from "node:net";
import { firstLine } from "./first-line";
import type { Workplace } from "./provider-pool";

/** A provider of the pool that nobody else has. */
export interface LentProvider {
  readonly session: ClientHttp2Session;
  giveBack(): void;
}

/** Asks the pool for a provider that works there, until it is given back or this process is gone. */
export async function borrow(pool: string, place: Workplace): Promise<LentProvider> {
  const asker = connectSocket(pool);
  const session = await sessionFor(asker, JSON.stringify(place));
  return {
    session,
    giveBack() {
      session.destroy();
      asker.destroy();
    },
  };
}

/** A connection to the provider that answers, to everybody at once, what needs no cloud. */
export async function commonProvider(pool: string): Promise<ClientHttp2Session> {
  const asker = connectSocket(pool);
  const session = await sessionFor(asker, "");
  asker.destroy();
  return session;
}

async function sessionFor(asker: Socket, asked: string): Promise<ClientHttp2Session> {
  asker.write(`${asked}\n`);
  const { error, socket } = JSON.parse(await firstLine(asker));
  if (error !== undefined) throw new Error(error);
  const session = connect("http://provider", { createConnection: () => connectSocket(socket) });
  // Whoever has asked for something hears of it.
  session.on("error", () => {});
  return session;
}
