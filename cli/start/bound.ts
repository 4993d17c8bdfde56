import type { Listening } from "../../rehearsal/server";
import { startError } from "./start-error";

/** Listens, and says by which option a port is chosen where it cannot be had. @throws {CliError} START_PORT_IN_USE, START_ADDRESS */
export async function bound(
  port: number,
  option: string,
  listen: () => Promise<Listening>,
): Promise<Listening> {
  try {
    return await listen();
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === "EADDRINUSE") throw startError("START_PORT_IN_USE", `${option} ${port} is in use`);
    if (code === "EACCES" || code === "EADDRNOTAVAIL" || code === "ENOTFOUND")
      throw startError("START_ADDRESS", `${option} ${port} cannot be listened on (${code})`);
    throw error;
  }
}
